// The report of trend_html(): a chart, the steps and a table for each line.

#include <algorithm>
#include <cstdio>

#include "engine/profile/markup.h"
#include "engine/profile/trend.h"

namespace lightbench {
namespace {

constexpr double kWidth = 760, kHeight = 240;
constexpr double kLeft = 64, kRight = 16, kTop = 16, kBottom = 36;

constexpr char kHead[] = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lightbench trends</title>
<style>
:root { color-scheme: light dark; --text: #1d2126; --dim: #5d6670; --line: #d5d9de; --page: #ffffff; --mark: #1f6feb; --step: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e7eb; --dim: #9aa4af; --line: #383e46; --page: #17191c; --mark: #6ea8fe; --step: #ff8a80; }
}
body { font: 14px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
p.dim, td.dim { color: var(--dim); }
svg { width: 100%; height: auto; } svg text { fill: var(--dim); font-size: 12px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); } .level { stroke: var(--mark); stroke-width: 1.5; opacity: .6; }
.point { fill: var(--mark); } .spread { stroke: var(--mark); opacity: .6; } .step { stroke: var(--step); stroke-dasharray: 4 3; }
svg text.change { fill: var(--step); }
</style>
</head>
<body>
<h1>Lightbench trends</h1>
)";

std::string number(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string percent(double ratio) {
  char text[32];
  std::snprintf(text, sizeof text, "%+.1f %%", (ratio - 1) * 100);
  return text;
}

// Where sessions and milliseconds lie in the drawing. The range leaves a tenth of room on both sides.
class Chart {
 public:
  explicit Chart(const Trend& trend) : trend_(trend) {
    low_ = high_ = trend.points.front().median_ms;
    for (const TrendPoint& point : trend.points) {
      low_ = std::min(low_, point.median_ms - point.mad_ms);
      high_ = std::max(high_, point.median_ms + point.mad_ms);
    }
    const double room = std::max((high_ - low_) * 0.1, high_ * 0.02);
    low_ = std::max(0.0, low_ - room);
    high_ += room;
  }

  std::string svg() const {
    std::string text = "<svg viewBox=\"0 0 " + number(kWidth, 0) + " " + number(kHeight, 0) + "\" role=\"img\">\n";
    text += grid() + levels() + points() + steps();
    return text + "</svg>\n";
  }

 private:
  double x(size_t index) const {
    const size_t gaps = std::max<size_t>(trend_.points.size() - 1, 1);
    return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(index) / static_cast<double>(gaps);
  }
  double y(double ms) const { return kTop + (kHeight - kTop - kBottom) * (high_ - ms) / (high_ - low_); }

  static std::string line(const char* kind, double x1, double y1, double x2, double y2) {
    return std::string("<line class=\"") + kind + "\" x1=\"" + number(x1, 1) + "\" y1=\"" + number(y1, 1) + "\" x2=\"" +
           number(x2, 1) + "\" y2=\"" + number(y2, 1) + "\"/>\n";
  }
  static std::string label(double at_x, double at_y, const char* attributes, const std::string& text) {
    return "<text x=\"" + number(at_x, 1) + "\" y=\"" + number(at_y, 1) + "\" " + attributes + ">" +
           markup_escaped(text) + "</text>\n";
  }

  std::string grid() const {
    constexpr int kLines = 4;
    std::string text;
    for (int i = 0; i <= kLines; ++i) {
      const double ms = low_ + (high_ - low_) * i / kLines;
      text += line("grid", kLeft, y(ms), kWidth - kRight, y(ms));
      text += label(kLeft - 6, y(ms) + 4, "text-anchor=\"end\"", number(ms, high_ < 10 ? 2 : 1) + " ms");
    }
    const size_t last = trend_.points.size() - 1;
    text += label(x(0), kHeight - 12, "", trend_.points.front().recorded.substr(0, 10));
    if (last > 0)
      text += label(x(last), kHeight - 12, "text-anchor=\"end\"", trend_.points[last].recorded.substr(0, 10));
    return text;
  }

  // The median of the sessions between two steps.
  std::string levels() const {
    std::string text;
    for (size_t i = 0; i < trend_.steps.size(); ++i) {
      const TrendStep& step = trend_.steps[i];
      const size_t start = i == 0 ? 0 : trend_.steps[i - 1].place.at;
      text += line("level", x(start), y(step.before_ms), x(step.place.at - 1), y(step.before_ms));
      if (i + 1 < trend_.steps.size()) continue;
      text += line("level", x(step.place.at), y(step.after_ms), x(trend_.points.size() - 1), y(step.after_ms));
    }
    return text;
  }

  std::string points() const {
    std::string text;
    for (size_t i = 0; i < trend_.points.size(); ++i) {
      const TrendPoint& point = trend_.points[i];
      text += line("spread", x(i), y(point.median_ms - point.mad_ms), x(i), y(point.median_ms + point.mad_ms));
      text += "<circle class=\"point\" cx=\"" + number(x(i), 1) + "\" cy=\"" + number(y(point.median_ms), 1) +
              "\" r=\"3.5\"><title>" + markup_escaped(point.recorded) + ": " + number(point.median_ms, 2) +
              " ms</title></circle>\n";
    }
    return text;
  }

  std::string steps() const {
    std::string text;
    for (const TrendStep& step : trend_.steps) {
      const double middle = (x(step.place.at - 1) + x(step.place.at)) / 2;
      text += line("step", middle, kTop, middle, kHeight - kBottom);
      const bool at_the_right = middle > kWidth * 0.8;
      text +=
          label(middle + (at_the_right ? -4 : 4), kTop + 10,
                at_the_right ? "class=\"change\" text-anchor=\"end\"" : "class=\"change\"", percent(step.place.ratio));
    }
    return text;
  }

  const Trend& trend_;
  double low_ = 0;
  double high_ = 0;
};

std::string steps_list(const Trend& trend) {
  if (trend.steps.empty()) return "<p class=\"dim\">No step was found.</p>\n";
  std::string text = "<ul>\n";
  for (const TrendStep& step : trend.steps) {
    text += "<li><b>" + markup_escaped(trend.points[step.place.at].recorded) + "</b>: " + number(step.before_ms, 2) +
            " → " + number(step.after_ms, 2) + " ms (" + percent(step.place.ratio) + ")";
    for (const SessionChange& change : step.changes) text += "<br>" + markup_escaped(to_text(change));
    text += "</li>\n";
  }
  return text + "</ul>\n";
}

std::string sessions_table(const Trend& trend) {
  std::string text =
      "<table><tr><th>recorded</th><th class=\"number\">median</th><th class=\"number\">MAD</th><th>version</th>"
      "<th>notes</th><th>file</th></tr>\n";
  for (const TrendPoint& point : trend.points) {
    text += "<tr><td>" + markup_escaped(point.recorded) + "</td><td class=\"number\">" + number(point.median_ms, 2) +
            " ms</td><td class=\"number\">" + number(point.mad_ms, 2) + " ms</td><td>" + markup_escaped(point.version) +
            "</td><td>" + markup_escaped(point.notes) + "</td><td class=\"dim\">" + markup_escaped(point.path) +
            "</td></tr>\n";
  }
  return text + "</table>\n";
}

}  // namespace

std::string trend_html(const std::vector<Trend>& trends) {
  std::string page = kHead;
  for (const Trend& trend : trends) {
    page += "<h2>" + markup_escaped(trend.pipeline) + "</h2>\n<p class=\"dim\">" + markup_escaped(trend.cpu_name) +
            (trend.pictures.empty() ? "" : " · " + markup_escaped(trend.pictures)) + "</p>\n";
    page += Chart(trend).svg() + steps_list(trend) + sessions_table(trend);
  }
  return page + "</body>\n</html>\n";
}

}  // namespace lightbench
