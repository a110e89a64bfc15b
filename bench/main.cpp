// lightbench-bench: the command path beside OpenCV and libvips, interleaved in one process, medians and ratios.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "bench/report.h"
#include "bench/rows.h"
#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/operators/builtin.h"
#include "engine/simd/isa.h"

namespace {

using namespace lightbench;
using namespace lightbench::bench;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  const cv::Scalar mean = cv::mean(difference);
  return (mean[0] + mean[1] + mean[2]) / difference.channels();
}

MeasuredRow measure(const Row& row, int rounds, int threads) {
  MeasuredRow measured{row.name, row.what, threads == 1 ? row.target_one_thread : row.target_two_threads, {}};
  for (const Contestant& contestant : row.contestants) {
    measured.contestants.push_back({contestant.name, {}, 0, -1});
    contestant.work();  // warm-up: page faults and first allocations belong to nobody's rounds
  }
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < row.contestants.size(); ++i) {
      const int64_t start = now_ns();
      row.contestants[i].work();
      measured.contestants[i].rounds_ms.push_back(to_ms(now_ns() - start));
    }
  }
  const cv::Mat expected = row.contestants[1].result();
  for (size_t i = 0; i < row.contestants.size(); ++i) {
    measured.contestants[i].median_ms = median(measured.contestants[i].rounds_ms);
    if (i != 1) measured.contestants[i].mean_difference = mean_difference(row.contestants[i].result(), expected);
  }
  if (measured.contestants[0].mean_difference > row.tolerance) {
    std::fprintf(stderr,
                 "warning: %s: the result differs from OpenCV's by %.2f levels on average; the work is not the same\n",
                 row.name.c_str(), measured.contestants[0].mean_difference);
  }
  return measured;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Lightbench beside its peers", "lightbench-bench");
  std::vector<std::string> names, left_out;
  std::string json_path, isa;
  int threads = 1, rounds = 9, width = 3840, height = 2160;
  app.add_option("rows", names, "Rows to run; all without");
  app.add_option("--threads", threads, "Threads of every contestant")->check(CLI::Range(1, 256));
  app.add_option("--rounds", rounds, "Interleaved rounds a row")->check(CLI::Range(1, 1000));
  app.add_option("--width", width, "Width of the picture")->check(CLI::Range(16, 32768));
  app.add_option("--height", height, "Height of the picture")->check(CLI::Range(16, 32768));
  app.add_option("--without", left_out, "Peers to leave out, by name (libvips takes seconds a round)")
      ->check(CLI::IsMember({"libvips"}));
  std::vector<std::string> isa_names;
  for (const Isa each : supported_isas()) isa_names.emplace_back(name_of(each));
  app.add_option("--isa", isa, "Instruction set of lightbench; the peers choose their own")
      ->check(CLI::IsMember(isa_names));
  app.add_option("--json", json_path, "Write the measurements as JSON");
  CLI11_PARSE(app, argc, argv);

  if (!isa.empty() && !use_isa(*isa_named(isa)).ok()) return 2;
  OperatorRegistry registry;
  register_builtin(registry);
  Engine engine(registry, {threads, size_t{1} << 20});
  const cv::Mat picture = synthetic_picture(width, height);
  const std::string what = std::to_string(width) + " × " + std::to_string(height) + " RGB8";
  try {
    std::vector<MeasuredRow> measured;
    for (Row& row : make_rows(picture, engine, threads)) {
      if (!names.empty() && std::find(names.begin(), names.end(), row.name) == names.end()) continue;
      for (const std::string& name : left_out) {
        std::erase_if(row.contestants, [&](const Contestant& contestant) { return contestant.name == name; });
      }
      measured.push_back(measure(row, rounds, threads));
    }
    if (measured.empty()) {
      std::fprintf(stderr, "error: no such row (bench/run): leave the names out to run all\n");
      return 2;
    }
    print_table(measured, threads, what);
    if (!json_path.empty()) {
      if (Status status = write_file_atomically(json_path, json_document(measured, threads, what)); !status) {
        std::fprintf(stderr, "error: %s\n", status.error().message().c_str());
        return 1;
      }
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "error: %s (bench)\n", problem.what());
    return 1;
  }
  return 0;
}
