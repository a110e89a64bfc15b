// The rectangles that clahe cuts a picture into, and the curve of each; clahe.cpp has the formula.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "engine/base/rect.h"
#include "engine/operators/level_counter.h"

namespace lightbench {

// Which two tiles a position lies between, and how far towards the second.
struct TilePlace {
  int first, second;
  float share;  // of the second
};

inline TilePlace place_between(int position, int tile_length, int tiles) {
  const float at = static_cast<float>(position) * (1.0f / static_cast<float>(tile_length)) - 0.5f;
  const int first = static_cast<int>(std::floor(at));
  return {std::clamp(first, 0, tiles - 1), std::clamp(first + 1, 0, tiles - 1), at - static_cast<float>(first)};
}

struct TileGrid {
  Size picture;
  int tiles = 1;
  Size tile;  // of the continued picture

  TileGrid(Size size, int count) : picture(size), tiles(count) {
    // As OpenCV: one side that does not divide continues both.
    const bool divides = size.width % count == 0 && size.height % count == 0;
    tile.width = divides ? size.width / count : size.width / count + 1;
    tile.height = divides ? size.height / count : size.height / count + 1;
  }
  size_t curves() const { return static_cast<size_t>(tiles) * static_cast<size_t>(tiles); }
};

// The curve of one tile: levels to levels.
using TileCurve = std::array<uint8_t, kLevels>;

// The highest count that a bin keeps.
inline int64_t clip_limit(int64_t samples, double clip) {
  if (clip == 0) return samples;
  return std::max<int64_t>(1, static_cast<int64_t>(clip * static_cast<double>(samples) / kLevels));
}

inline TileCurve tile_curve(LevelCounts counts, int64_t samples, double clip) {
  if (clip > 0) {
    const int64_t limit = clip_limit(samples, clip);
    int64_t cut = 0;
    for (int64_t& count : counts) {
      cut += std::max<int64_t>(0, count - limit);
      count = std::min(count, limit);
    }
    const int64_t each = cut / kLevels;
    int64_t rest = cut % kLevels;
    for (int64_t& count : counts) count += each;
    const size_t step = rest > 0 ? static_cast<size_t>(std::max<int64_t>(kLevels / rest, 1)) : 1;
    for (size_t level = 0; level < kLevels && rest > 0; level += step, --rest) ++counts[level];
  }
  TileCurve curve{};
  const float scale = 255.0f / static_cast<float>(samples);
  int64_t sum = 0;
  for (size_t level = 0; level < kLevels; ++level) {
    sum += counts[level];
    curve[level] = static_cast<uint8_t>(std::clamp(std::nearbyint(static_cast<float>(sum) * scale), 0.0f, 255.0f));
  }
  return curve;
}

}  // namespace lightbench
