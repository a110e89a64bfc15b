#include "ui/profile/trace_banner.h"

#include <QHBoxLayout>
#include <QPushButton>

#include "ui/controls/elided_label.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

TraceBanner::TraceBanner(OpenTrace& trace, QWidget* parent)
    : QWidget(parent), trace_(trace), label_(new ElidedLabel(QString(), FontRole::kBody, Ink::kText2)) {
  setObjectName("traceBanner");
  auto* back = new QPushButton(tr("Back to the run"));
  back->setObjectName("closeTraceButton");
  connect(back, &QAbstractButton::clicked, &trace_, &OpenTrace::close);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 3, 8, 3);
  row->setSpacing(8);
  row->addWidget(label_, 1);
  row->addWidget(back);
  connect(&trace_, &OpenTrace::changed, this, &TraceBanner::follow);
  follow();
}

QString TraceBanner::text() const { return trace_.words(); }

void TraceBanner::follow() {
  label_->setText(trace_.words());
  label_->setToolTip(trace_.path());
  setVisible(trace_.trace() != nullptr);
}

}  // namespace lightbench::ui
