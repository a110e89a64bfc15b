// The top line: menus at the left, workspaces in the middle, the search for commands at the right.
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QMenuBar;

namespace lightbench::ui {

class Segments;

// Looks like a search field and opens the palette, so that what can be typed there is never lost in a small line.
class CommandButton : public QAbstractButton {
  Q_OBJECT
 public:
  explicit CommandButton(QWidget* parent = nullptr);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

class MenuRow : public QWidget {
  Q_OBJECT
 public:
  explicit MenuRow(QWidget* parent = nullptr);

  QMenuBar* menuBar() const { return menus_; }
  Segments* workspaces() const { return workspaces_; }
  CommandButton* commandButton() const { return commands_; }

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QMenuBar* menus_;
  Segments* workspaces_;
  CommandButton* commands_;
};

}  // namespace lightbench::ui
