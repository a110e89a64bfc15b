#include "app/cli/json_documents.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/profile/statistics.h"
#include "engine/simd/isa.h"

namespace lightbench::cli {
namespace {

using Json = nlohmann::ordered_json;

// Infinity and "not a number" have no JSON form: null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json known(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json value_of(const NodeValue& value) {
  return std::visit(
      [](const auto& held) -> Json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, double>) {
          return number(held);
        } else if constexpr (std::is_same_v<Held, std::vector<ClassScore>>) {
          Json list = Json::array();
          for (const ClassScore& score : held) {
            list.push_back({{"index", score.index}, {"label", score.label}, {"score", number(score.score)}});
          }
          return list;
        } else {
          return held;
        }
      },
      value);
}

Json param_value(const ParamValue& value) {
  return std::visit(
      [](const auto& held) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, NumberTable>) {
          Json rows = Json::array();
          for (int row = 0; row < held.rows; ++row) {
            Json cells = Json::array();
            for (int column = 0; column < held.columns; ++column) cells.push_back(held.at(row, column));
            rows.push_back(cells);
          }
          return rows;
        } else {
          return held;
        }
      },
      value);
}

Json statistics(const std::vector<int64_t>& durations) {
  const DurationStatistics summary = statistics_of(durations);
  return {{"median", summary.median_ms}, {"min", summary.min_ms}, {"p95", summary.p95_ms}};
}

Json node_entry(const NodeMeasurement& node) {
  Json values = Json::object();
  for (const auto& [name, value] : node.last.values) values[name] = value_of(value);
  Json entry{{"id", node.id},
             {"type", node.type},
             {"backend", node.last.backend.empty() ? Json(nullptr) : Json(node.last.backend)},
             {"requested_backend", name_of(node.last.requested)},
             {"isa", node.last.isa.empty() ? Json(nullptr) : Json(node.last.isa)},
             {"self_ms", statistics(node.self_ns)},
             {"bytes_read", node.last.bytes_read},
             {"bytes_written", node.last.bytes_written},
             {"cache", node.last.state == NodeState::kCached ? (node.type == "input" ? "read once" : "hit")
                                                             : name_of(node.last.state)},
             {"fused_group", node.last.fused_group < 0 ? Json(nullptr) : Json(node.last.fused_group)},
             {"self_ms_is", node.last.fused_group < 0 ? "measured" : "sampled share of its group"},
             {"values", values}};
  if (node.io_ns) entry[node.type == "output" ? "encode_ms" : "decode_ms"] = to_ms(*node.io_ns);
  if (!node.last.fallback.empty()) entry["fallback"] = node.last.fallback;
  if (!node.last.placement.empty()) entry["placement"] = node.last.placement;
  return entry;
}

Json spec_of(const ParamSpec& spec) {
  Json entry{{"id", spec.id},
             {"label", spec.label},
             {"type", name_of(spec.type)},
             {"default", param_value(spec.default_value)}};
  if (!spec.unit.empty()) entry["unit"] = spec.unit;
  if (spec.type == ParamType::kNumber || spec.type == ParamType::kInteger) {
    entry["min"] = number(spec.minimum);
    entry["max"] = number(spec.maximum);
    entry["soft_min"] = number(spec.soft_minimum);
    entry["soft_max"] = number(spec.soft_maximum);
  }
  if (!spec.choices.empty()) entry["choices"] = spec.choices;
  if (spec.type == ParamType::kMatrix) entry["shape"] = {spec.rows, spec.columns};
  entry["doc"] = spec.doc;
  return entry;
}

Json ports_of(const std::vector<PortSpec>& ports, bool inputs) {
  Json list = Json::array();
  for (const PortSpec& port : ports) {
    Json entry{{"id", port.id}, {"type", name_of(port.type)}};
    if (inputs) entry["required"] = port.required;
    if (!port.doc.empty()) entry["doc"] = port.doc;
    list.push_back(entry);
  }
  return list;
}

Json error_entry(const Error& error) {
  Json entry{{"what", error.what}, {"where", error.where}, {"remedy", error.remedy}};
  if (!error.node.empty()) entry["node"] = error.node;
  return entry;
}

// Text from files may hold anything; what is not UTF-8 is replaced rather than thrown over.
std::string written(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

// What moved between processor and graphics card, a line a picture and direction, over the measured rounds.
Json transfers_of(const std::vector<Trace>& rounds) {
  struct Moved {
    int64_t bytes = 0;
    std::vector<int64_t> durations_ns;
  };
  std::map<std::pair<std::string, std::string>, Moved> moved;
  for (const Trace& round : rounds) {
    for (const Span& span : round.steps) {
      if (span.kind != SpanKind::kUpload && span.kind != SpanKind::kDownload) continue;
      Moved& entry = moved[{span.node, std::string(name_of(span.kind))}];
      entry.bytes = span.bytes_read;
      entry.durations_ns.push_back(span.duration_ns());
    }
  }
  Json list = Json::array();
  for (const auto& [key, entry] : moved) {
    const Json times = statistics(entry.durations_ns);
    list.push_back({{"node", key.first},
                    {"direction", key.second},
                    {"bytes", entry.bytes},
                    {"ms", times},
                    {"gb_per_s", static_cast<double>(entry.bytes) / times["median"].get<double>() * 1e-6}});
  }
  return list;
}

}  // namespace

