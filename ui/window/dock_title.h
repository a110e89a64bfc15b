// The head of a dock: its tabs, a note and the two buttons that let it float and close. Its empty part is the handle
// by which the dock is dragged.
//
// The tabs are those of the panel inside, or one for each dock that shares the place; Qt's own row of such tabs is
// hidden by kDockTitleTabsProperty (theme/style.h).
#pragma once

#include <QList>
#include <QWidget>

class QDockWidget;
class QTabBar;

namespace lightbench::ui {

class ElidedLabel;
class IconButton;

class DockTitle : public QWidget {
  Q_OBJECT
 public:
  // `tabs` is taken over; null makes one tab named like the dock.
  explicit DockTitle(QDockWidget* dock, QTabBar* tabs = nullptr);

  // The docks that share this one's place, itself among them, in the order of their tabs.
  void setGroup(const QList<QDockWidget*>& docks);
  void setNote(const QString& note);  // at the right, in text3

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QDockWidget* dock_;
  QTabBar* tabs_;
  bool ownTabs_;
  QList<QDockWidget*> group_;
  ElidedLabel* note_;
  IconButton* float_;
};

}  // namespace lightbench::ui
