#include "ui/inspector/node_facts.h"

#include <algorithm>
#include <cmath>

#include "engine/base/clock.h"
#include "engine/runtime/passes.h"
#include "ui/core/device_names.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

QString text(std::string_view value) { return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())); }

QString shapeText(const ImageSpec& spec) {
  constexpr const char* kChannels[] = {"", "gray", "gray + alpha", "RGB", "RGBA"};
  return QObject::tr("%1 × %2").arg(spec.width).arg(spec.height) + "\n" +
         QString("%1 %2").arg(kChannels[spec.channels], text(name_of(spec.format)));
}

QString valueText(const NodeValue& value) {
  if (const double* number = std::get_if<double>(&value)) {
    if (std::isinf(*number)) return QObject::tr("infinite");
    if (std::isnan(*number)) return QObject::tr("undefined");
    return std::abs(*number) >= 0.001 || *number == 0 ? formatNumber(*number, 3) : QString::number(*number, 'g', 3);
  }
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? QObject::tr("yes") : QObject::tr("no");
  if (const std::string* words = std::get_if<std::string>(&value)) return text(*words);
  return {};
}

// "CPU, AVX2", "Vulkan, NVIDIA H200"
QString ranOn(const NodeReport& node, const RunReport& report) {
  QString words = deviceLabel(node.backend);
  const std::string& which = node.backend == "vulkan" ? report.gpu : node.isa;
  if (!which.empty()) words += ", " + (node.backend == "vulkan" ? text(which) : isaLabel(which));
  return words;
}

// The headline of a node that has no time of this run.
void sayState(NodeFacts& facts, const NodeReport& node, std::optional<qint64> lastSelfNs) {
  if (lastSelfNs) facts.aside = QObject::tr("was %1").arg(formatMilliseconds(to_ms(*lastSelfNs)));
  switch (node.state) {
    case NodeState::kNotAsked: facts.headline = QObject::tr("not asked"); break;
    case NodeState::kCached:
      facts.headline = node.type == "input" ? QObject::tr("read once") : QObject::tr("cached");
      break;
    case NodeState::kPassed:
      facts.headline = QObject::tr("passed on");
      facts.aside = QObject::tr("no pixels touched");
      break;
    case NodeState::kFailed:
    case NodeState::kBlocked:
      facts.headline = node.state == NodeState::kFailed ? QObject::tr("failed") : QObject::tr("waits");
      facts.aside.clear();
      facts.failed = node.state == NodeState::kFailed;
      break;
    case NodeState::kCancelled: facts.headline = QObject::tr("cancelled"); break;
    case NodeState::kComputed: break;
  }
}

void addValues(NodeFacts& facts, const NodeValues& values) {
  for (const auto& [name, value] : values) {
    if (const auto* classes = std::get_if<std::vector<ClassScore>>(&value)) {
      for (const ClassScore& score : *classes) {
        const QString label = score.label.empty() ? QObject::tr("class %1").arg(score.index) : text(score.label);
        facts.lines.push_back(QString("%1  %2").arg(formatShare(score.score, 1), label));
      }
    } else {
      facts.facts.push_back({text(name).replace('_', ' '), valueText(value)});
    }
  }
}

QString timeText(int64_t ns) { return formatMilliseconds(to_ms(ns)); }

// Of the exact runs before, whatever it did in this one.
void addHistory(NodeFacts& facts, const NodeRecord& record) {
  if (record.cold_ns()) {
    for (const NodeSample& sample : record.warm()) facts.samples_ms.push_back(to_ms(sample.self_ns));
    facts.mark = record.mark();
    if (const std::optional<DurationStatistics> warm = record.statistics()) {
      facts.median_ms = warm->median_ms;
      facts.facts.push_back({QObject::tr("min"), formatMilliseconds(warm->min_ms)});
      facts.facts.push_back({QObject::tr("p95"), formatMilliseconds(warm->p95_ms)});
      facts.facts.push_back({QObject::tr("max"), formatMilliseconds(warm->max_ms)});
    }
    facts.facts.push_back({QObject::tr("cold"), timeText(*record.cold_ns())});
  }
  if (record.asked() > 0) {
    facts.facts.push_back({QObject::tr("cache hits"), QObject::tr("%1 of %2").arg(record.hits()).arg(record.asked())});
  }
}

// "median of 30 runs, CPU steady clock"
QString basisOf(const NodeReport& node, const RunReport& report, const NodeRecord* record) {
  const QString clock = node.backend == "vulkan" ? QObject::tr("GPU timestamps") : QObject::tr("CPU steady clock");
  if (report.level > 0) return QObject::tr("one run of the proxy, %1").arg(clock);
  const std::optional<DurationStatistics> warm = record != nullptr ? record->statistics() : std::nullopt;
  if (!warm)
    return record != nullptr ? QObject::tr("cold, the first run; %1").arg(clock)
                             : QObject::tr("one run, %1").arg(clock);
  const QString runs = warm->count == 1 ? QObject::tr("one run") : QObject::tr("median of %1 runs").arg(warm->count);
  return (record->mark() > 0 ? QObject::tr("%1 since its last change, %2") : QObject::tr("%1, %2")).arg(runs, clock);
}

