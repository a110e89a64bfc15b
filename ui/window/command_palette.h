// F3: every command of the program by name, with its menu and key. Type a part of the name, Enter runs it.
//
// It lists what the menus hold at that moment, so a command exists here as soon as it is in a menu. Commands that
// cannot run now are shown dimmed and stay where they are.
#pragma once

#include <QFrame>
#include <QPointer>
#include <QVector>

class QAction;
class QListView;
class QMenuBar;
class QStandardItemModel;

namespace lightbench::ui {

class SearchField;

struct Command {
  QPointer<QAction> action;
  QString title;  // without mnemonic and dots
  QString menu;   // "View › Theme"
  QString key;
};

// Everything in the menus, in their order. Submenus made on demand are asked to fill themselves.
QVector<Command> commandsOf(const QMenuBar& bar);

class CommandPalette : public QFrame {
  Q_OBJECT
 public:
  explicit CommandPalette(QWidget* parent);

  // Below `anchor`, right-aligned with it.
  void open(const QMenuBar& bar, const QWidget& anchor);
  int shownCount() const;
  QString shownTitle(int row) const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void filter(const QString& text);
  void runCurrent();

  SearchField* search_;
  QListView* list_;
  QStandardItemModel* model_;
  QVector<Command> commands_;
};

}  // namespace lightbench::ui
