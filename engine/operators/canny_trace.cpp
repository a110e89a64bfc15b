#include "engine/operators/canny_trace.h"

#include <algorithm>
#include <cstring>

#include "engine/operators/canny_classes.h"

namespace lightbench {

void EdgeTracer::trace_rows(int first, int end, std::vector<Place>& beyond) {
  for (int y = first; y < end; ++y) {
    const uint8_t* row = plane_.row(y);
    int x = 0;
    while (x < plane_.width) {
      uint64_t eight = 0;
      if (x + 8 <= plane_.width) {
        std::memcpy(&eight, row + x, sizeof eight);
        if ((eight & 0x0202020202020202u) == 0) {
          x += 8;
          continue;
        }
      }
      const int stop = std::min(x + 8, plane_.width);
      for (; x < stop; ++x) {
        if (row[x] == kStrong) spread({x, y}, first, end, &beyond);
      }
    }
  }
  finish(first, end, &beyond);
}

void EdgeTracer::trace_places(const std::vector<Place>& places) {
  for (const Place& place : places) {
    if (plane_.at(place.x, place.y) != kWeak) continue;
    plane_.at(place.x, place.y) = kStrong;
    open_.push_back(place);
  }
  finish(0, plane_.height, nullptr);
}

void EdgeTracer::finish(int first, int end, std::vector<Place>* beyond) {
  while (!open_.empty()) {
    const Place place = open_.back();
    open_.pop_back();
    spread(place, first, end, beyond);
  }
}

void EdgeTracer::spread(Place from, int first, int end, std::vector<Place>* beyond) {
  const int left = std::max(from.x - 1, 0);
  const int right = std::min(from.x + 1, plane_.width - 1);
  for (int y = std::max(from.y - 1, 0); y <= std::min(from.y + 1, plane_.height - 1); ++y) {
    for (int x = left; x <= right; ++x) {
      if (y < first || y >= end) {
        beyond->push_back({x, y});
      } else if (plane_.at(x, y) == kWeak) {
        plane_.at(x, y) = kStrong;
        open_.push_back({x, y});
      }
    }
  }
}

}  // namespace lightbench
