#include "app/cli/race_text.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/session_text.h"
#include "engine/base/clock.h"

namespace lightbench::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string difference(const std::optional<QualityMetrics>& metrics) {
  if (!metrics || !metrics->max_abs_diff) return "—";
  return metrics->identical ? "none" : formatted("%.3g", *metrics->max_abs_diff);
}

std::string colour_difference(const std::optional<QualityMetrics>& metrics) {
  if (!metrics || !metrics->mean_delta_e2000) return "—";
  return metrics->identical ? "0" : formatted("%.2g", *metrics->mean_delta_e2000);
}

std::string psnr(const std::optional<QualityMetrics>& metrics) {
  if (!metrics || !metrics->psnr_db) return "—";
  return std::isfinite(*metrics->psnr_db) ? formatted("%.1f", *metrics->psnr_db) : "∞";
}

std::string ratio_to_now(const RaceEntry& entry) {
  if (entry.is_current) return "now";
  if (!entry.ratio) return "—";
  if (entry.rounds_compared < kFewestRounds) return formatted("%.4g, too few rounds for a verdict", entry.ratio->value);
  char text[96];
  std::snprintf(text, sizeof text, "%.3f (%.3f to %.3f) %s", entry.ratio->value, entry.ratio->low, entry.ratio->high,
                std::string(name_of(entry.verdict)).c_str());
  return text;
}

void print_entry(const RaceEntry& entry) {
  const DurationStatistics time = statistics_of(entry.time_ns);
  std::printf("%-18s %10.3f %8.3f %10s %10.3f %6zu %s %s %s %s  %s\n", name_of(entry).c_str(), time.median_ms,
              time.mad_ms,
              entry.device_ns.empty() ? "" : formatted("%.3f", statistics_of(entry.device_ns).median_ms).c_str(),
              to_ms(entry.cold_ns), entry.time_ns.size(), right_aligned(difference(entry.from_reference), 10).c_str(),
              right_aligned(psnr(entry.from_reference), 8).c_str(),
              right_aligned(colour_difference(entry.from_reference), 8).c_str(),
              right_aligned(difference(entry.from_current), 10).c_str(), ratio_to_now(entry).c_str());
}

Json known(const std::optional<double>& value) { return value && std::isfinite(*value) ? Json(*value) : Json(nullptr); }

Json json_of(const std::optional<QualityMetrics>& metrics) {
  if (!metrics) return nullptr;
  return {{"max_abs_diff", known(metrics->max_abs_diff)},
          {"psnr_db", known(metrics->psnr_db)},
          {"mean_delta_e2000", known(metrics->mean_delta_e2000)},
          {"identical", metrics->identical}};
}

Json json_of(const ImageSpec& spec) {
  return {
      {"width", spec.width}, {"height", spec.height}, {"channels", spec.channels}, {"format", name_of(spec.format)}};
}

Json json_of(const RaceEntry& entry) {
  Json json{{"backend", name_of(entry.backend)},
            {"isa", entry.isa.empty() ? Json(nullptr) : Json(entry.isa)},
            {"precision", name_of(entry.precision)},
            {"now", entry.is_current},
            {"reference", entry.is_reference}};
  if (!entry.ran()) {
    json["left_out"] = entry.left_out;
    return json;
  }
  const DurationStatistics time = statistics_of(entry.time_ns);
  json["median_ms"] = time.median_ms;
  json["mad_ms"] = time.mad_ms;
  json["device_median_ms"] = entry.device_ns.empty() ? Json(nullptr) : Json(statistics_of(entry.device_ns).median_ms);
  json["cold_ms"] = to_ms(entry.cold_ns);
  json["time_ns"] = entry.time_ns;
  json["ratio_to_now"] =
      entry.ratio ? Json{{"value", entry.ratio->value}, {"low", entry.ratio->low}, {"high", entry.ratio->high}}
                  : Json(nullptr);
  json["rounds_compared"] = entry.rounds_compared;
  json["verdict"] = entry.ratio ? Json(name_of(entry.verdict)) : Json(nullptr);
  json["picture"] = entry.picture ? json_of(*entry.picture) : Json(nullptr);
  json["from_reference"] = json_of(entry.from_reference);
  json["from_now"] = json_of(entry.from_current);
  return json;
}

}  // namespace

void print_race(const RaceResult& race, double threshold, const std::string& threshold_from) {
  std::printf("%s (%s)", race.node.c_str(), race.type.c_str());
  for (const auto& [port, spec] : race.inputs) {
    std::printf(", %s %d × %d, %d channels, %s", port.c_str(), spec.width, spec.height, spec.channels,
                std::string(name_of(spec.format)).c_str());
  }
  std::printf("; %d threads%s%s\n", race.threads, race.gpu.empty() ? "" : "; ", race.gpu.c_str());
  std::printf("%-18s %10s %8s %10s %10s %6s %10s %8s %s %10s  %s\n", "", "median ms", "MAD", "on device", "cold",
              "rounds", "max diff", "PSNR dB", right_aligned("ΔE2000", 8).c_str(), "from now", "times as long as now");
  for (const RaceEntry& entry : race.entries) {
    if (entry.ran()) print_entry(entry);
  }
  for (const RaceEntry& entry : race.entries) {
    if (!entry.ran()) {
      std::printf("%-18s left out%s: %s\n", name_of(entry).c_str(),
                  entry.is_current ? ", though it is how it runs now" : "", entry.left_out.c_str());
    }
  }
  if (const RaceEntry* reference = race.reference()) {
    std::printf("pictures are held against %s; differences below %.1f %% of the time do not count (%s)\n",
                name_of(*reference).c_str(), threshold * 100, threshold_from.c_str());
  }
}

std::string race_document(const RaceResult& race, double threshold, const std::string& threshold_from) {
  Json inputs = Json::object();
  for (const auto& [port, spec] : race.inputs) inputs[port] = json_of(spec);
  Json entries = Json::array();
  for (const RaceEntry& entry : race.entries) entries.push_back(json_of(entry));
  const Json document{{"node", race.node},
                      {"type", race.type},
                      {"inputs", inputs},
                      {"rounds", race.rounds},
                      {"threads", race.threads},
                      {"gpu", race.gpu.empty() ? Json(nullptr) : Json(race.gpu)},
                      {"threshold_percent", threshold * 100},
                      {"threshold_from", threshold_from},
                      {"entries", entries}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lightbench::cli
