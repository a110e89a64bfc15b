// The recorded sessions: a row each, sorted and filtered, with what is done with them. Beside it the chosen one's
// facts, tags and notes.
//
// Knows nothing of comparing, asking or files: it tells what somebody wants, by paths of session files.
#pragma once

#include <QWidget>

#include "engine/profile/machine.h"
#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/core/session_store.h"

class QAction;
class QTableView;

namespace lightbench::ui {

class IconButton;
class SearchField;
class Segments;
class SessionDetails;
class SessionsModel;
class SessionsOrder;

class SessionsPanel : public QWidget {
  Q_OBJECT
 public:
  // `importSession` is the window's command, which a button runs.
  SessionsPanel(Document& document, EngineBridge& bridge, SessionStore& store, QAction* importSession,
                QWidget* parent = nullptr);

  QTableView& view() { return *view_; }
  SearchField& filter() { return *filter_; }
  SessionDetails& details() { return *details_; }
  QString chosen() const;  // path; empty for none
  // Shows the session even where a filter hid it.
  void choose(const QString& path);
  // What can be done with the chosen session, as in the context menu.
  const QList<QAction*>& commands() const { return commands_; }

 Q_SIGNALS:
  void compareRequested(const QString& base, const QString& current);  // the same twice: its two variants
  void baseChosen(const QString& path);
  void currentChosen(const QString& path);
  void pinRequested(const QString& path);
  void removeRequested(const QString& path);
  void folderRequested(const QString& path);
  void problem(const lightbench::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void buildView();
  void buildCommands();
  QWidget* buildBar(QAction* importSession);
  QAction* addCommand(const char* name, const QString& text, const QKeySequence& key, void (SessionsPanel::*run)());
  void takeStore();
  void refresh();
  void chooseFirst();
  void showChosen();
  void enableCommands();
  void layColumns();
  void compareChosen();
  QString baseFor(const QString& path) const;
  void pinChosen() { Q_EMIT pinRequested(chosen()); }
  void chooseBase() { Q_EMIT baseChosen(chosen()); }
  void chooseCurrent() { Q_EMIT currentChosen(chosen()); }
  void editTags();
  void editNotes();
  void removeChosen() { Q_EMIT removeRequested(chosen()); }
  void showFolder() { Q_EMIT folderRequested(chosen()); }

  Document& document_;
  EngineBridge& bridge_;
  SessionStore& store_;
  const MachineInfo machine_ = describe_machine();
  SessionsModel* model_;
  SessionsOrder* order_;
  SearchField* filter_;
  Segments* scope_;
  QTableView* view_;
  SessionDetails* details_;
  IconButton* more_;
  QList<QAction*> commands_;
  bool stale_ = true;
};

}  // namespace lightbench::ui
