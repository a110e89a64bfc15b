// The tooltip of a node: everything that is known of it, in lines.
#include <cmath>

#include "ui/editor/face_maker.h"
#include "ui/editor/face_text.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

QString valueText(const NodeValue& value) {
  if (const double* number = std::get_if<double>(&value)) {
    return std::isinf(*number) ? QStringLiteral("infinite") : formatNumber(*number, 3);
  }
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? QStringLiteral("yes") : QStringLiteral("no");
  if (const std::string* text = std::get_if<std::string>(&value)) return fromEngine(*text);
  QStringList classes;
  for (const ClassScore& score : std::get<std::vector<ClassScore>>(value)) {
    const QString name = score.label.empty() ? QStringLiteral("class %1").arg(score.index) : fromEngine(score.label);
    classes << name + QStringLiteral(" ") + formatNumber(score.score, 3);
    if (classes.size() == 3) break;
  }
  return classes.join(QStringLiteral(", "));
}

}  // namespace

QString FaceMaker::timesText(const NodeReport& report) const {
  QString times =
      QStringLiteral("self ") + formatMilliseconds(milliseconds(*report.self_ns)) + QStringLiteral(" in this run");
  if (report.backend == "vulkan") {
    // What the workers did meanwhile is not the node's.
    const QString device = fromEngine(sources_.report->gpu);
    return times + QStringLiteral(", clock of ") + (device.isEmpty() ? QStringLiteral("the graphics card") : device);
  }
  if (report.busy_ns) times += QStringLiteral(", all workers ") + formatMilliseconds(milliseconds(*report.busy_ns));
  return times + QStringLiteral(", CPU steady clock");
}

// Of the exact runs before, whatever the node did in this one.
QString FaceMaker::statisticsText(const NodeReport& report) const {
  const NodeRecord* record = recordOf(report.id);
  if (record == nullptr || !record->cold_ns()) return {};
  QString text = QStringLiteral("cold ") + formatMilliseconds(milliseconds(*record->cold_ns()));
  if (const std::optional<DurationStatistics> warm = record->statistics()) {
    text = QStringLiteral("median of %1 warm runs %2, p95 %3, ")
               .arg(warm->count)
               .arg(formatMilliseconds(warm->median_ms), formatMilliseconds(warm->p95_ms)) +
           text;
  }
  return text;
}

QString FaceMaker::details(const Node& node) const {
  const OperatorDef* def = sources_.registry.find(node.type);
  const NodeReport* report = reportOf(node.id);
  QStringList lines;
  lines << titleOf(node.id) + QStringLiteral(" (") + fromEngine(node.id) + QStringLiteral(", ") +
               fromEngine(node.type) + QStringLiteral(")");
  if (def == nullptr) {
    const std::string near = sources_.registry.closest(node.type);
    lines << (near.empty() ? QStringLiteral("This program has no such node type.")
                           : QStringLiteral("No such node type; did you mean %1?").arg(fromEngine(near)));
    return lines.join('\n');
  }
  if (report == nullptr) return lines.join('\n');
  if (report->error) lines << fromEngine(report->error->message());
  if (report->self_ns) lines << timesText(*report);
  if (const QString statistics = statisticsText(*report); !statistics.isEmpty()) lines << statistics;
  if (report->bytes_read + report->bytes_written > 0) {
    lines << QStringLiteral("read ") + formatBytes(static_cast<double>(report->bytes_read)) +
                 QStringLiteral(", written ") + formatBytes(static_cast<double>(report->bytes_written));
  }
  if (report->spec) {
    const ImageSpec& spec = *report->spec;
    lines << QStringLiteral("%1, %2 channels, %3, %4")
                 .arg(QStringLiteral("%1 × %2").arg(spec.width).arg(spec.height))
                 .arg(spec.channels)
                 .arg(fromEngine(name_of(spec.format)), formatBytes(static_cast<double>(spec.sample_data_bytes())));
  }
  if (report->state == NodeState::kComputed && !report->reason.empty()) {
    lines << QStringLiteral("ran because: ") + fromEngine(report->reason);
  }
  if (!report->fallback.empty()) lines << sentence(fromEngine(report->fallback));
  if (!report->placement.empty()) lines << QObject::tr("Auto: %1").arg(fromEngine(report->placement));
  for (const auto& [name, value] : report->values) lines << fromEngine(name) + QStringLiteral(": ") + valueText(value);
  return lines.join('\n');
}

}  // namespace lightbench::ui
