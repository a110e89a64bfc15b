// The graph panel: header, canvas, palette, menus and keys.
//
// All edits go through Document and can be undone; all pictures and numbers come through EngineBridge. The panel keeps
// view state only (zoom, overlay, focus), which never runs anything.
#pragma once

#include <QUrl>
#include <QWidget>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/editor/editor_actions.h"
#include "ui/editor/node_face.h"

class QLineEdit;
class QMenu;

namespace lightbench::ui {

class EditorHeader;
class GraphScene;
class GraphView;
class SearchPopup;

class NodeEditor : public QWidget {
  Q_OBJECT
 public:
  NodeEditor(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);
  ~NodeEditor() override;

  GraphView* view() const { return view_; }
  GraphScene* scene() const { return scene_; }
  EditorHeader* header() const { return header_; }
  SearchPopup* palette() const { return palette_; }

  // For the window's menus; see EditorActions.
  EditorActions* actions() const { return actions_; }
  Overlay overlay() const;
  void setOverlay(Overlay overlay);
  void cycleOverlay();

  // Opens the palette at the pointer, or in the middle of the canvas.
  void openPalette();
  void openFinder();
  void startRename(const NodeId& id);
  // Selects a node and brings it into sight; for other panels.
  void reveal(const NodeId& id);

 Q_SIGNALS:
  void filesDropped(const QList<QUrl>& files, const QPointF& scenePos);
  // Why something was not done, for the status bar.
  void message(const QString& text);

 private:
  void wireActions();
  void run(EditorCommand command, const std::function<void()>& what);
  void openPaletteAt(const QPoint& global, const QPointF& scene, const PortRef& from, const PortRef& to);
  void addDropped(const QString& type, const QPointF& scene);
  void openMenu(const QPoint& global, const QPointF& scene);
  void refreshActions();
  void refreshHeader();
  void removeSelected(bool heal);
  void toggleBypass();
  void duplicate(bool keep_inputs);
  void connectSelected();
  void disconnectSelected();
  void layOut();
  void nudge(const QPointF& by);
  void finishRename(bool accept);

  Document& document_;
  EngineBridge& bridge_;
  GraphScene* scene_;
  GraphView* view_;
  EditorHeader* header_;
  SearchPopup* palette_;
  EditorActions* actions_;
  std::function<void(const QString&)> take_row_;  // what choosing a row of the popup does
  QLineEdit* rename_field_ = nullptr;
  NodeId renamed_;
};

}  // namespace lightbench::ui
