#include "ui/profile/race_rows.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

#include "engine/base/clock.h"
#include "engine/simd/isa.h"
#include "ui/core/device_names.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

// A full bar; plain definitions take some thousand times as long as what is compared.
constexpr double kFullBar = 4;  // times as long as now

QString tr(const char* text) { return QCoreApplication::translate("Race", text); }

QString text(std::string_view value) { return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())); }

double medianMs(const RaceEntry& entry) { return statistics_of(entry.time_ns).median_ms; }

// What is compared may differ by microseconds.
QString milliseconds(double ms) { return ms < 1 ? formatNumber(ms, 3) : formatMillisecondsPlain(ms); }

QString inMs(double ms) { return ms < 1 ? tr("%1 ms").arg(milliseconds(ms)) : formatMilliseconds(ms); }

QString small(double value) { return value == 0 ? QStringLiteral("0") : QString::number(value, 'g', 2); }

QString ratioText(const RaceEntry& entry) {
  if (entry.is_current) return tr("now");
  if (!entry.ratio) return tr("not compared");
  const double value = entry.ratio->value;
  const QString times = tr("%1× as long").arg(formatNumber(value, value < 9.95 ? 2 : value < 99.5 ? 1 : 0));
  if (entry.rounds_compared < kFewestRounds) return tr("%1, too few rounds").arg(times);
  switch (entry.verdict) {
    case Verdict::kTooNoisy: return tr("%1, too noisy").arg(times);
    case Verdict::kNoDifference: return tr("%1, no difference shown").arg(times);
    case Verdict::kFaster:
    case Verdict::kSlower: break;
  }
  return times;
}

QString differenceText(const std::optional<QualityMetrics>& metrics) {
  if (!metrics || !metrics->max_abs_diff) return tr("unknown");
  return metrics->identical ? tr("none") : small(*metrics->max_abs_diff);
}

QString factsText(const RaceEntry& entry, const RaceEntry* reference) {
  const DurationStatistics time = statistics_of(entry.time_ns);
  QStringList lines{raceName(entry)};
  lines << tr("Median %1, %2 to %3, in %4 rounds")
               .arg(inMs(time.median_ms), milliseconds(time.min_ms), inMs(time.max_ms))
               .arg(entry.time_ns.size());
  lines << tr("First round %1, with planning and preparing").arg(inMs(to_ms(entry.cold_ns)));
  if (!entry.device_ns.empty()) {
    lines << tr("On the card %1, the rest is copying").arg(inMs(statistics_of(entry.device_ns).median_ms));
  }
  if (entry.ratio) {
    lines << tr("%1 times as long as now, 95 % interval %2 to %3")
                 .arg(formatNumber(entry.ratio->value, 3), formatNumber(entry.ratio->low, 3),
                      formatNumber(entry.ratio->high, 3));
  }
  if (entry.picture) {
    lines << tr("Result %1 × %2, %3")
                 .arg(entry.picture->width)
                 .arg(entry.picture->height)
                 .arg(text(name_of(entry.picture->format)));
  }
  if (entry.from_reference && entry.from_reference->psnr_db && reference) {
    const double psnr = *entry.from_reference->psnr_db;
    lines << (std::isfinite(psnr) ? tr("PSNR %1 dB against %2").arg(formatNumber(psnr, 1), raceName(*reference))
                                  : tr("The very picture of %1").arg(raceName(*reference)));
  }
  if (!entry.is_current) lines << tr("Largest difference from now: %1").arg(differenceText(entry.from_current));
  return lines.join('\n');
}

// Shown to be faster than now, and the first of them.
const RaceEntry* winnerOf(const RaceResult& race) {
  const auto found = std::find_if(race.entries.begin(), race.entries.end(), [](const RaceEntry& entry) {
    return entry.ran() && entry.ratio && entry.verdict == Verdict::kFaster;
  });
  return found == race.entries.end() ? nullptr : &*found;
}

