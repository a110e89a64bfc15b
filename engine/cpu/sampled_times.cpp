#include "engine/cpu/sampled_times.h"

#include <algorithm>
#include <numeric>

namespace lightbench::detail {
namespace {

constexpr int64_t kMostMedians = 4;

int64_t clipped_sum(std::vector<int64_t> samples) {
  if (samples.empty()) return 0;
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>((samples.size() - 1) / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  const int64_t most = kMostMedians * *middle;
  return std::accumulate(samples.begin(), samples.end(), int64_t{0},
                         [most](int64_t sum, int64_t sample) { return sum + std::min(sample, most); });
}

}  // namespace

void SampledTimes::collect(size_t node, std::vector<int64_t>& samples) const {
  for (size_t place = node; place < times_.size(); place += nodes_) {
    if (times_[place] > 0) samples.push_back(times_[place]);
  }
}

std::vector<double> shares_of(std::span<const SampledTimes> workers) {
  const size_t nodes = workers.front().nodes();
  std::vector<double> shares;
  double total = 0;
  for (size_t node = 0; node < nodes; ++node) {
    std::vector<int64_t> samples;
    for (const SampledTimes& worker : workers) worker.collect(node, samples);
    shares.push_back(static_cast<double>(clipped_sum(std::move(samples))));
    total += shares.back();
  }
  for (double& share : shares) share = total > 0 ? share / total : 1.0 / static_cast<double>(nodes);
  return shares;
}

}  // namespace lightbench::detail
