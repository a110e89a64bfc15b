// Painted sheets of the gallery: all colours with their names, and all icons at three sizes.
#pragma once

#include <QWidget>

namespace lightbench::ui {

class ColorSheet : public QWidget {
  Q_OBJECT
 protected:
  void paintEvent(QPaintEvent* event) override;
};

class IconSheet : public QWidget {
  Q_OBJECT
 public:
  QSize sizeHint() const override { return QSize(600, 420); }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace lightbench::ui
