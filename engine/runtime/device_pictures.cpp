#include "engine/runtime/device_pictures.h"

#include <algorithm>
#include <utility>

namespace lightbench {

void DevicePictures::set_budget(size_t bytes) {
  std::lock_guard lock(mutex_);
  budget_bytes_ = bytes;
}

size_t DevicePictures::budget_bytes() const {
  std::lock_guard lock(mutex_);
  return budget_bytes_;
}

DeviceImage DevicePictures::find(const Key& key) {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return {};
  found->second.last_use = ++clock_;
  ++statistics_.hits;
  return found->second.picture;
}

void DevicePictures::insert(const Key& key, DeviceImage picture) {
  std::lock_guard lock(mutex_);
  if (picture.bytes() > budget_bytes_) return;
  Entry& entry = entries_[key];
  if (entry.picture) statistics_.bytes -= entry.picture.bytes();
  statistics_.bytes += picture.bytes();
  entry = {std::move(picture), ++clock_};
  while (statistics_.bytes > budget_bytes_) {
    const auto oldest = std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      return a.second.last_use < b.second.last_use;
    });
    statistics_.bytes -= oldest->second.picture.bytes();
    ++statistics_.evictions;
    entries_.erase(oldest);
  }
}

bool DevicePictures::clear() {
  std::lock_guard lock(mutex_);
  const bool any = !entries_.empty();
  entries_.clear();
  statistics_.bytes = 0;
  return any;
}

DevicePictures::Statistics DevicePictures::statistics() const {
  std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace lightbench
