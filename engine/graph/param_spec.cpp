#include "engine/graph/param_spec.h"

#include <cmath>

#include "engine/graph/json_text.h"
#include "engine/graph/similar_name.h"

namespace lightbench {

namespace {

constexpr int kMaxKernelSide = 1023;
constexpr size_t kShownCharacters = 60;  // of a wrong value, in a message
// Params::integer() is an int, so nothing beyond is accepted whatever the spec says.
constexpr double kSmallestInteger = std::numeric_limits<int>::min();
constexpr double kLargestInteger = std::numeric_limits<int>::max();

std::string number_text(double value) {
  std::string text;
  append_json_number(text, value, NumberStyle::kShort);
  return text;
}

std::string shown(const ParamValue& value) {
  if (const auto* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
    return std::isnan(*number) ? "not a number" : *number > 0 ? "infinite" : "minus infinity";
  }
  std::string text = to_text(value);
  if (text.size() <= kShownCharacters) return text;
  size_t end = kShownCharacters;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // never half a character
  return text.substr(0, end) + "…";
}

std::string range_text(const ParamSpec& spec) {
  const bool integer = spec.type == ParamType::kInteger;
  const double low = integer ? std::max(spec.minimum, kSmallestInteger) : spec.minimum;
  const double high = integer ? std::min(spec.maximum, kLargestInteger) : spec.maximum;
  const std::string unit = spec.unit.empty() ? "" : " " + spec.unit;
  if (std::isfinite(low) && std::isfinite(high)) return "from " + number_text(low) + " to " + number_text(high) + unit;
  if (std::isfinite(low)) return "of at least " + number_text(low) + unit;
  if (std::isfinite(high)) return "of at most " + number_text(high) + unit;
  return "that is finite";
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Error wrong(const ParamSpec& spec, const ParamValue& value, std::string remedy) {
  return invalid(spec.id + " is " + shown(value), {}, std::move(remedy));
}

Result<ParamValue> checked_number(const ParamSpec& spec, const ParamValue& value) {
  const auto* integer = std::get_if<int64_t>(&value);
  const auto* number = std::get_if<double>(&value);
  const std::string remedy = "use a number " + range_text(spec);
  if (!integer && !number) return wrong(spec, value, remedy);
  const double result = number ? *number : static_cast<double>(*integer);
  if (!std::isfinite(result) || result < spec.minimum || result > spec.maximum) return wrong(spec, value, remedy);
  return ParamValue(result);
}

Result<ParamValue> checked_integer(const ParamSpec& spec, const ParamValue& value) {
  const auto* integer = std::get_if<int64_t>(&value);
  const auto* number = std::get_if<double>(&value);
  const std::string remedy = "use a whole number " + range_text(spec);
  if (!integer && !number) return wrong(spec, value, remedy);
  const double result = number ? *number : static_cast<double>(*integer);
  const bool whole = std::isfinite(result) && result == std::floor(result);
  if (!whole || result < std::max(spec.minimum, kSmallestInteger) || result > std::min(spec.maximum, kLargestInteger)) {
    return wrong(spec, value, remedy);
  }
  return ParamValue(static_cast<int64_t>(result));
}

Result<ParamValue> checked_choice(const ParamSpec& spec, const ParamValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text) {
    for (const std::string& choice : spec.choices) {
      if (choice == *text) return value;
    }
  }
  std::string remedy = "use one of " + joined(spec.choices);
  const std::string near = text ? closest_name(*text, spec.choices) : std::string();
  if (!near.empty()) remedy += " (did you mean " + near + "?)";
  return wrong(spec, value, remedy);
}

Result<ParamValue> checked_text(const ParamSpec& spec, const ParamValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  const bool path = spec.type == ParamType::kPath;
  if (!text) return wrong(spec, value, path ? "use a file name in quotes" : "use text in quotes");
  if (path && text->find('\0') != std::string::npos) {
    return wrong(spec, value, "use a file name without zero characters");
  }
  return value;
}

// What the table's shape has to be, in words; empty when it is right.
std::string shape_remedy(const ParamSpec& spec, NumberTable& table) {
  if (spec.type == ParamType::kMatrix) {
    const bool flat = table.rows == 1 && table.columns == spec.rows * spec.columns;
    if (flat) table.rows = spec.rows, table.columns = spec.columns;
    if (table.rows == spec.rows && table.columns == spec.columns) return {};
    return "use " + std::to_string(spec.rows) + " rows of " + std::to_string(spec.columns) + " numbers";
  }
  if (spec.type == ParamType::kKernel) {
    const bool odd = table.rows % 2 == 1 && table.columns % 2 == 1;
    if (odd && table.rows <= kMaxKernelSide && table.columns <= kMaxKernelSide) return {};
    return "use an odd number of rows of an odd number of numbers, at most " + std::to_string(kMaxKernelSide) +
           " a side";
  }
  if (table.columns != 2 || table.rows < 2) return "use at least two points [[x, y], …]";
  for (int row = 1; row < table.rows; ++row) {
    if (!(table.at(row - 1, 0) < table.at(row, 0)))
      return "sort the points so that every x is larger than the one before";
  }
  return {};
}

Result<ParamValue> checked_table(const ParamSpec& spec, const ParamValue& value) {
  const auto* given = std::get_if<NumberTable>(&value);
  NumberTable table = given ? *given : NumberTable{};
  const bool consistent = table.rows >= 0 && table.columns >= 0 &&
                          table.values.size() == static_cast<size_t>(table.rows) * static_cast<size_t>(table.columns);
  if (!consistent) {
    return invalid(spec.id + " has " + std::to_string(table.values.size()) + " values for " +
                       std::to_string(table.rows) + " rows of " + std::to_string(table.columns),
                   {}, "use rows of equal length");
  }
  for (const double number : table.values) {
    if (!std::isfinite(number) || number < spec.minimum || number > spec.maximum) {
      return invalid(spec.id + " holds a value that is " + shown(number), {}, "use numbers " + range_text(spec));
    }
  }
  const std::string remedy = shape_remedy(spec, table);
  if (!given || !remedy.empty()) return wrong(spec, value, remedy.empty() ? "use a list of numbers" : remedy);
  return ParamValue(std::move(table));
}

}  // namespace

std::string_view name_of(ParamType type) {
  constexpr std::string_view kNames[] = {"number", "integer", "boolean", "choice", "text",
                                         "path",   "curve",   "matrix",  "kernel"};
  return kNames[static_cast<size_t>(type)];
}

ParamSpec number_param(std::string id, std::string label, double default_value, double minimum, double maximum,
                       double soft_minimum, double soft_maximum, double step, std::string unit, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kNumber;
  spec.unit = std::move(unit);
  spec.default_value = default_value;
  spec.minimum = minimum;
  spec.maximum = maximum;
  spec.soft_minimum = soft_minimum;
  spec.soft_maximum = soft_maximum;
  spec.step = step;
  spec.doc = std::move(doc);
  return spec;
}

ParamSpec integer_param(std::string id, std::string label, int64_t default_value, int64_t minimum, int64_t maximum,
                        int64_t soft_minimum, int64_t soft_maximum, std::string unit, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kInteger;
  spec.unit = std::move(unit);
  spec.default_value = default_value;
  spec.minimum = static_cast<double>(minimum);
  spec.maximum = static_cast<double>(maximum);
  spec.soft_minimum = static_cast<double>(soft_minimum);
  spec.soft_maximum = static_cast<double>(soft_maximum);
  spec.step = 1;
  spec.doc = std::move(doc);
  return spec;
}

ParamSpec boolean_param(std::string id, std::string label, bool default_value, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kBoolean;
  spec.default_value = default_value;
  spec.doc = std::move(doc);
  return spec;
}

ParamSpec choice_param(std::string id, std::string label, std::vector<std::string> choices, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kChoice;
  spec.default_value = choices.empty() ? std::string() : choices.front();
  spec.choices = std::move(choices);
  spec.doc = std::move(doc);
  return spec;
}

ParamSpec path_param(std::string id, std::string label, std::string filter, bool saves_file, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kPath;
  spec.default_value = std::string();
  spec.file_filter = std::move(filter);
  spec.saves_file = saves_file;
  spec.doc = std::move(doc);
  return spec;
}

Result<ParamValue> checked_value(const ParamSpec& spec, const ParamValue& value) {
  switch (spec.type) {
    case ParamType::kNumber: return checked_number(spec, value);
    case ParamType::kInteger: return checked_integer(spec, value);
    case ParamType::kBoolean:
      if (!std::holds_alternative<bool>(value)) return wrong(spec, value, "use true or false");
      return value;
    case ParamType::kChoice: return checked_choice(spec, value);
    case ParamType::kText:
    case ParamType::kPath: return checked_text(spec, value);
    case ParamType::kCurve:
    case ParamType::kMatrix:
    case ParamType::kKernel: return checked_table(spec, value);
  }
  return wrong(spec, value, "use a value of a known type");
}

std::string to_text(const ParamValue& value) {
  std::string text;
  append_json_value(text, value);
  return text;
}

}  // namespace lightbench
