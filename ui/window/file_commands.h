// Files as a person handles them: new, open, save, recent, the question before changes are lost, pictures coming in
// and results going out. The document does the work; this asks, shows the dialogues and reports what went wrong.
#pragma once

#include <QObject>
#include <QPointF>
#include <QStringList>

#include <optional>

#include "ui/core/engine_bridge.h"

class QMenu;
class QWidget;

namespace lightbench::ui {

class MessageBar;
class Settings;

class FileCommands : public QObject {
  Q_OBJECT
 public:
  FileCommands(Document& document, EngineBridge& bridge, Settings& settings, MessageBar& messages, QWidget* window);

  // True when nothing is lost: no changes, saved now, or the person says so.
  bool mayLeave();

  void newPipeline();
  void openSample();
  void askAndOpen();
  // Asks about unsaved changes first. False when it was not opened; the message says why.
  bool open(const QString& path);
  bool save();
  bool askAndSaveAs();
  void exportOutputs();
  void fillRecentMenu(QMenu& menu);

  // Pictures and pipelines, as dropped or chosen. The first picture becomes that of the selected or only input node;
  // others, and all when there is none, get input nodes of their own from `position` (of the graph) downwards.
  void take(const QStringList& files, std::optional<QPointF> position);
  void askAndImport();

 private:
  bool saveTo(const QString& path);
  void takePicture(const QString& path, const QPointF& position, bool replaces);
  NodeId inputToReplace() const;
  QPointF freePosition() const;

  Document& document_;
  EngineBridge& bridge_;
  Settings& settings_;
  MessageBar& messages_;
  QWidget* window_;
};

}  // namespace lightbench::ui
