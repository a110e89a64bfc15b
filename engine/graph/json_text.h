// JSON written by hand: strings, numbers and tables in the one form that pipeline files use, so that the same graph
// always gives the same bytes; and what can be told of a text before it is parsed (in pipeline_file.cpp).
#pragma once

#include <string>
#include <string_view>

#include "engine/graph/value.h"

namespace lightbench {

// Quoted and escaped; bytes above 127 are copied as they are.
void append_json_string(std::string& out, std::string_view text);

enum class NumberStyle {
  kKeepsPoint,  // "2.0": reads back as a floating-point number
  kShort,       // "2": where only a number can stand
};
// The shortest digits that read back as the same double; "null" for NaN and infinity, which JSON cannot say.
void append_json_number(std::string& out, double value, NumberStyle style);

void append_json_value(std::string& out, const ParamValue& value);

// Offset of the first byte that is not UTF-8, or npos.
size_t find_invalid_utf8(std::string_view text);

// Offset of the first bracket that opens more than `deepest` levels, or npos. The text need not be valid.
size_t find_deep_nesting(std::string_view text, int deepest);

// "line 3, column 7" of a byte; columns count characters.
std::string line_and_column(std::string_view text, size_t offset);

}  // namespace lightbench
