// One parameter in the inspector: label left, number right, a track below. The track shows the default as a tick,
// grey up to the smaller of default and value, accent between the two: accent is what was changed. Without a default
// the accent runs from the left end.
//
// The number holds the focus and the keys (see NumberField); the track takes the mouse: press to jump, drag, Shift
// moves a tenth, Ctrl snaps, Escape puts back.
#pragma once

#include "ui/controls/number_control.h"

namespace lightbench::ui {

class NumberField;

class SliderRow : public NumberControl {
  Q_OBJECT
 public:
  explicit SliderRow(const QString& label, QWidget* parent = nullptr);

  QString label() const { return label_; }
  void setLabel(const QString& label);
  double value() const override;
  void setValue(double value) override;
  const NumberRule& rule() const override;
  void setRule(const NumberRule& rule) override;
  bool isChanged() const;
  NumberField* field() const { return field_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  double trackY() const;
  double handleX(double value) const;
  void layOut();
  void dragTo(double x, Qt::KeyboardModifiers modifiers);

  QString label_;
  NumberField* field_;
  bool dragging_ = false;
  double last_x_ = 0;
  double value_before_ = 0;  // the drag, for Escape
  double position_ = 0;      // unrounded, 0..1, while dragging
};

}  // namespace lightbench::ui
