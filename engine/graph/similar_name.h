// "Did you mean": the known name nearest to a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lightbench {

// Edits (insert, delete, replace, swap of neighbours) that turn a into b.
int edit_distance(std::string_view a, std::string_view b);

// Lower case, with spaces and hyphens as underscores: "Gaussian blur" and "gaussian_blur" are the same name.
std::string folded_name(std::string_view name);

// The candidate within about a third of the name's length in edits, else the shortest that begins with it or holds
// it; empty when nothing is near. Of equals the first.
std::string closest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace lightbench
