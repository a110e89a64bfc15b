#include "app/cli/session_text.h"

#include <cmath>
#include <cstdio>

#include "engine/base/clock.h"

namespace lightbench::cli {
namespace {

std::string milliseconds(const std::optional<double>& value) {
  if (!value) return "—";
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", *value);
  return text;
}

std::string change_of(const NodeDifference& node) {
  if (node.presence == NodeDifference::Presence::kAdded) return "added";
  if (node.presence == NodeDifference::Presence::kRemoved) return "removed";
  if (!node.ratio) return node.base_state + " → " + node.current_state;
  char text[96];
  std::snprintf(text, sizeof text, "%.3f (%.3f to %.3f) %s%s", node.ratio->value, node.ratio->low, node.ratio->high,
                std::string(name_of(node.verdict)).c_str(), node.is_share ? ", share of a pass" : "");
  return text;
}

void print_quality(const OutputQuality& quality) {
  std::printf("output %s, picture %zu: ", quality.output.node.c_str(), quality.output.picture + 1);
  if (quality.output.samples == OutputDifference::Samples::kIdentical) {
    std::printf("identical\n");
  } else if (!quality.metrics) {
    std::printf("%s, how far is unknown: %s\n",
                quality.output.samples == OutputDifference::Samples::kDifferent ? "different" : "may be different",
                quality.unknown.c_str());
  } else {
    std::printf("different");
    const QualityMetrics& metrics = *quality.metrics;
    if (metrics.psnr_db && std::isfinite(*metrics.psnr_db)) std::printf(", PSNR %.2f dB", *metrics.psnr_db);
    if (metrics.ssim) std::printf(", SSIM %.5f", *metrics.ssim);
    if (metrics.mean_delta_e2000) std::printf(", mean ΔE2000 %.4f", *metrics.mean_delta_e2000);
    if (metrics.max_abs_diff) std::printf(", largest difference %.5f", *metrics.max_abs_diff);
    std::printf("\n");
  }
}

}  // namespace

std::string right_aligned(const std::string& text, size_t width) {
  size_t letters = 0;
  for (const char byte : text) letters += (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  return std::string(letters < width ? width - letters : 0, ' ') + text;
}

void print_variant(const SessionVariant& variant) {
  for (size_t i = 0; i < variant.pictures.size(); ++i) {
    const SessionPicture& picture = variant.pictures[i];
    std::printf("%s, picture %zu%s%s\n", variant.name.c_str(), i + 1, picture.inputs.empty() ? "" : ": ",
                picture.inputs.empty() ? "" : picture.inputs[0].path.c_str());
    std::printf("%-24s %-18s %10s %10s %10s %10s\n", "node", "type", "self ms", "min", "p95", "cold");
    for (const SessionNode& node : picture.nodes) {
      if (node.io_ns || node.self_ns.empty()) continue;  // read once, outside the rounds
      const DurationStatistics self = statistics_of(node.self_ns);
      const std::optional<double> cold =
          node.cold_self_ns ? std::optional(to_ms(*node.cold_self_ns)) : std::optional<double>();
      std::printf("%-24s %-18s %10.3f %10.3f %10.3f %s\n", node.id.c_str(), node.type.c_str(), self.median_ms,
                  self.min_ms, self.p95_ms, right_aligned(milliseconds(cold), 10).c_str());
    }
    const DurationStatistics wall = statistics_of(picture.wall_ns);
    std::printf(
        "wall %.3f ms (median of %zu, MAD %.3f, min %.3f, p95 %.3f, %zu outliers kept), cold %.3f, "
        "%zu rounds to warm up\n",
        wall.median_ms, picture.wall_ns.size(), wall.mad_ms, wall.min_ms, wall.p95_ms, wall.outliers,
        to_ms(picture.cold_wall_ns), picture.warmup_wall_ns.size());
  }
}

void print_diff(const SessionDiff& diff, const std::vector<OutputQuality>& qualities,
                const std::string& threshold_from) {
  std::printf(diff.changes.empty() ? "nothing changed but the time\n" : "what changed:\n");
  for (const SessionChange& change : diff.changes) {
    std::printf("  %-10s %s\n", std::string(name_of(change.kind)).c_str(), to_text(change).c_str());
  }
  std::printf("%s\n", verdict_text(diff).c_str());
  std::printf("%zu and %zu rounds %s, %zu and %zu outliers kept; differences below %.1f %% do not count (%s)\n",
              diff.base.rounds, diff.current.rounds,
              diff.pairing == Pairing::kInterleaved ? "that alternate" : "recorded apart", diff.base.outliers,
              diff.current.outliers, diff.threshold * 100, threshold_from.c_str());
  std::printf("%-24s %-18s %10s %10s %10s  %s\n", "node", "type", "base ms", "new ms", "change", "ratio");
  for (const NodeDifference& node : diff.nodes) {
    if (!node.base_ms && !node.current_ms) continue;
    std::printf("%-24s %-18s %s %s %+10.3f  %s\n", node.id.c_str(), node.type.c_str(),
                right_aligned(milliseconds(node.base_ms), 10).c_str(),
                right_aligned(milliseconds(node.current_ms), 10).c_str(), node.delta_ms, change_of(node).c_str());
  }
  std::printf("%-24s %-18s %10.3f %10.3f %+10.3f\n", "unattributed", "", diff.base.unattributed_ms,
              diff.current.unattributed_ms, diff.current.unattributed_ms - diff.base.unattributed_ms);
  for (const OutputQuality& quality : qualities) print_quality(quality);
}

void print_trend(const Trend& trend) {
  std::printf("%s on %s%s%s\n", trend.pipeline.c_str(),
              trend.cpu_name.empty() ? "an unknown processor" : trend.cpu_name.c_str(),
              trend.pictures.empty() ? "" : ", ", trend.pictures.c_str());
  size_t next = 0;
  for (size_t i = 0; i < trend.points.size(); ++i) {
    if (next < trend.steps.size() && trend.steps[next].place.at == i) {
      const TrendStep& step = trend.steps[next++];
      std::printf("  step of %+.1f %%: %.3f → %.3f ms (%.1f %% of random orders have one as large)\n",
                  (step.place.ratio - 1) * 100, step.before_ms, step.after_ms, step.place.share_of_orders * 100);
      for (const SessionChange& change : step.changes) std::printf("    %s\n", to_text(change).c_str());
    }
    const TrendPoint& point = trend.points[i];
    std::printf("  %-20s %10.3f ms ± %.3f  %s\n", point.recorded.c_str(), point.median_ms, point.mad_ms,
                point.path.c_str());
  }
}

}  // namespace lightbench::cli
