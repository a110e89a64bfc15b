// The Vulkan table: pipelines on the processor and on the graphics card, interleaved in one run, beside the time that
// copying their bytes would take on the card.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "engine/runtime/engine.h"

namespace lightbench::bench {

struct VulkanRow {
  std::string name;
  std::string what;                  // one line for the reader
  std::function<cv::Mat()> picture;  // made when the row is measured
  Graph graph;                       // from "photo" to "result", as PipelineRunner wants it
  bool fuse = true;                  // false: every node by itself
};

// `picture` serves every row but those whose names say another size.
std::vector<VulkanRow> make_vulkan_rows(const cv::Mat& picture);

// A row's rounds in order, warm: shaders made, formulas joined.
struct MeasuredVulkanRow {
  std::string name;
  std::string what;
  std::string picture;  // "3840 × 2160, 3 channels"
  std::string problem;  // why it was not measured; empty when it was
  std::vector<int64_t> cpu_ns;
  std::vector<int64_t> wall_ns;    // on the card: plan, transfers, passes, waiting
  std::vector<int64_t> device_ns;  // of its passes, by the device's timestamps
  std::vector<int64_t> upload_ns;  // as the trace has them
  std::vector<int64_t> download_ns;
  std::vector<int64_t> host_ns;  // wall less all of these, a step
  int steps = 0;                 // nodes that ran on the card
  int64_t dispatches = 0;        // a round
  int64_t least_bytes = 0;       // the picture read once and the result written once
  int64_t moved_bytes = 0;       // read and written by the passes, between pictures of nodes
  double mean_difference = 0;    // to the processor's result, in levels of 255
};

MeasuredVulkanRow measure(const VulkanRow& row, Engine& engine, GpuBackend& backend, int rounds);

struct VulkanTable {
  GpuDeviceInfo device;
  GpuCopyRates rates;
  int threads = 0;  // of the processor's runs
  std::vector<MeasuredVulkanRow> rows;
};
void print_table(const VulkanTable& table);
std::string json_document(const VulkanTable& table);

}  // namespace lightbench::bench