std::string run_document(const PipelineRunResult& result, int threads) {
  Json wall = statistics(result.wall_ns);
  Json nodes = Json::array();
  double attributed_ms = 0;
  int64_t read = 0;
  int64_t written_bytes = 0;
  for (const NodeMeasurement& node : result.nodes) {
    nodes.push_back(node_entry(node));
    read += node.last.bytes_read;
    written_bytes += node.last.bytes_written;
    attributed_ms += statistics_of(node.self_ns).median_ms;
  }
  Json rounds = Json::array();
  for (size_t i = 0; i < result.wall_ns.size(); ++i) {
    rounds.push_back({{"wall_ms", to_ms(result.wall_ns[i])},
                      {"nodes_ms", to_ms(result.wall_ns[i] - result.unattributed_ns[i])},
                      {"unattributed_ms", to_ms(result.unattributed_ns[i])}});
  }
  Json outputs = Json::array();
  for (const WrittenOutput& output : result.outputs) {
    outputs.push_back({{"node", output.node},
                       {"path", output.path},
                       {"width", output.spec.width},
                       {"height", output.spec.height},
                       {"channels", output.spec.channels},
                       {"format", name_of(output.spec.format)}});
  }
  // The medians of the nodes and the median of the wall need not come from one round: what is missing between them is
  // stated against those very medians, and every round's own sum stands under "rounds".
  Json document{
      {"wall_ms",
       {{"cold", to_ms(result.cold_ns)}, {"median", wall["median"]}, {"min", wall["min"]}, {"p95", wall["p95"]}}},
      {"peak_rss_bytes", peak_resident_bytes()},
      {"threads", threads},
      {"nodes", nodes},
      {"unattributed_ms", wall["median"].get<double>() - attributed_ms},
      {"rounds", rounds},
      {"bytes",
       {{"predicted_read", result.predicted.bytes_read},
        {"predicted_written", result.predicted.bytes_written},
        {"read", read},
        {"written", written_bytes}}},
      {"memory",
       {{"predicted_peak_bytes", result.predicted.peak_bytes},
        {"peak_buffer_bytes", result.peak_buffer_bytes},
        {"cold_allocations", result.cold_allocations},
        {"allocations", result.allocations ? Json(*result.allocations) : Json(nullptr)}}},
      {"gpu", result.gpu ? Json{{"device", result.gpu->name}, {"driver", result.gpu->driver}} : Json(nullptr)},
      {"transfers", transfers_of(result.traces)},
      {"outputs", outputs},
      {"warnings", result.warnings}};
  return written(document);
}

std::string explain_document(const std::string& text) { return written({{"explain", text}}); }

std::string nodes_document(const OperatorRegistry& registry) {
  Json list = Json::array();
  for (const OperatorDef& def : registry.all()) {
    Json params = Json::array();
    for (const ParamSpec& spec : def.params) params.push_back(spec_of(spec));
    list.push_back({{"id", def.id},
                    {"label", def.label},
                    {"category", name_of(def.category)},
                    {"version", def.version},
                    {"inputs", ports_of(def.inputs, true)},
                    {"outputs", ports_of(def.outputs, false)},
                    {"params", params},
                    {"footprint", name_of(def.footprint)},
                    {"backends", def.gpu ? Json{"cpu", "vulkan"} : Json{"cpu"}},
                    {"doc",
                     {{"summary", def.summary},
                      {"formula", def.formula},
                      {"shapes", def.shapes},
                      {"border", def.border},
                      {"source", def.source}}}});
  }
  return written({{"nodes", list}});
}

std::string devices_document(const MachineInfo& machine, const MemoryBandwidth& bandwidth,
                             const Result<std::vector<GpuDeviceInfo>>& gpus,
                             const std::optional<MeasuredDevices>& measured) {
  Json vulkan = Json::array();
  for (const GpuDeviceInfo& gpu : gpus ? *gpus : std::vector<GpuDeviceInfo>()) {
    vulkan.push_back({{"name", gpu.name},
                      {"kind", name_of(gpu.kind)},
                      {"api", gpu.api},
                      {"driver", gpu.driver},
                      {"memory_bytes", gpu.memory_bytes},
                      {"missing", gpu.missing.empty() ? Json(nullptr) : Json(gpu.missing)}});
  }
  Json document = {
      {"cpu",
       {{"name", machine.cpu_name.empty() ? Json(nullptr) : Json(machine.cpu_name)},
        {"processors", machine.processors},
        {"isa", machine.isa},
        {"isa_in_use", name_of(active_isa())}}},
      {"memory",
       {{"bytes", machine.memory_bytes}, {"copy_gb_per_s", bandwidth.copy_gb_per_s}, {"threads", bandwidth.threads}}},
      {"vulkan", vulkan},
      {"vulkan_error", gpus ? Json(nullptr) : Json(gpus.error().what)}};
  for (const OperatorTimes& each : measured ? measured->times : std::vector<OperatorTimes>()) {
    document["measured"].push_back(
        {{"type", each.op}, {"side", each.side}, {"cpu_ms", each.processor_ms}, {"vulkan_ms", each.card_ms}});
  }
  if (measured && measured->card) {
    document["card_at_best"] = {{"copy_gb_per_s", measured->card->copy_gb_per_s},
                                {"gflop_per_s", measured->card->gflop_per_s},
                                {"empty_program_us", measured->card->dispatch_ns * 1e-3}};
  }
  return written(document);
}

std::string compare_document(const QualityMetrics& metrics) {
  return written({{"mse", known(metrics.mse)},
                  {"psnr_db", known(metrics.psnr_db)},
                  {"ssim", known(metrics.ssim)},
                  {"max_abs_diff", known(metrics.max_abs_diff)},
                  {"mean_delta_e2000", known(metrics.mean_delta_e2000)},
                  {"identical", metrics.identical}});
}

std::string check_document(const std::vector<Error>& problems) {
  Json list = Json::array();
  for (const Error& problem : problems) list.push_back(error_entry(problem));
  return written({{"valid", problems.empty()}, {"problems", list}});
}

std::string error_document(const Error& error) { return written({{"error", error_entry(error)}}); }

}  // namespace lightbench::cli
