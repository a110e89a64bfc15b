// A number that can be dragged, stepped and typed.
//
// Drag anywhere on it: one step per 2 px after a threshold of 4 px, Shift a tenth, Ctrl to round values. Arrows
// step (Shift a tenth, Ctrl or Page ten times), Home and End go to the ends of the soft range, Backspace resets,
// double-click, Enter or a digit opens the editor. Escape puts back what was there before.
#pragma once

#include "ui/controls/number_control.h"

class QLineEdit;

namespace lightbench::ui {

class NumberField : public NumberControl {
  Q_OBJECT
 public:
  explicit NumberField(QWidget* parent = nullptr);

  double value() const override { return value_; }
  void setValue(double value) override;
  const NumberRule& rule() const override { return rule_; }
  void setRule(const NumberRule& rule) override;

  bool isScrubbing() const { return gesture_ == Gesture::kScrub; }
  bool isEditing() const;
  void resetToDefault();
  // The user's change from outside (a track, a screen reader): refused or sent like the field's own.
  void scrubTo(double value);
  void commit();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum class Gesture { kNone, kPressed, kScrub, kKeys };

  void beginGesture(Gesture gesture);
  void cancelGesture();
  void openEditor(const QString& text, bool select_all);
  void acceptEditor();
  void closeEditor();
  bool isUnusual() const { return !rule_.isUsual(value_); }

  NumberRule rule_;
  double value_ = 0;
  double value_before_ = 0;  // at the start of the gesture, for Escape
  Gesture gesture_ = Gesture::kNone;
  QPoint last_global_;
  int pressed_pixels_ = 0;  // moved since the press, before the threshold
  double scrub_value_ = 0;  // unrounded
  double pending_pixels_ = 0;
  QLineEdit* editor_ = nullptr;
};

}  // namespace lightbench::ui