void addTime(NodeFacts& facts, const NodeReport& node, const RunReport& report, const NodeRecord* record) {
  facts.basis = basisOf(node, report, record);
  const bool exact = report.level == 0;
  const std::optional<DurationStatistics> warm = record != nullptr && exact ? record->statistics() : std::nullopt;
  const Reading reading = timeReading(warm ? warm->median_ms : to_ms(*node.self_ns));
  facts.headline = reading.value;
  facts.unit = QObject::tr("%1 self").arg(reading.unit);
  if (report.trace.wall_ns() > 0) {
    const double share = static_cast<double>(*node.self_ns) / static_cast<double>(report.trace.wall_ns());
    facts.aside = QObject::tr("%1 of this run").arg(formatShare(share));
  }
  if (warm && warm->count > 1) facts.facts.push_back({QObject::tr("this run"), timeText(*node.self_ns)});
}

// What the workers did, and what went through memory, in this run.
void addWork(NodeFacts& facts, const NodeReport& node, const RunReport& report, int threads) {
  const auto self_ns = static_cast<double>(*node.self_ns);
  if (node.busy_ns && *node.self_ns > 0 && node.backend != "vulkan") {
    const int64_t wait_ns = std::max<int64_t>(0, *node.self_ns * threads - *node.busy_ns);
    facts.facts.push_back(
        {QObject::tr("workers"),
         QObject::tr("%1 of %2").arg(formatNumber(static_cast<double>(*node.busy_ns) / self_ns, 1)).arg(threads)});
    facts.facts.push_back({QObject::tr("wait"), timeText(wait_ns)});
  }
  if (node.bytes_read > 0)
    facts.facts.push_back({QObject::tr("read"), formatBytes(static_cast<double>(node.bytes_read))});
  if (node.bytes_written > 0)
    facts.facts.push_back({QObject::tr("written"), formatBytes(static_cast<double>(node.bytes_written))});
  const double bytes = static_cast<double>(node.bytes_read + node.bytes_written);
  // The bytes of one node of a pass say nothing about its speed: most of its pixels never reach memory.
  if (*node.self_ns > 0 && bytes > 0 && node.fused_group < 0) {
    facts.facts.push_back({QObject::tr("rate"), formatRate(bytes / (self_ns * 1e-9))});
  }
  if (*node.self_ns > 0 && node.operations) {
    facts.facts.push_back(
        {QObject::tr("arithmetic"), formatNumber(*node.operations / self_ns, 1) + QObject::tr(" GFLOP/s")});
  }
  facts.facts.push_back({QObject::tr("ran on"), ranOn(node, report)});
}

QString shareOf(double share, double peak, const QString& unit) {
  return QObject::tr("%1 of %2 %3 measured").arg(formatShare(share), formatNumber(peak, peak < 99.5 ? 1 : 0), unit);
}

// Of the pass where it shared one, at this run's figures.
void addBound(NodeFacts& facts, const NodeReport& node, const RunReport& report, const NodeMeasures& measures) {
  const std::optional<RunPass> pass = pass_of(report, node);
  const bool on_gpu = node.backend == "vulkan";
  const DevicePeaks* peaks = on_gpu ? measures.card : measures.speed;
  NodeWork work{*node.self_ns, node.bytes_read + node.bytes_written, node.operations, 0};
  if (pass) {
    work.self_ns = pass->self_ns;
    work.bytes = pass->bytes_read + pass->bytes_written;
    work.operations = pass->operations;
  }
  const NodeRecord* record = report.level == 0 ? measures.record : nullptr;
  if (record != nullptr && !record->warm().empty()) work.transfer_ns = record->warm().back().transfer_ns;
  const BoundVerdict verdict = bound_of(work, peaks);
  const QString whose = pass ? QObject::tr("its pass: ") : QString();
  const auto memory = [&] { return shareOf(*verdict.memory_share, peaks->copy_gb_per_s, QStringLiteral("GB/s")); };
  switch (verdict.bound) {
    case Bound::kMemory: facts.badge = {QObject::tr("memory-bound"), whose + memory(), verdict.memory_share}; break;
    case Bound::kCompute:
      if (verdict.compute_share) {
        const QString note = shareOf(*verdict.compute_share, peaks->gflop_per_s, QStringLiteral("GFLOP/s"));
        facts.badge = {QObject::tr("compute-bound"), whose + note, verdict.compute_share};
      } else if (verdict.memory_share) {
        facts.badge = {QObject::tr("compute-bound"), whose + QObject::tr("memory at ") + memory(),
                       verdict.memory_share};
      } else {
        facts.badge = {QObject::tr("compute-bound"), whose + QObject::tr("moves no pictures"), {}};
      }
      break;
    case Bound::kTransfer:
      facts.badge = {
          QObject::tr("transfer-bound"), QObject::tr("transfers took %1").arg(timeText(work.transfer_ns)), {}};
      break;
    case Bound::kOverhead:
      facts.badge = {QObject::tr("overhead-bound"),
                     whose + (on_gpu ? QObject::tr("a program that does nothing takes %1")
                                     : QObject::tr("starting all workers takes %1"))
                                 .arg(formatMilliseconds(peaks->dispatch_ns * 1e-6)),
                     {}};
      break;
    case Bound::kUnknown:
      if (on_gpu) {
        facts.lines.push_back(
            QObject::tr("What limits it is not known: the card's peaks are not measured (Run, Measure devices)"));
      } else if (measures.speed == nullptr && !measures.speed_problem.isEmpty()) {
        facts.lines.push_back(
            QObject::tr("What limits it is not known yet: the machine's peaks are %1").arg(measures.speed_problem));
      }
      break;
  }
}

