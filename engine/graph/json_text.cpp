#include "engine/graph/json_text.h"

#include <charconv>
#include <cmath>

namespace lightbench {

void append_json_string(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
          out += "\\u00";
          out += kDigits[byte >> 4];
          out += kDigits[byte & 15];
        } else {
          out += c;
        }
      }
    }
  }
  out += '"';
}

void append_json_number(std::string& out, double value, NumberStyle style) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[64];
  const auto result = std::to_chars(digits, digits + sizeof(digits), value);
  const std::string_view text(digits, static_cast<size_t>(result.ptr - digits));
  out += text;
  // "-0" would read back as the integer 0.
  const bool needs_point = style == NumberStyle::kKeepsPoint || text == "-0";
  if (needs_point && text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

namespace {

void append_table(std::string& out, const NumberTable& table) {
  out += '[';
  for (int row = 0; row < table.rows; ++row) {
    out += row == 0 ? "[" : ", [";
    for (int column = 0; column < table.columns; ++column) {
      if (column > 0) out += ", ";
      append_json_number(out, table.at(row, column), NumberStyle::kShort);
    }
    out += ']';
  }
  out += ']';
}

}  // namespace

void append_json_value(std::string& out, const ParamValue& value) {
  if (const auto* boolean = std::get_if<bool>(&value)) {
    out += *boolean ? "true" : "false";
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    out += std::to_string(*integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    append_json_number(out, *number, NumberStyle::kKeepsPoint);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    append_json_string(out, *text);
  } else {
    append_table(out, std::get<NumberTable>(value));
  }
}

size_t find_invalid_utf8(std::string_view text) {
  const auto byte_at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t i = 0;
  while (i < text.size()) {
    const unsigned lead = byte_at(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                          : lead >= 0xe0 && lead <= 0xef ? 3
                          : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                         : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (size_t k = 1; k < length; ++k) {
      if ((byte_at(i + k) & 0xc0) != 0x80) return i;
    }
    const unsigned second = byte_at(i + 1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool surrogate = lead == 0xed && second >= 0xa0;
    const bool beyond_unicode = lead == 0xf4 && second >= 0x90;
    if (overlong || surrogate || beyond_unicode) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string line_and_column(std::string_view text, size_t offset) {
  size_t line = 1, column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

size_t find_deep_nesting(std::string_view text, int deepest) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return i;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return std::string_view::npos;
}

}  // namespace lightbench
