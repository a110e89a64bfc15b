// Inside this folder: the JSON reader as parse_param_text() needs it, so that one source knows the JSON library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/graph/value.h"

namespace lightbench {

// A JSON text as a parameter holds it; empty for what none can hold (null, objects, ragged arrays). Errors: not JSON.
Result<std::optional<ParamValue>> parse_json_value(std::string_view text, const std::string& where);

}  // namespace lightbench
