// What every control of one number has in common, whether it is a field alone or a row with a track.
//
// valueScrubbed is sent for each change while a gesture lasts (a drag, a held key), valueCommitted once at its end,
// so that a document can make one undo step of it. A committed value may equal the one before. setValue sends
// nothing. A value outside the hard range is refused: `refused` carries the reason in words.
#pragma once

#include <QWidget>

#include "ui/controls/number_rule.h"

namespace lightbench::ui {

class NumberControl : public QWidget {
  Q_OBJECT
  Q_PROPERTY(double value READ value WRITE setValue NOTIFY valueScrubbed USER true)
 public:
  using QWidget::QWidget;

  virtual double value() const = 0;
  virtual void setValue(double value) = 0;
  virtual const NumberRule& rule() const = 0;
  virtual void setRule(const NumberRule& rule) = 0;

 Q_SIGNALS:
  void valueScrubbed(double value);
  void valueCommitted(double value);
  void refused(const QString& reason);
};

}  // namespace lightbench::ui