// What a full bar stands for.
double fullMs(const RaceResult& race) {
  const RaceEntry* now = race.current();
  const bool known = now != nullptr && now->ran();
  double full = known ? medianMs(*now) : 0;
  for (const RaceEntry& entry : race.entries) {
    if (!entry.ran()) continue;
    const double ms = medianMs(entry);
    if (!known || ms <= kFullBar * medianMs(*now)) full = std::max(full, ms);
  }
  return full;
}

}  // namespace

QString raceName(const RaceEntry& entry) {
  QString name = deviceLabel(name_of(entry.backend));
  if (!entry.isa.empty()) name += QStringLiteral(" ") + isaLabel(entry.isa);
  return name + QStringLiteral(", ") + text(name_of(entry.precision));
}

std::vector<RaceRow> raceRows(const RaceResult& race) {
  const RaceEntry* winner = winnerOf(race);
  const double full_ms = fullMs(race);
  std::vector<RaceRow> rows;
  for (const RaceEntry& entry : race.entries) {
    RaceRow& row = rows.emplace_back();
    row.name = raceName(entry);
    row.on_card = entry.backend == Backend::kVulkan;
    row.now = entry.is_current;
    row.reference = entry.is_reference;
    row.left_out = text(entry.left_out);
    if (!entry.ran()) {
      row.facts = row.name + QStringLiteral("\n") + tr("Left out: %1").arg(row.left_out);
      continue;
    }
    const DurationStatistics time = statistics_of(entry.time_ns);
    row.fastest = &entry == winner;
    row.time = milliseconds(time.median_ms);
    row.spread = QStringLiteral("± ") + milliseconds(time.mad_ms);
    row.bar = std::min(1.0, time.median_ms / full_ms);
    row.cut = time.median_ms > full_ms;
    row.ratio = ratioText(entry);
    row.difference = differenceText(entry.from_reference);
    const bool measured = entry.from_reference && entry.from_reference->mean_delta_e2000;
    row.delta_e = measured ? small(*entry.from_reference->mean_delta_e2000) : tr("unknown");
    row.rounds = QString::number(entry.time_ns.size());
    row.facts = factsText(entry, race.reference());
  }
  return rows;
}

QString raceVerdict(const RaceResult& race) {
  const RaceEntry* now = race.current();
  const RaceEntry* winner = winnerOf(race);
  if (winner != nullptr) {
    const QString words = tr("%1 is fastest: %2, %3 less than now")
                              .arg(raceName(*winner), inMs(medianMs(*winner)), formatShare(1 - winner->ratio->value));
    if (!winner->from_current || !winner->from_current->max_abs_diff) return words;
    return winner->from_current->identical
               ? tr("%1, and the same picture").arg(words)
               : tr("%1; its picture is up to %2 off").arg(words, small(*winner->from_current->max_abs_diff));
  }
  if (now == nullptr || !now->ran()) return tr("As it runs now it could not be raced");
  return tr("Nothing is shown to be faster than now: %1, %2").arg(raceName(*now), inMs(medianMs(*now)));
}

QString raceBasis(const RaceResult& race) {
  QStringList parts;
  parts << tr("%1 rounds in turns, the node alone").arg(race.rounds);
  if (!race.gpu.empty()) parts << tr("on %1 from the first copy to the last").arg(text(race.gpu));
  if (const RaceEntry* reference = race.reference()) {
    parts << tr("differences from %1").arg(raceName(*reference));
  }
  return parts.join(QStringLiteral("; "));
}

QString useProblem(const RaceEntry& entry, const Graph& graph, const NodeId& node) {
  const Node* known = graph.find(node);
  if (known == nullptr) return tr("The node is gone");
  if (!entry.ran()) return tr("It did not run");
  if (known->backend == entry.backend) return tr("That is what the node asks for already");
  if (entry.backend == Backend::kCpu && entry.isa != name_of(supported_isas().back())) {
    return tr("Nodes run on the best instruction set there is");
  }
  if (entry.precision != graph.settings.precision) {
    return tr("The precision is that of the whole pipeline: change it in the tool bar");
  }
  return {};
}

}  // namespace lightbench::ui
