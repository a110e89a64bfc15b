// A table of colours from a .cube file (Adobe's Cube LUT Specification 1.0).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace lightbench {

struct ColorCube {
  int side = 0;  // samples along each axis
  std::array<float, 3> low{0, 0, 0};
  std::array<float, 3> high{1, 1, 1};
  std::vector<float> entries;  // red, green, blue, 0; red changes fastest, then green, then blue

  const float* entry(int red, int green, int blue) const {
    return entries.data() + 4 * ((static_cast<size_t>(blue) * static_cast<size_t>(side) + static_cast<size_t>(green)) *
                                     static_cast<size_t>(side) +
                                 static_cast<size_t>(red));
  }
};

constexpr int kLargestCubeSide = 256;  // the specification's limit

// Understands TITLE, LUT_3D_SIZE 2..256, DOMAIN_MIN, DOMAIN_MAX, LUT_3D_INPUT_RANGE and # comments.
// Errors (kInvalid) name `name` and the line: 1D tables, sizes over the limit, numbers that are none or not finite, an
// empty domain, too few or too many entries, anything else that does not belong there.
Result<ColorCube> parse_cube(std::string_view text, const std::string& name);

// Reads and parses; the few tables used last are kept while their files stay as they are.
Result<std::shared_ptr<const ColorCube>> load_cube(const std::string& path);

}  // namespace lightbench
