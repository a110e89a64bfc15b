#include "ui/inspector/device_row.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "ui/controls/elided_label.h"
#include "ui/controls/segments.h"

namespace lightbench::ui {
namespace {

constexpr std::array kBackends = {Backend::kAuto, Backend::kCpu, Backend::kVulkan};

int indexOf(Backend backend) {
  return static_cast<int>(std::find(kBackends.begin(), kBackends.end(), backend) - kBackends.begin());
}

}  // namespace

DeviceRow::DeviceRow(QWidget* parent)
    : QWidget(parent), label_(new ElidedLabel(tr("Device"), FontRole::kBody, Ink::kText2)), segments_(new Segments) {
  setObjectName("inspector_device");
  setToolTip(tr("What this node runs on"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 2, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(label_);
  layout->addWidget(segments_);
  segments_->setAccessibleName(tr("Device"));
  segments_->addSegment(tr("Auto"), tr("As the pipeline says: Device in the tool bar"));
  segments_->addSegment(tr("CPU"), tr("Run this node on the CPU, whatever the pipeline says"));
  segments_->addSegment(tr("Vulkan"), tr("Run this node on the graphics card; where that cannot be, it runs on the "
                                         "CPU and says why"));
  connect(segments_, &Segments::activated, this,
          [this](int index) { Q_EMIT chosen(kBackends[static_cast<size_t>(index)]); });
  show(Backend::kAuto);
}

void DeviceRow::show(Backend backend) {
  shown_ = backend;
  segments_->setCurrentIndex(indexOf(backend));
  label_->setRole(isChanged() ? FontRole::kBodyMedium : FontRole::kBody);
  label_->setInk(isChanged() ? Ink::kText : Ink::kText2);
}

void DeviceRow::keyPressEvent(QKeyEvent* event) {
  // The segments leave this key alone, so it comes here from whichever has the focus.
  if (event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Delete) {
    if (isChanged()) Q_EMIT chosen(Backend::kAuto);
    return;
  }
  QWidget::keyPressEvent(event);
}

}  // namespace lightbench::ui
