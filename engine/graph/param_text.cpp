#include "engine/graph/param_text.h"

#include <charconv>

#include "engine/graph/pipeline_file.h"

namespace lightbench {

namespace {

// "+0.5" and "1e3" too; the whole text has to be the number.
template <typename Number>
std::optional<Number> number_from(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<ParamValue> parse_param_text(const ParamSpec& spec, std::string_view text) {
  switch (spec.type) {
    case ParamType::kNumber:
    case ParamType::kInteger:
      if (const auto integer = number_from<int64_t>(text)) return checked_value(spec, *integer);
      if (const auto number = number_from<double>(text)) return checked_value(spec, *number);
      break;
    case ParamType::kBoolean:
      if (text == "true" || text == "on") return ParamValue(true);
      if (text == "false" || text == "off") return ParamValue(false);
      break;
    case ParamType::kChoice:
    case ParamType::kText:
    case ParamType::kPath: return checked_value(spec, std::string(text));
    case ParamType::kCurve:
    case ParamType::kMatrix:
    case ParamType::kKernel: {
      const Result<std::optional<ParamValue>> value = parse_json_value(text, "parameter " + spec.id);
      if (!value) return value.error();
      if (*value) return checked_value(spec, **value);
      break;
    }
  }
  // Text is never what is wanted here: this words the range or shape that is.
  return checked_value(spec, std::string(text));
}

}  // namespace lightbench
