#include "engine/profile/trend.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>
#include <tuple>

#include "engine/profile/session_series.h"
#include "engine/profile/statistics.h"

namespace lightbench {
namespace {

constexpr size_t kShortestSide = 2;
constexpr int kOrders = 1999;
constexpr double kSignificance = 0.05;

struct Split {
  size_t at = 0;
  double weight = 0;  // difference of means, weighed by the lengths
};

Split largest_split(std::span<const double> values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  const auto count = static_cast<double>(values.size());
  Split best;
  double before = 0;
  for (size_t at = 1; at + kShortestSide <= values.size(); ++at) {
    before += values[at - 1];
    if (at < kShortestSide) continue;
    const auto left = static_cast<double>(at);
    const double difference = (total - before) / (count - left) - before / left;
    const double weight = std::abs(difference) * std::sqrt(left * (count - left) / count);
    if (weight > best.weight) best = {at, weight};
  }
  return best;
}

// Shuffled by hand: std::shuffle draws differently with every standard library.
double share_of_orders(std::span<const double> values, double weight) {
  std::mt19937_64 random(20011);
  std::vector<double> order(values.begin(), values.end());
  int as_large = 1;  // the true order is one of them
  for (int i = 0; i < kOrders; ++i) {
    for (size_t left = order.size(); left > 1; --left) std::swap(order[left - 1], order[random() % left]);
    if (largest_split(order).weight >= weight * (1 - 1e-9)) ++as_large;
  }
  return static_cast<double>(as_large) / (kOrders + 1);
}

double median_of(std::span<const double> values) { return median({values.begin(), values.end()}); }

void search(std::span<const double> logs, size_t first, double threshold, std::vector<StepPlace>& steps) {
  if (logs.size() < 2 * kShortestSide) return;
  const Split split = largest_split(logs);
  if (split.weight == 0) return;
  const double step = median_of(logs.subspan(split.at)) - median_of(logs.first(split.at));
  if (std::abs(step) < std::log1p(threshold)) return;
  const double share = share_of_orders(logs, split.weight);
  if (share > kSignificance) return;
  search(logs.first(split.at), first, threshold, steps);
  steps.push_back({first + split.at, 1, share});
  search(logs.subspan(split.at), first + split.at, threshold, steps);
}

std::string pipeline_label(const SessionVariant& variant) {
  if (!variant.pipeline_name.empty()) return variant.pipeline_name;
  const std::string stem = std::filesystem::path(variant.pipeline_path).stem().string();
  return stem.empty() ? "pipeline " + variant.pipeline_hash.substr(0, 8) : stem;
}

// What has to be the same for times to be on one line.
using Line = std::tuple<std::string, std::string, std::string>;  // pipeline, processor, hashes of the pictures

Line line_of(const ProfileSession& session) {
  std::string hashes;
  for (const SessionPicture& picture : session.variants[0].pictures) {
    for (const SessionImage& input : picture.inputs) hashes += input.hash + " ";
  }
  return {pipeline_label(session.variants[0]), session.machine.cpu_name, hashes};
}

std::string picture_names(const SessionVariant& variant) {
  std::string names;
  for (const SessionPicture& picture : variant.pictures) {
    for (const SessionImage& input : picture.inputs) {
      names += (names.empty() ? "" : ", ") + std::filesystem::path(input.path).filename().string();
    }
  }
  return names;
}

TrendPoint point_of(const NamedSession& named) {
  const SessionVariant& variant = named.session->variants[0];
  const std::vector<double> walls = wall_ms_of(variant);
  return {named.path,           named.session->recorded, variant.build.version,
          named.session->notes, median(walls),           median_absolute_deviation(walls)};
}

Trend trend_of(const std::vector<const NamedSession*>& sessions, double threshold) {
  Trend trend;
  const ProfileSession& first = *sessions.front()->session;
  trend.pipeline = pipeline_label(first.variants[0]);
  trend.cpu_name = first.machine.cpu_name;
  trend.pictures = picture_names(first.variants[0]);
  std::vector<double> medians;
  for (const NamedSession* named : sessions) {
    trend.points.push_back(point_of(*named));
    medians.push_back(trend.points.back().median_ms);
  }
  const std::vector<StepPlace> places = find_steps(medians, threshold);
  for (size_t i = 0; i < places.size(); ++i) {
    const size_t start = i == 0 ? 0 : places[i - 1].at;
    const size_t end = i + 1 < places.size() ? places[i + 1].at : medians.size();
    const size_t at = places[i].at;
    const std::span<const double> all(medians);
    const ProfileSession& before = *sessions[at - 1]->session;
    const ProfileSession& after = *sessions[at]->session;
    trend.steps.push_back({places[i], median_of(all.subspan(start, at - start)), median_of(all.subspan(at, end - at)),
                           changes_between(before, before.variants[0], after, after.variants[0])});
  }
  return trend;
}

}  // namespace

std::vector<StepPlace> find_steps(std::span<const double> values, double threshold) {
  std::vector<double> logs(values.begin(), values.end());
  for (double& each : logs) each = std::log(each);
  std::vector<StepPlace> steps;
  search(logs, 0, threshold, steps);
  const std::span<const double> all(logs);
  for (size_t i = 0; i < steps.size(); ++i) {
    const size_t start = i == 0 ? 0 : steps[i - 1].at;
    const size_t end = i + 1 < steps.size() ? steps[i + 1].at : logs.size();
    const double before = median_of(all.subspan(start, steps[i].at - start));
    steps[i].ratio = std::exp(median_of(all.subspan(steps[i].at, end - steps[i].at)) - before);
  }
  return steps;
}

std::vector<Trend> trends_of(std::vector<NamedSession> sessions, double threshold) {
  // The dates are of one form, so that their order is that of their text.
  std::stable_sort(sessions.begin(), sessions.end(), [](const NamedSession& a, const NamedSession& b) {
    return a.session->recorded < b.session->recorded;
  });
  std::map<Line, std::vector<const NamedSession*>> lines;
  for (const NamedSession& named : sessions) lines[line_of(*named.session)].push_back(&named);
  std::vector<Trend> trends;
  for (const auto& [line, members] : lines) trends.push_back(trend_of(members, threshold));
  return trends;
}

}  // namespace lightbench
