#include "ui/profile/session_rows.h"

#include <QFileInfo>
#include <QStringList>

#include <algorithm>

#include "engine/profile/noise.h"
#include "engine/profile/session_diff.h"
#include "ui/core/device_names.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

// "1 round", "30 rounds".
QString counted(size_t count, const QString& one, const QString& many) {
  return QStringLiteral("%1 %2").arg(count).arg(count == 1 ? one : many);
}

QString listed(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& each : texts) list << text(each);
  return list.join(QStringLiteral(", "));
}

QString titleOf(const ProfileSession& session) {
  const QString first = pipelineTitle(session.variants.front());
  if (session.variants.size() < 2) return first;
  const QString second = pipelineTitle(session.variants.back());
  return first == second ? SessionStore::tr("%1, A/B").arg(first) : SessionStore::tr("%1 / %2").arg(first, second);
}

QString picturesOf(const SessionVariant& variant) {
  QStringList names;
  for (const SessionPicture& picture : variant.pictures) {
    for (const SessionImage& input : picture.inputs) names << QFileInfo(text(input.path)).fileName();
  }
  if (names.isEmpty()) return SessionStore::tr("none read");
  if (names.size() == 1) return names.front();
  return SessionStore::tr("%1 and %2 more").arg(names.front()).arg(names.size() - 1);
}

QString buildOf(const BuildInfo& build) {
  return build.type == "Release" ? text(build.version) : text(build.version + ", " + build.type);
}

bool isSameMachine(const MachineInfo& a, const MachineInfo& b) {
  return a.cpu_name == b.cpu_name && a.processors == b.processors && a.memory_bytes == b.memory_bytes;
}

QString processorName(const MachineInfo& machine) {
  return machine.cpu_name.empty() ? SessionStore::tr("processor without a name") : text(machine.cpu_name);
}

QString variantLine(const SessionVariant& variant) {
  QStringList parts;
  if (variant.isa != "auto") parts << isaLabel(variant.isa);
  if (!variant.fused) parts << SessionStore::tr("every node by itself");
  if (variant.gpu) parts << SessionStore::tr("%1 (%2)").arg(text(variant.gpu->name), text(variant.gpu->driver));
  const DurationStatistics wall = statistics_of(variant.wall_ns());
  parts << SessionStore::tr("median %1, p95 %2, least %3")
               .arg(formatMilliseconds(wall.median_ms), formatMilliseconds(wall.p95_ms),
                    formatMilliseconds(wall.min_ms));
  if (wall.outliers > 0) {
    parts << SessionStore::tr("%1, kept")
                 .arg(counted(wall.outliers, SessionStore::tr("outlier"), SessionStore::tr("outliers")));
  }
  return SessionStore::tr("%1: %2").arg(text(variant.name), parts.join(QStringLiteral("; ")));
}

QString machineLine(const ProfileSession& session) {
  const MachineInfo& machine = session.machine;
  QStringList parts{
      processorName(machine),
      counted(static_cast<size_t>(machine.processors), SessionStore::tr("processor"), SessionStore::tr("processors")),
      counted(static_cast<size_t>(session.threads), SessionStore::tr("thread"), SessionStore::tr("threads"))};
  if (machine.load_1min) parts << SessionStore::tr("load before it %1").arg(formatNumber(*machine.load_1min, 2));
  return parts.join(QStringLiteral(", "));
}

}  // namespace

SessionRow sessionRow(const StoredSession& stored, const SessionViewpoint& from) {
  SessionRow row;
  row.path = stored.path;
  row.isBaseline = stored.path == from.baseline;
  if (!stored.loaded) {
    row.problem = stored.problem;
    row.pipeline = QFileInfo(stored.path).fileName();
    return row;
  }
  const ProfileSession& session = stored.loaded->session;
  const SessionVariant& first = session.variants.front();
  const DurationStatistics wall = statistics_of(first.wall_ns());
  row.warning = listed(stored.loaded->warnings);
  row.isNewer = stored.loaded->newer_version;
  row.pipeline = titleOf(session);
  row.recorded = recordedText(session);
  row.median_ms = wall.median_ms;
  row.mad_ms = wall.mad_ms;
  row.rounds = static_cast<double>(first.rounds());
  row.pictures = picturesOf(first);
  row.isOtherMachine = !isSameMachine(session.machine, from.machine);
  row.machine = row.isOtherMachine ? SessionStore::tr("another: %1").arg(processorName(session.machine))
                                   : processorName(session.machine);
  row.build = buildOf(first.build);
  row.tags = listed(session.tags);
  row.notes = text(session.notes);
  row.isOfPipeline = std::any_of(session.variants.begin(), session.variants.end(), [&](const SessionVariant& variant) {
    return ui::isOfPipeline(variant, from.pipeline_name, from.pipeline_path);
  });
  return row;
}

// The nodes are left out: comparing them takes long enough to be felt.
QString turnsVerdict(const ProfileSession& session) {
  const auto wall_ms = [](const SessionVariant& variant) {
    std::vector<double> wall;
    for (const int64_t ns : variant.wall_ns()) wall.push_back(static_cast<double>(ns) * 1e-6);
    return wall;
  };
  const std::vector<double> base = wall_ms(session.variants.front());
  const std::vector<double> current = wall_ms(session.variants.back());
  SessionDiff diff;
  diff.base.median_ms = median(base);
  diff.current.median_ms = median(current);
  diff.ratio = compare_durations(base, current, Pairing::kInterleaved);
  diff.verdict = verdict_of(diff.ratio, base.size(), threshold_for(session.machine, Pairing::kInterleaved).value);
  return text(verdict_text(diff));
}

QString sessionFacts(const StoredSession& stored) {
  if (!stored.loaded) return SessionStore::tr("This file cannot be read: %1").arg(stored.problem);
  const ProfileSession& session = stored.loaded->session;
  QStringList lines;
  for (const std::string& warning : stored.loaded->warnings) lines << text(warning);
  if (session.variants.size() == 2) lines << SessionStore::tr("A against B: %1").arg(turnsVerdict(session));
  for (const SessionVariant& variant : session.variants) lines << variantLine(variant);
  lines << machineLine(session);
  const BuildInfo& build = session.variants.front().build;
  lines << SessionStore::tr("Version %1, %2, %3").arg(text(build.version), text(build.type), text(build.compiler));
  return lines.join(QChar('\n'));
}

}  // namespace lightbench::ui
