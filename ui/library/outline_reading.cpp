#include "ui/library/outline_reading.h"

#include <QCoreApplication>

#include <algorithm>

#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("OutlineReading", text); }

double milliseconds(qint64 ns) { return static_cast<double>(ns) / 1e6; }

bool readsFile(const OperatorDef* def) {
  return def != nullptr && def->footprint == Footprint::kSource && def->find_param("path") != nullptr;
}

OutlineReading word(const QString& text, const QString& detail = {}) {
  return {ReadingKind::kWord, text, std::nullopt, detail};
}

OutlineReading trouble(const QString& text, const NodeReport& node) {
  return {ReadingKind::kError, text, std::nullopt,
          node.error ? QString::fromStdString(node.error->message()) : QString()};
}

QString whatItWas(std::optional<qint64> lastSelfNs) {
  return lastSelfNs ? tr("was %1").arg(formatMilliseconds(milliseconds(*lastSelfNs))) : QString();
}

OutlineReading computed(const NodeReport& node, const OperatorDef* def) {
  if (!node.self_ns) return word(tr("not timed"));
  const double ms = milliseconds(*node.self_ns);
  if (readsFile(def)) return word(tr("read once"), tr("reading took %1").arg(formatMilliseconds(ms)));
  return {ReadingKind::kTime, formatMillisecondsPlain(ms), ms, QString::fromStdString(node.reason)};
}

}  // namespace

OutlineReading readingOf(const Node& node, const OperatorDef* def, const RunReport* report,
                         std::optional<qint64> lastSelfNs) {
  if (def == nullptr) return {ReadingKind::kError, tr("unknown type"), std::nullopt, {}};
  const NodeReport* line = report != nullptr ? report->find(node.id) : nullptr;
  if (line != nullptr && line->state == NodeState::kFailed) return trouble(tr("failed"), *line);
  if (line != nullptr && line->state == NodeState::kBlocked) return trouble(tr("waits for input"), *line);
  if (node.bypass) return word(tr("bypassed"));
  if (line == nullptr) return word(tr("not run yet"));
  switch (line->state) {
    case NodeState::kComputed: return computed(*line, def);
    case NodeState::kCached:
      return readsFile(def) ? word(tr("read once"), whatItWas(lastSelfNs)) : word(tr("cached"), whatItWas(lastSelfNs));
    case NodeState::kPassed:
      return def->footprint == Footprint::kSink
                 ? word(tr("not timed"), tr("its file is written when you export"))
                 : word(tr("unchanged"), tr("its parameters leave the picture as it is"));
    case NodeState::kCancelled: return word(tr("cancelled"));
    default: return word(tr("not asked"), tr("nothing that is shown needs it"));
  }
}

double slowestMs(const Graph& graph, const OperatorRegistry& registry, const RunReport* report) {
  double slowest = 0;
  if (report == nullptr) return slowest;
  for (const NodeReport& line : report->nodes) {
    const Node* node = graph.find(line.id);
    if (node == nullptr || !line.self_ns || readsFile(registry.find(node->type))) continue;
    slowest = std::max(slowest, milliseconds(*line.self_ns));
  }
  return slowest;
}

}  // namespace lightbench::ui
