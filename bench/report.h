// What the runner measured, as a table and as JSON.
#pragma once

#include <string>
#include <vector>

namespace lightbench::bench {

struct Measured {
  std::string contestant;
  std::vector<double> rounds_ms;  // in order, warm
  double median_ms = 0;
  double mean_difference = -1;  // to opencv's result, in levels of 255; negative for opencv itself
};

struct MeasuredRow {
  std::string name;
  std::string what;
  double target = 0;  // ratio to opencv; 0: none stated
  std::vector<Measured> contestants;
  double ratio() const { return contestants[0].median_ms / contestants[1].median_ms; }
};

void print_table(const std::vector<MeasuredRow>& rows, int threads, const std::string& picture);
std::string json_document(const std::vector<MeasuredRow>& rows, int threads, const std::string& picture);

}  // namespace lightbench::bench
