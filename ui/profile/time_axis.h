// Where a time lies on the screen: the visible stretch of a timeline, how it is zoomed and panned, and its ticks.
//
// Times are nanoseconds from the start of the run, negative before it; places are logical pixels from the left edge of
// the lanes. The whole is a little longer than what happened, so that the mark of its end fits; nothing outside it can
// be shown, and no less than a microsecond.
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

namespace lightbench::ui {

struct TimeTick {
  double ns = 0;
  QString label;
};

class TimeAxis {
 public:
  static constexpr double kLeastSpan_ns = 1000;

  // The visible stretch stays as far as it still exists; what showed the whole goes on showing it.
  void setRange(double first_ns, double last_ns);
  void setWidth(double pixels);

  double first() const { return first_; }
  double duration() const { return duration_; }  // from first to last
  double whole() const;                          // duration and margin
  double width() const { return width_; }
  double start() const { return start_; }
  double span() const { return span_; }
  double end() const { return start_ + span_; }
  bool isWhole() const { return span_ >= whole(); }

  double x(double ns) const { return (ns - start_) / span_ * width_; }
  double x(int64_t ns) const { return x(static_cast<double>(ns)); }
  // Out of sight at the left, at the right.
  bool isPast(int64_t ns) const { return static_cast<double>(ns) <= start_; }
  bool isAhead(int64_t ns) const { return static_cast<double>(ns) >= end(); }
  double time(double x) const { return start_ + x / width_ * span_; }

  void showAll();
  void show(double from_ns, double to_ns);
  // `factor` above 1 shows less; the time at `x` stays where it is.
  void zoomAt(double x, double factor);
  void panTo(double start_ns);
  void panBy(double pixels) { panTo(start_ + pixels / width_ * span_); }

  // At round times, at least `least_pixels` apart, over the visible stretch.
  std::vector<TimeTick> ticks(double least_pixels) const;

 private:
  double first_ = 0;
  double duration_ = 0;
  double width_ = 1;
  double start_ = 0;
  double span_ = kLeastSpan_ns;
};

// "740 ns", "12.3 µs", "8.14 ms": four figures, in the unit that suits the size.
QString formatNanoseconds(double ns);
inline QString formatNanoseconds(int64_t ns) { return formatNanoseconds(static_cast<double>(ns)); }

}  // namespace lightbench::ui
