// What a parameter can hold, and what a node can report beside its picture.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace lightbench {

// Numbers in rows and columns: a matrix, a convolution kernel, or the points of a curve (n × 2).
struct NumberTable {
  int rows = 0;
  int columns = 0;
  std::vector<double> values;  // row-major, rows × columns
  double at(int row, int column) const { return values[static_cast<size_t>(row * columns + column)]; }
  bool operator==(const NumberTable&) const = default;
};

using ParamValue = std::variant<bool, int64_t, double, std::string, NumberTable>;

struct ClassScore {
  int index = 0;
  std::string label;  // empty without a labels file
  double score = 0;   // as the network gives it
  bool operator==(const ClassScore&) const = default;
};

// A measured value of a node: "psnr_db" → 38.2. Infinity is written to JSON as null.
using NodeValue = std::variant<double, bool, std::string, std::vector<ClassScore>>;
using NodeValues = std::vector<std::pair<std::string, NodeValue>>;

}  // namespace lightbench
