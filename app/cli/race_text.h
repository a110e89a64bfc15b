// A race as a table for people and as JSON.
#pragma once

#include <string>

#include "engine/runtime/race.h"

namespace lightbench::cli {

// `threshold_from`: where the smallest difference that counts comes from.
void print_race(const RaceResult& race, double threshold, const std::string& threshold_from);
std::string race_document(const RaceResult& race, double threshold, const std::string& threshold_from);

}  // namespace lightbench::cli