// "Slower than the baseline by 12.5 % (was 8.0 ms, 2026-03-01 12:04)"
void addChange(NodeFacts& facts, const NodeReport& node, const RunReport& report, const NodeMeasures& measures) {
  if (measures.baseline == nullptr || report.level > 0) return;
  const NodeChange change = change_of(*measures.baseline, node.id, measures.record);
  const QString size = formatNumber(std::fabs(change.share) * 100, 1) + QStringLiteral(" %");
  QString words;
  switch (change.verdict) {
    case ChangeVerdict::kFaster: words = QObject::tr("Faster than the baseline by %1").arg(size); break;
    case ChangeVerdict::kSlower: words = QObject::tr("Slower than the baseline by %1").arg(size); break;
    case ChangeVerdict::kSame: words = QObject::tr("No difference shown to the baseline"); break;
    case ChangeVerdict::kNoisy: words = QObject::tr("Too noisy to be held against the baseline"); break;
    case ChangeVerdict::kUnlike:
      facts.lines.push_back(QObject::tr("Not held against the baseline: %1").arg(text(change.unlike)));
      return;
    case ChangeVerdict::kTooFew:
    case ChangeVerdict::kNone: return;
  }
  facts.lines.push_back(
      QObject::tr("%1 (was %2, %3)").arg(words, formatMilliseconds(change.then_ms), measures.baseline_name));
}

void addPassLine(NodeFacts& facts, const NodeReport& node, const RunReport& report) {
  const std::optional<RunPass> pass = pass_of(report, node);
  if (!pass) return;
  const auto others = static_cast<qlonglong>(pass->members.size()) - 1;
  facts.lines.push_back(
      others == 1 ? QObject::tr("Ran in one pass with another node, %1 together; its time is a sampled share")
                        .arg(timeText(pass->self_ns))
                  : QObject::tr("Ran in one pass with %1 other nodes, %2 together; its time is a sampled share")
                        .arg(others)
                        .arg(timeText(pass->self_ns)));
}

}  // namespace

NodeFacts factsOf(const NodeReport* node, const RunReport* report, std::optional<qint64> lastSelfNs, int threads,
                  const NodeMeasures& measures) {
  NodeFacts facts;
  if (node == nullptr || report == nullptr) {
    facts.headline = QObject::tr("not run yet");
    return facts;
  }
  if (node->self_ns) {
    addTime(facts, *node, *report, measures.record);
  } else {
    sayState(facts, *node, lastSelfNs);
  }
  if (measures.record != nullptr) addHistory(facts, *measures.record);
  if (node->self_ns) {
    addWork(facts, *node, *report, threads);
    addBound(facts, *node, *report, measures);
    addChange(facts, *node, *report, measures);
  }
  if (node->spec) facts.facts.push_back({QObject::tr("picture"), shapeText(*node->spec)});
  addValues(facts, node->values);
  if (report->level > 0)
    facts.lines.push_back(QObject::tr("Proxy, 1/%1 of the size: exact figures follow").arg(1 << report->level));
  if (node->self_ns) addPassLine(facts, *node, *report);
  if (!node->reason.empty()) facts.lines.push_back(QObject::tr("Why it ran: %1").arg(text(node->reason)));
  if (!node->fallback.empty()) {
    const bool ran = node->state == NodeState::kComputed || node->state == NodeState::kCached;
    facts.lines.push_back((ran ? QObject::tr("Asked %1, ran on CPU: %2") : QObject::tr("Asked %1, runs on CPU: %2"))
                              .arg(deviceLabel(name_of(node->requested)), text(node->fallback)));
  }
  if (!node->placement.empty() && !node->backend.empty()) {
    facts.lines.push_back(
        QObject::tr("Asked Auto, ran on %1: %2").arg(deviceLabel(node->backend), text(node->placement)));
  }
  if (node->error) facts.lines.push_back(QString::fromStdString(node->error->message()));
  return facts;
}

}  // namespace lightbench::ui
