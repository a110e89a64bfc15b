// Text as it stands in HTML and XML.
#pragma once

#include <string>

namespace lightbench {

// Inside elements and double-quoted attributes. Control characters, which XML 1.0 has no form for, become spaces.
std::string markup_escaped(const std::string& text);

}  // namespace lightbench
