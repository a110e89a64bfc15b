// The head of a dock: its tabs (or one tab with its name), and the two buttons that let it float and close.
// Its empty part is the handle by which the dock is dragged.
#pragma once

#include <QWidget>

class QDockWidget;
class QTabBar;

namespace lightbench::ui {

class IconButton;

class DockTitle : public QWidget {
  Q_OBJECT
 public:
  // `tabs` is taken over; null makes one tab named like the dock.
  explicit DockTitle(QDockWidget* dock, QTabBar* tabs = nullptr);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QTabBar* tabs_;
  IconButton* float_;
};

}  // namespace lightbench::ui
