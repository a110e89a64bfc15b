// The description of one parameter: type, unit, range, default, words. The inspector, the command line, the file
// format and the keys are all generated from it, so a parameter is declared once.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/graph/value.h"

namespace lightbench {

enum class ParamType {
  kNumber,   // double
  kInteger,  // int64_t
  kBoolean,  // bool
  kChoice,   // std::string, one of choices
  kText,     // std::string
  kPath,     // std::string, relative to the pipeline file
  kCurve,    // NumberTable n × 2, points sorted by x
  kMatrix,   // NumberTable of fixed rows × columns
  kKernel,   // NumberTable, odd × odd
};
std::string_view name_of(ParamType type);

struct ParamSpec {
  std::string id;
  std::string label;
  ParamType type = ParamType::kNumber;
  std::string unit{};  // "px", "stops", "°"; empty for a plain number
  ParamValue default_value = 0.0;
  // Hard range, refused outside; soft range, what the slider spans. Integers use the same fields.
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  double soft_minimum = 0;
  double soft_maximum = 1;
  double step = 0.01;
  std::vector<std::string> choices{};  // kChoice
  int rows = 0, columns = 0;           // kMatrix
  bool saves_file = false;             // kPath: the file is written, not read
  std::string file_filter{};           // kPath: "Pictures (*.png *.jpg)"
  bool in_pixels = false;              // a length in pixels: scales with the proxy level
  std::string doc{};
};

// Short makers, so that an operator's parameter list reads like a table.
ParamSpec number_param(std::string id, std::string label, double default_value, double minimum, double maximum,
                       double soft_minimum, double soft_maximum, double step, std::string unit, std::string doc);
ParamSpec integer_param(std::string id, std::string label, int64_t default_value, int64_t minimum, int64_t maximum,
                        int64_t soft_minimum, int64_t soft_maximum, std::string unit, std::string doc);
ParamSpec boolean_param(std::string id, std::string label, bool default_value, std::string doc);
ParamSpec choice_param(std::string id, std::string label, std::vector<std::string> choices,
                       std::string doc);  // first = default
ParamSpec path_param(std::string id, std::string label, std::string filter, bool saves_file, std::string doc);

// `value` in the form the spec stores (2.0 becomes the integer 2, [1,…] becomes rows × columns), or what is wrong
// with it: type, range, unknown choice, NaN, even kernel, unsorted curve. The error's `where` is left to the caller.
Result<ParamValue> checked_value(const ParamSpec& spec, const ParamValue& value);

// "0.5", "[[0, 0], [1, 1]]": as it stands in a pipeline file.
std::string to_text(const ParamValue& value);

}  // namespace lightbench
