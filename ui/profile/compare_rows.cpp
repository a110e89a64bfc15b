#include "ui/profile/compare_rows.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "ui/core/device_names.h"
#include "ui/profile/compare_words.h"
#include "ui/profile/csv.h"

namespace lightbench::ui {

namespace {

constexpr double kThresholdsShown = 3;  // the scale reaches at least so many thresholds from "no change"
constexpr double kWidestInterval = 2;   // wider than so many times the largest change, an interval is cut

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

QString stateWord(const std::string& state) {
  if (state == "computed") return tr("computed");
  if (state == "cached") return tr("cached");
  if (state == "passed") return tr("passed on");
  return QString::fromStdString(state);
}

QString wordsOf(const NodeDifference& node) {
  if (node.presence == NodeDifference::Presence::kAdded) return tr("added");
  if (node.presence == NodeDifference::Presence::kRemoved) return tr("removed");
  if (node.ratio) return verdictLook(node.verdict).word;
  if (node.base_state == node.current_state) return stateWord(node.current_state);
  return tr("%1, before %2").arg(stateWord(node.current_state), stateWord(node.base_state));
}

QString deviceOf(const NodeDifference& node) {
  const QString base = deviceLabel(node.base_backend);
  const QString current = deviceLabel(node.current_backend);
  if (base.isEmpty() || current.isEmpty() || base == current) return current.isEmpty() ? base : current;
  return tr("%1, now %2").arg(base, current);
}

CompareRow rowOf(const NodeDifference& node, const NodeTitle& title) {
  CompareRow row;
  row.id = node.id;
  row.type_id = node.type;
  row.name = title(node.id, node.type);
  row.base_ms = node.base_ms;
  row.current_ms = node.current_ms;
  if (node.base_ms || node.current_ms) row.delta_ms = node.delta_ms;
  row.ratio = node.ratio;
  row.verdict = node.verdict;
  row.is_share = node.is_share;
  row.words = wordsOf(node);
  row.device = deviceOf(node);
  row.moved = !node.base_backend.empty() && !node.current_backend.empty() && node.base_backend != node.current_backend;
  return row;
}

}  // namespace

std::vector<CompareRow> compareRows(const SessionDiff& diff, const NodeTitle& title) {
  std::vector<CompareRow> rows;
  CompareRow whole;
  whole.kind = CompareRowKind::kWhole;
  whole.name = tr("Whole run");
  whole.base_ms = diff.base.median_ms;
  whole.current_ms = diff.current.median_ms;
  whole.delta_ms = diff.current.median_ms - diff.base.median_ms;
  whole.ratio = diff.ratio;
  whole.verdict = diff.verdict;
  whole.words = verdictLook(diff.verdict).word;
  rows.push_back(whole);
  for (const NodeDifference& node : diff.nodes) rows.push_back(rowOf(node, title));
  CompareRow rest;
  rest.kind = CompareRowKind::kUnattributed;
  rest.name = tr("Unattributed");
  rest.base_ms = diff.base.unattributed_ms;
  rest.current_ms = diff.current.unattributed_ms;
  rest.delta_ms = diff.current.unattributed_ms - diff.base.unattributed_ms;
  rest.words = tr("of no node");
  rows.push_back(rest);
  return rows;
}

RatioScale ratioScaleOf(const std::vector<CompareRow>& rows, double threshold) {
  double change = kThresholdsShown * std::log1p(threshold);
  for (const CompareRow& row : rows) {
    if (row.ratio) change = std::max(change, std::abs(std::log(row.ratio->value)));
  }
  double bounds = 0;
  for (const CompareRow& row : rows) {
    if (!row.ratio) continue;
    bounds = std::max({bounds, std::abs(std::log(row.ratio->low)), std::abs(std::log(row.ratio->high))});
  }
  constexpr double kRoom = 1.1;
  return RatioScale(std::exp(kRoom * std::max(change, std::min(bounds, kWidestInterval * change))));
}

bool ranOnOneDevice(const std::vector<CompareRow>& rows) {
  QString device;
  for (const CompareRow& row : rows) {
    if (row.device.isEmpty()) continue;
    if (row.moved || (!device.isEmpty() && row.device != device)) return false;
    device = row.device;
  }
  return true;
}

QByteArray compareCsv(const std::vector<CompareRow>& rows) {
  QByteArray csv =
      "id,node,type,base_ms,new_ms,delta_ms,ratio,ratio_low,ratio_high,verdict,share_of_a_pass,runs_on\r\n";
  for (const CompareRow& row : rows) {
    const auto of_ratio = [&](double Ratio::*part) {
      return csvNumber(row.ratio ? std::optional<double>((*row.ratio).*part) : std::nullopt, 6);
    };
    const QByteArrayList fields = {csvText(QString::fromStdString(row.id)),
                                   csvText(row.name),
                                   csvText(QString::fromStdString(row.type_id)),
                                   csvNumber(row.base_ms, 6),
                                   csvNumber(row.current_ms, 6),
                                   csvNumber(row.delta_ms, 6),
                                   of_ratio(&Ratio::value),
                                   of_ratio(&Ratio::low),
                                   of_ratio(&Ratio::high),
                                   csvText(row.words),
                                   row.kind == CompareRowKind::kNode ? (row.is_share ? "true" : "false") : "",
                                   csvText(row.device)};
    csv += fields.join(',') + "\r\n";
  }
  return csv;
}

}  // namespace lightbench::ui
