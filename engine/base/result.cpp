#include "engine/base/result.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace lightbench {

std::string Error::message() const {
  std::string text = what;
  if (!where.empty()) text += " (" + where + ")";
  if (!remedy.empty()) text += ": " + remedy;
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "lightbench: internal check failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace lightbench
