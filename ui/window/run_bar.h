// The tool bar: live, stop, undo and redo, what a run may use, and the total of the run shown.
#pragma once

#include <QWidget>

class QAction;
class QActionGroup;
class QToolButton;

namespace lightbench::ui {

class ComboButton;
class RunReading;
class WindowActions;

class RunBar : public QWidget {
  Q_OBJECT
 public:
  explicit RunBar(const WindowActions& actions, QWidget* parent = nullptr);

  RunReading* reading() const { return reading_; }
  void addControl(QWidget* control);  // behind the others
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QToolButton* addButton(QAction* action);
  // A combo that shows what is checked in the group; choosing in it triggers the group's action.
  ComboButton* addCombo(const char* name, const QString& label, QActionGroup* group, const QString& tip);
  void addRecordButton(QAction* action);
  void addRule();

  RunReading* reading_;
};

}  // namespace lightbench::ui
