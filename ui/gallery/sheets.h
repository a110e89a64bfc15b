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
  QSize minimumSizeHint() const override { return QSize(400, 420); }

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace lightbench::ui
