#include "engine/runtime/result_cache.h"

#include <utility>

namespace lightbench {

std::optional<NodeResult> ResultCache::find(const Hash128& key) {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  found->second.last_use = ++clock_;
  return found->second.result;
}

bool ResultCache::contains(const Hash128& key) const {
  std::lock_guard lock(mutex_);
  return entries_.count(key) > 0;
}

void ResultCache::insert(const Hash128& key, NodeResult result) {
  Gone gone;
  std::lock_guard lock(mutex_);
  Entry entry{std::move(result), 0, ++clock_};
  for (const Image& image : entry.result.outputs) entry.bytes += image.memory_bytes();
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    bytes_ -= found->second.bytes;
    gone.push_back(std::move(found->second.result));
    entries_.erase(found);
  }
  bytes_ += entry.bytes;
  entries_.emplace(key, std::move(entry));
  evicted_.erase(key);
  make_room(gone);
}

void ResultCache::erase(const std::vector<Hash128>& keys) {
  Gone gone;
  std::lock_guard lock(mutex_);
  for (const Hash128& key : keys) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) continue;
    bytes_ -= found->second.bytes;
    gone.push_back(std::move(found->second.result));
    entries_.erase(found);
  }
}

void ResultCache::set_pins(std::unordered_set<Hash128> keys) {
  std::lock_guard lock(mutex_);
  pins_ = std::move(keys);
}

void ResultCache::set_budget(size_t bytes) {
  Gone gone;
  std::lock_guard lock(mutex_);
  budget_bytes_ = bytes;
  make_room(gone);
}

void ResultCache::clear() {
  std::unordered_map<Hash128, Entry> gone;
  std::lock_guard lock(mutex_);
  gone.swap(entries_);
  evicted_.clear();
  bytes_ = 0;
}

size_t ResultCache::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

size_t ResultCache::budget_bytes() const {
  std::lock_guard lock(mutex_);
  return budget_bytes_;
}

bool ResultCache::was_evicted(const Hash128& key) const {
  std::lock_guard lock(mutex_);
  return evicted_.count(key) > 0;
}

void ResultCache::make_room(Gone& gone) {
  constexpr size_t kRememberedEvictions = 4096;
  while (bytes_ > budget_bytes_ && !entries_.empty()) {
    auto worst = entries_.end();
    double worst_score = -1;
    bool worst_pinned = true;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      const bool pinned = pins_.count(entry->first) > 0;
      const double age = static_cast<double>(clock_ - entry->second.last_use) + 1;
      const double score =
          age * static_cast<double>(entry->second.bytes) / (static_cast<double>(entry->second.result.cost_ns) + 1000.0);
      if (std::pair(!pinned, score) > std::pair(!worst_pinned, worst_score)) {
        worst = entry;
        worst_score = score;
        worst_pinned = pinned;
      }
    }
    if (worst == entries_.end()) return;
    if (evicted_.size() > kRememberedEvictions) evicted_.clear();
    evicted_.insert(worst->first);
    bytes_ -= worst->second.bytes;
    gone.push_back(std::move(worst->second.result));
    entries_.erase(worst);
  }
}

}  // namespace lightbench
