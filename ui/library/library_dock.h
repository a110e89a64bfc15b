// The library: node types and presets under one search field.
//
// A node type is dragged into the graph or added after the current node; a preset is laid over the open picture. Both
// are one undo step. After a preset has been applied, the first full run of exactly that graph gives the time that its
// card shows from then on.
#pragma once

#include <QWidget>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/library/preset_pictures.h"
#include "ui/library/preset_store.h"

class QStackedWidget;
class QTabBar;

namespace lightbench::ui {

class ElidedLabel;
class IconButton;
class NodeTree;
class PresetGrid;
class SearchField;
class SectionHead;

class LibraryDock : public QWidget {
  Q_OBJECT
 public:
  LibraryDock(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);
  // With a store of the caller's; it must outlive the dock.
  LibraryDock(Document& document, EngineBridge& bridge, PresetStore& store, QWidget* parent = nullptr);

  enum class Tab { Nodes, Presets };
  Tab tab() const;
  void setTab(Tab tab);
  PresetStore& store() { return *store_; }
  NodeTree& nodeTree() { return *nodes_; }
  PresetGrid& presetGrid() { return *presets_; }
  SearchField& searchField() { return *search_; }

  // After the current node: in its wire when it has exactly one reader, else as a new branch; without a current node
  // to the right of everything. Gives the new node.
  NodeId addNode(const QString& type);
  void applyPreset(const QString& path);
  void renamePreset(const QString& path, const QString& name);
  void removePreset(const QString& path);

 public Q_SLOTS:
  void saveAsPreset();  // asks for name and description
  void focusSearch();

 Q_SIGNALS:
  void problem(const QString& message);    // something could not be done, in words
  void announced(const QString& message);  // something was done

 private:
  void build();
  void showTab(int index);
  void search(const QString& words);
  void showCounts();
  void showPresetMenu(const QPoint& position);
  void takeTime();

  Document& document_;
  EngineBridge& bridge_;
  std::unique_ptr<PresetStore> ownStore_;
  PresetStore* store_;
  PresetPictures pictures_;
  QTabBar* tabs_ = nullptr;
  SearchField* search_ = nullptr;
  IconButton* save_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  NodeTree* nodes_ = nullptr;
  PresetGrid* presets_ = nullptr;
  SectionHead* presetHead_ = nullptr;
  ElidedLabel* nothing_ = nullptr;
  QString words_[2];    // of each tab
  QString appliedKey_;  // the preset whose graph is open, until that changes
  Graph appliedGraph_;
};

}  // namespace lightbench::ui
