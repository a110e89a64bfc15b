#include "app/cli/session_documents.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/profile/markup.h"

namespace lightbench::cli {
namespace {

using Json = nlohmann::ordered_json;

Json known(const std::optional<double>& value) { return value && std::isfinite(*value) ? Json(*value) : Json(nullptr); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json json_of(const Ratio& ratio) { return {{"value", ratio.value}, {"low", ratio.low}, {"high", ratio.high}}; }

Json json_of(const SessionChange& change) {
  return {{"kind", name_of(change.kind)},
          {"what", change.what},
          {"base", text_or_null(change.base)},
          {"new", text_or_null(change.current)}};
}

Json json_of(const std::vector<SessionChange>& changes) {
  Json list = Json::array();
  for (const SessionChange& change : changes) list.push_back(json_of(change));
  return list;
}

Json json_of(const WallSummary& side) {
  return {{"median_ms", side.median_ms},
          {"mad_ms", side.mad_ms},
          {"unattributed_ms", side.unattributed_ms},
          {"rounds", side.rounds},
          {"outliers", side.outliers}};
}

Json json_of(const NodeDifference& node) {
  constexpr const char* kPresence[] = {"both", "added", "removed"};
  return {{"id", node.id},
          {"type", node.type},
          {"presence", kPresence[static_cast<size_t>(node.presence)]},
          {"base_ms", known(node.base_ms)},
          {"new_ms", known(node.current_ms)},
          {"delta_ms", node.delta_ms},
          {"ratio", node.ratio ? json_of(*node.ratio) : Json(nullptr)},
          {"verdict", node.ratio ? Json(name_of(node.verdict)) : Json(nullptr)},
          {"self_ms_is", node.is_share ? "sampled share of its group" : "measured"},
          {"base_state", text_or_null(node.base_state)},
          {"new_state", text_or_null(node.current_state)},
          {"base_backend", text_or_null(node.base_backend)},
          {"new_backend", text_or_null(node.current_backend)}};
}

Json json_of(const OutputQuality& quality) {
  constexpr const char* kSamples[] = {"identical", "different", "unknown"};
  Json json{{"node", quality.output.node},
            {"picture", quality.output.picture + 1},
            {"samples", kSamples[static_cast<size_t>(quality.output.samples)]}};
  if (quality.metrics) {
    json["metrics"] = {{"mse", known(quality.metrics->mse)},
                       {"psnr_db", known(quality.metrics->psnr_db)},
                       {"ssim", known(quality.metrics->ssim)},
                       {"max_abs_diff", known(quality.metrics->max_abs_diff)},
                       {"mean_delta_e2000", known(quality.metrics->mean_delta_e2000)},
                       {"identical", quality.metrics->identical}};
  }
  if (!quality.unknown.empty()) json["unknown_because"] = quality.unknown;
  return json;
}

std::string written(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string test_case(const std::string& name, double ms, const std::string& inside) {
  char time[32];
  std::snprintf(time, sizeof time, "%.6f", ms / 1000);
  return "  <testcase classname=\"lightbench.diff\" name=\"" + markup_escaped(name) + "\" time=\"" + time + "\">" +
         inside + "</testcase>\n";
}

}  // namespace

std::string failure_text(const DiffOutcome& outcome) {
  char text[96];
  std::snprintf(text, sizeof text, "%.1f %% slower than the base, where %.1f %% are allowed",
                (outcome.diff.ratio.value - 1) * 100, outcome.fail_on.value_or(0) * 100);
  return text;
}

std::string diff_document(const DiffOutcome& outcome) {
  const SessionDiff& diff = outcome.diff;
  Json nodes = Json::array();
  for (const NodeDifference& node : diff.nodes) nodes.push_back(json_of(node));
  Json outputs = Json::array();
  for (const OutputQuality& quality : outcome.qualities) outputs.push_back(json_of(quality));
  return written({{"verdict", name_of(diff.verdict)},
                  {"ratio", json_of(diff.ratio)},
                  {"threshold_percent", diff.threshold * 100},
                  {"threshold_from", outcome.threshold_from},
                  {"fail_on_percent", outcome.fail_on ? Json(*outcome.fail_on * 100) : Json(nullptr)},
                  {"failed", outcome.failed},
                  {"interleaved", diff.pairing == Pairing::kInterleaved},
                  {"changes", json_of(diff.changes)},
                  {"base", json_of(diff.base)},
                  {"new", json_of(diff.current)},
                  {"nodes", nodes},
                  {"outputs", outputs},
                  {"warnings", diff.warnings}});
}

std::string diff_junit(const DiffOutcome& outcome) {
  const SessionDiff& diff = outcome.diff;
  std::string failure;
  if (outcome.failed) {
    failure = "<failure type=\"slower\" message=\"" + markup_escaped(failure_text(outcome)) + "\">" +
              markup_escaped(verdict_text(diff)) + "</failure>";
  }
  std::string cases = test_case("whole pipeline", diff.current.median_ms, failure);
  size_t count = 1;
  for (const NodeDifference& node : diff.nodes) {
    if (!node.current_ms) continue;
    cases += test_case("node " + node.id, *node.current_ms, "");
    ++count;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"lightbench diff\" tests=\"" +
         std::to_string(count) + "\" failures=\"" + (outcome.failed ? "1" : "0") + "\" errors=\"0\">\n" + cases +
         "  <system-out>" + markup_escaped(verdict_text(diff)) + "</system-out>\n</testsuite>\n";
}

std::string trend_document(const std::vector<Trend>& trends, double threshold) {
  Json list = Json::array();
  for (const Trend& trend : trends) {
    Json points = Json::array();
    for (const TrendPoint& point : trend.points) {
      points.push_back({{"path", point.path},
                        {"recorded", point.recorded},
                        {"median_ms", point.median_ms},
                        {"mad_ms", point.mad_ms},
                        {"version", point.version},
                        {"notes", point.notes}});
    }
    Json steps = Json::array();
    for (const TrendStep& step : trend.steps) {
      steps.push_back({{"recorded", trend.points[step.place.at].recorded},
                       {"point", step.place.at},
                       {"before_ms", step.before_ms},
                       {"after_ms", step.after_ms},
                       {"ratio", step.place.ratio},
                       {"share_of_random_orders", step.place.share_of_orders},
                       {"changes", json_of(step.changes)}});
    }
    list.push_back({{"pipeline", trend.pipeline},
                    {"cpu", text_or_null(trend.cpu_name)},
                    {"pictures", trend.pictures},
                    {"points", points},
                    {"steps", steps}});
  }
  return written({{"threshold_percent", threshold * 100}, {"trends", list}});
}

}  // namespace lightbench::cli
