// lightbench-bench: the command path beside OpenCV and libvips, or on the processor beside the graphics card;
// interleaved in one process, medians and ratios.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "bench/report.h"
#include "bench/rows.h"
#include "bench/vulkan_rows.h"
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

struct Arguments {
  std::vector<std::string> names, left_out;
  std::string json_path, isa, device;
  int threads = 1, rounds = 9, width = 3840, height = 2160;
  bool vulkan = false;

  bool wants(const std::string& row) const {
    return names.empty() || std::find(names.begin(), names.end(), row) != names.end();
  }
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("rows", arguments.names, "Rows to run; all without");
  app.add_option("--threads", arguments.threads, "Threads of every contestant")->check(CLI::Range(1, 256));
  app.add_option("--rounds", arguments.rounds, "Interleaved rounds a row")->check(CLI::Range(1, 1000));
  app.add_option("--width", arguments.width, "Width of the picture")->check(CLI::Range(16, 32768));
  app.add_option("--height", arguments.height, "Height of the picture")->check(CLI::Range(16, 32768));
  app.add_option("--without", arguments.left_out, "Peers to leave out, by name (libvips takes seconds a round)")
      ->check(CLI::IsMember({"libvips"}));
  std::vector<std::string> isa_names;
  for (const Isa each : supported_isas()) isa_names.emplace_back(name_of(each));
  app.add_option("--isa", arguments.isa, "Instruction set of lightbench; the peers choose their own")
      ->check(CLI::IsMember(isa_names));
  auto* vulkan = app.add_flag("--vulkan", arguments.vulkan, "The processor beside the graphics card, not the peers");
  app.add_option("--device", arguments.device, "Part of the graphics card's name; the best one without")->needs(vulkan);
  app.add_option("--json", arguments.json_path, "Write the measurements as JSON");
}

int no_such_row() {
  std::fprintf(stderr, "error: no such row (bench/run): leave the names out to run all\n");
  return 2;
}

int write_json(const std::string& path, const std::string& document) {
  if (path.empty()) return 0;
  if (Status status = write_file_atomically(path, document); !status) {
    std::fprintf(stderr, "error: %s\n", status.error().message().c_str());
    return 1;
  }
  return 0;
}

int run_beside_peers(const Arguments& arguments, Engine& engine) {
  const cv::Mat picture = synthetic_picture(arguments.width, arguments.height);
  const std::string what = std::to_string(arguments.width) + " × " + std::to_string(arguments.height) + " RGB8";
  std::vector<MeasuredRow> measured;
  for (Row& row : make_rows(picture, engine, arguments.threads)) {
    if (!arguments.wants(row.name)) continue;
    for (const std::string& name : arguments.left_out) {
      std::erase_if(row.contestants, [&](const Contestant& contestant) { return contestant.name == name; });
    }
    measured.push_back(measure(row, arguments.rounds, arguments.threads));
  }
  if (measured.empty()) return no_such_row();
  print_table(measured, arguments.threads, what);
  return write_json(arguments.json_path, json_document(measured, arguments.threads, what));
}

// Fails after the whole table when a row could not be measured.
int run_on_vulkan(const Arguments& arguments, Engine& engine) {
  const cv::Mat picture = synthetic_picture(arguments.width, arguments.height);
  std::vector<VulkanRow> rows = make_vulkan_rows(picture);
  std::erase_if(rows, [&](const VulkanRow& row) { return !arguments.wants(row.name); });
  if (rows.empty()) return no_such_row();
  const Result<std::shared_ptr<GpuBackend>> backend = engine.gpu.get();
  if (!backend) throw std::runtime_error(backend.error().message());
  const Result<GpuCopyRates> rates = (*backend)->measure_copy_rates();
  if (!rates) throw std::runtime_error(rates.error().message());
  VulkanTable table{(*backend)->device(), *rates, arguments.threads, {}};
  for (const VulkanRow& row : rows) table.rows.push_back(measure(row, engine, **backend, arguments.rounds));
  print_table(table);
  if (const int failed = write_json(arguments.json_path, json_document(table)); failed != 0) return failed;
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [](const MeasuredVulkanRow& row) { return !row.problem.empty(); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Lightbench beside its peers, or on the processor beside the graphics card", "lightbench-bench");
  Arguments arguments;
  add_options(app, arguments);
  CLI11_PARSE(app, argc, argv);

  if (!arguments.isa.empty() && !use_isa(*isa_named(arguments.isa)).ok()) return 2;
  OperatorRegistry registry;
  register_builtin(registry);
  EngineOptions options{arguments.threads, size_t{1} << 20};
  options.gpu.device = arguments.device;
  options.gpu.cache_folder = default_gpu_cache_folder();
  Engine engine(registry, options);
  try {
    return arguments.vulkan ? run_on_vulkan(arguments, engine) : run_beside_peers(arguments, engine);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "error: %s (bench)\n", problem.what());
    return 1;
  }
}
