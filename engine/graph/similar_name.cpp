#include "engine/graph/similar_name.h"

#include <algorithm>
#include <vector>

namespace lightbench {

namespace {
constexpr size_t kLongestName = 64;  // longer text is no mistyped name, and the distance costs its square
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before_previous(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replace, previous[j] + 1, current[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_previous[j - 2] + 1);
      }
    }
    std::swap(before_previous, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string folded_name(std::string_view name) {
  std::string folded(name);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return folded;
}

std::string closest_name(std::string_view name, std::span<const std::string> candidates) {
  if (name.empty() || name.size() > kLongestName) return {};
  const std::string wanted = folded_name(name);
  std::string best;
  int best_distance = std::max(1, static_cast<int>(wanted.size()) / 3) + 1;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(wanted, folded_name(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  if (!best.empty() || wanted.size() < 3) return best;
  bool best_begins = false;
  for (const std::string& candidate : candidates) {
    const size_t position = candidate.find(wanted);
    if (position == std::string::npos) continue;
    const bool begins = position == 0;
    if (best.empty() || (begins && !best_begins) || (begins == best_begins && candidate.size() < best.size())) {
      best = candidate;
      best_begins = begins;
    }
  }
  return best;
}

}  // namespace lightbench
