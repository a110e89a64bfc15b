#include "ui/core/ui_spans.h"

#include <algorithm>

namespace lightbench::ui {

UiSpans& UiSpans::instance() {
  static UiSpans spans;
  return spans;
}

void UiSpans::add(UiSpan span) {
  const bool painted = span.work == UiWork::kViewer;
  {
    const std::lock_guard lock(mutex_);
    if (ring_.size() < kKept) {
      ring_.push_back(std::move(span));
    } else {
      ring_[next_] = std::move(span);
      next_ = (next_ + 1) % kKept;
    }
  }
  if (painted) Q_EMIT viewerPainted();
}

std::vector<UiSpan> UiSpans::begunIn(int64_t from_ns, int64_t to_ns) const {
  std::vector<UiSpan> spans;
  {
    const std::lock_guard lock(mutex_);
    std::copy_if(ring_.begin(), ring_.end(), std::back_inserter(spans),
                 [&](const UiSpan& span) { return span.start_ns >= from_ns && span.start_ns <= to_ns; });
  }
  // They lie in the ring by their ends.
  std::stable_sort(spans.begin(), spans.end(),
                   [](const UiSpan& a, const UiSpan& b) { return a.start_ns < b.start_ns; });
  return spans;
}

}  // namespace lightbench::ui
