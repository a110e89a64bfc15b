// Says over a panel that it shows a trace instead of the run, and leads back. Hidden while none is open.
#pragma once

#include <QWidget>

#include "ui/profile/open_trace.h"

namespace lightbench::ui {

class ElidedLabel;

class TraceBanner : public QWidget {
  Q_OBJECT
 public:
  explicit TraceBanner(OpenTrace& trace, QWidget* parent = nullptr);

  QString text() const;

 private:
  void follow();

  OpenTrace& trace_;
  ElidedLabel* label_;
};

}  // namespace lightbench::ui
