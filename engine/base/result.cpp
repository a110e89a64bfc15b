#include "engine/base/result.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace lightbench {

std::string Error::message() const {
  std::string text = what;
  if (!where.empty()) text += " (" + where + ")";
  if (!remedy.empty()) text += ": " + remedy;
  // Names come from files: no line breaks, and nothing that a terminal would obey.
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  return text;
}

Error at_node(Error error, const std::string& node) {
  error.node = node;
  if (error.where.find("node " + node) == std::string::npos) {
    error.where = "node " + node + (error.where.empty() ? "" : ", " + error.where);
  }
  return error;
}

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "lightbench: internal check failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace lightbench
