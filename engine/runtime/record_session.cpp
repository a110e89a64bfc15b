#include "engine/runtime/record_session.h"

#include <algorithm>
#include <ctime>
#include <deque>
#include <filesystem>
#include <memory>

#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/graph/pipeline_file.h"
#include "engine/image/codecs/codec.h"
#include "engine/profile/statistics.h"
#include "engine/runtime/pipeline_run.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string hash_of_samples(const Image& image) {
  const ImageSpec& spec = image.spec();
  Hasher hasher;
  hasher.integer(spec.width).integer(spec.height).integer(spec.channels).integer(static_cast<int>(spec.format));
  const size_t row_bytes = static_cast<size_t>(spec.width) * sample_bytes(spec.format);
  for (int channel = 0; channel < spec.channels; ++channel) {
    for (int y = 0; y < spec.height; ++y) hasher.bytes(image.row_data(channel, y), row_bytes);
  }
  return hasher.finish().hex();
}

SessionImage described(const NodeId& node, const ImageSpec& spec) {
  return {node, {}, {}, spec.width, spec.height, spec.channels, std::string(name_of(spec.format))};
}

Result<std::vector<SessionImage>> describe_inputs(const Graph& graph, const OperatorRegistry& registry) {
  std::vector<SessionImage> images;
  for (const Node& node : graph.nodes) {
    const OperatorDef* def = registry.find(node.type);
    if (def == nullptr || def->id != "input") continue;
    const Result<Params> params = Params::resolve(*def, node, 0, graph.base_folder);
    if (!params) return params.error();
    const std::string path = params->text("path");
    const Result<std::string> bytes = read_file(path);
    if (!bytes) return at_node(bytes.error(), node.id);
    const Result<ImageSpec> spec = probe_file(path, DecodeLimits{});
    if (!spec) return at_node(spec.error(), node.id);
    SessionImage& image = images.emplace_back(described(node.id, *spec));
    image.path = path;
    image.hash = Hasher().bytes(bytes->data(), bytes->size()).finish().hex();
  }
  return images;
}

SessionNode session_node(const NodeMeasurement& measured) {
  SessionNode node;
  node.id = measured.id;
  node.type = measured.type;
  node.state = name_of(measured.last.state);
  node.backend = measured.last.backend;
  node.isa = measured.last.isa;
  node.fallback = measured.last.fallback;
  node.fused_group = measured.last.fused_group;
  node.cold_self_ns = measured.cold_self_ns;
  node.self_ns = measured.self_ns;
  if (measured.busy_ns.size() == measured.self_ns.size()) node.busy_ns = measured.busy_ns;
  node.io_ns = measured.io_ns;
  node.bytes_read = measured.last.bytes_read;
  node.bytes_written = measured.last.bytes_written;
  if (const std::optional<ImageSpec>& spec = measured.last.spec) {
    node.width = spec->width;
    node.height = spec->height;
    node.channels = spec->channels;
    node.format = name_of(spec->format);
  }
  return node;
}

// A subject with its pictures open, turn by turn.
class OpenSubject {
 public:
  OpenSubject(const SessionSubject& subject, int rounds, Engine& engine, const CancelToken& cancel)
      : subject_(subject), engine_(engine) {
    options_.repeat = rounds;
    options_.scalar = subject.isa == "scalar";
    options_.fuse = subject.fuse;
    options_.write_outputs = false;
    for (const Graph& graph : subject.graphs) {
      pictures_.push_back(std::make_unique<PipelineRounds>(graph, engine, options_, cancel));
    }
  }
  OpenSubject(const OpenSubject&) = delete;  // its rounds refer to its options
  OpenSubject& operator=(const OpenSubject&) = delete;

  Status open() {
    for (const auto& picture : pictures_) {
      if (Status status = picture->open(); !status) return status;
    }
    return {};
  }

  // The walls of the rounds before are in the result; the cold one is no round of the warm-up.
  Status warm_up(size_t picture) {
    if (Status status = run(picture, PipelineRounds::Round::kWarmUp); !status) return status;
    if (engine_.gpu.device()) {
      // Generated shaders are compiled beside the first rounds; until they are there the work is another one.
      if (const auto backend = engine_.gpu.get()) (*backend)->wait_until_ready();
    }
    if (picture + 1 == pictures_.size()) note_warm_up();
    return {};
  }
  bool is_warm() const { return warm_up_.is_warm(); }

  Status run(size_t picture, PipelineRounds::Round round) {
    if (Status status = choose_isa(); !status) return status;
    return pictures_[picture]->run(round);
  }

  // `began_ns`: what the rounds' starts are counted from.
  Result<SessionVariant> finish(int64_t began_ns, const std::string& pictures_folder) {
    SessionVariant variant;
    const Graph& graph = subject_.graphs.front();
    variant.name = subject_.name;
    variant.pipeline_name = graph.name;
    variant.pipeline_path = subject_.pipeline_path;
    variant.pipeline = serialize_pipeline(graph);
    variant.pipeline_hash = pipeline_hash(graph);
    variant.isa = subject_.isa;
    variant.fused = subject_.fuse;
    variant.build = describe_build();
    for (size_t i = 0; i < pictures_.size(); ++i) {
      Result<SessionPicture> picture = session_picture(i, began_ns, pictures_folder);
      if (!picture) return picture.error();
      variant.pictures.push_back(std::move(*picture));
      if (const std::optional<GpuDeviceInfo>& gpu = pictures_[i]->result().gpu) {
        variant.gpu = SessionGpu{gpu->name, gpu->driver};
      }
    }
    return variant;
  }

 private:
  Status choose_isa() const {
    if (subject_.isa == "auto" || subject_.isa == "scalar") {
      use_best_isa();
      return {};
    }
    const Result<Isa> isa = isa_named(subject_.isa);
    return isa ? use_isa(*isa) : Status(isa.error());
  }

  void note_warm_up() {
    int64_t total_ns = 0;
    for (const auto& picture : pictures_) {
      if (picture->result().warmup_ns.empty()) return;  // that was the cold round
      total_ns += picture->result().warmup_ns.back();
    }
    warm_up_.add(total_ns);
  }

  Result<SessionPicture> session_picture(size_t index, int64_t began_ns, const std::string& pictures_folder) {
    const PipelineRunResult& result = pictures_[index]->result();
    SessionPicture picture;
    Result<std::vector<SessionImage>> inputs = describe_inputs(subject_.graphs[index], engine_.registry);
    if (!inputs) return inputs.error();
    picture.inputs = std::move(*inputs);
    for (const auto& [node, output] : pictures_[index]->pictures()) {
      if (output.outputs.empty() || !output.outputs[0]) continue;
      const Image& image = output.outputs[0];
      SessionImage& kept = picture.outputs.emplace_back(described(node, image.spec()));
      kept.hash = hash_of_samples(image);
      if (pictures_folder.empty()) continue;
      const bool is_float = image.format() == SampleFormat::kF16 || image.format() == SampleFormat::kF32;
      const std::string name = subject_.name + "_" + std::to_string(index + 1) + "_" + node;
      kept.path = std::filesystem::absolute(pictures_folder + "/" + name + (is_float ? ".exr" : ".png")).string();
      if (Status status = encode_file(image, kept.path, EncodeOptions{}); !status) return status.error();
    }
    picture.cold_wall_ns = result.cold_ns;
    picture.warmup_wall_ns = result.warmup_ns;
    for (const int64_t start : result.start_ns) picture.start_ns.push_back(start - began_ns);
    picture.wall_ns = result.wall_ns;
    picture.unattributed_ns = result.unattributed_ns;
    for (const NodeMeasurement& node : result.nodes) picture.nodes.push_back(session_node(node));
    picture.peak_buffer_bytes = result.peak_buffer_bytes;
    return picture;
  }

  const SessionSubject& subject_;
  Engine& engine_;
  PipelineRunOptions options_;
  std::vector<std::unique_ptr<PipelineRounds>> pictures_;
  WarmUp warm_up_;
};

class Recording {
 public:
  Recording(const SessionRequest& request, Engine& engine, const CancelToken& cancel) : request_(request) {
    for (const SessionSubject& subject : request.subjects)
      subjects_.emplace_back(subject, request.rounds, engine, cancel);
  }

  Status measure() {
    began_ns_ = now_ns();
    for (OpenSubject& subject : subjects_) {
      if (Status status = subject.open(); !status) return status;
    }
    for (int round = 0; !is_warm(round); ++round) {
      if (Status status = run_round(round, PipelineRounds::Round::kWarmUp); !status) return status;
    }
    const int rounds = std::max(1, request_.rounds);
    for (int round = 0; round < rounds; ++round) {
      if (request_.progress) request_.progress(round, rounds);
      const auto kind = round + 1 < rounds ? PipelineRounds::Round::kMeasured : PipelineRounds::Round::kLast;
      if (Status status = run_round(round, kind); !status) return status;
    }
    return {};
  }

  Result<std::vector<SessionVariant>> finish() {
    std::vector<SessionVariant> variants;
    for (OpenSubject& subject : subjects_) {
      Result<SessionVariant> variant = subject.finish(began_ns_, request_.pictures_folder);
      if (!variant) return variant.error();
      variants.push_back(std::move(*variant));
    }
    return variants;
  }

 private:
  bool is_warm(int rounds_done) const {
    if (request_.warmup) return rounds_done >= *request_.warmup;
    return std::all_of(subjects_.begin(), subjects_.end(), [](const OpenSubject& each) { return each.is_warm(); });
  }

  // Every subject once over every picture; odd rounds go the other way about.
  Status run_round(int round, PipelineRounds::Round kind) {
    for (size_t picture = 0; picture < request_.subjects.front().graphs.size(); ++picture) {
      for (size_t turn = 0; turn < subjects_.size(); ++turn) {
        OpenSubject& subject = subjects_[round % 2 == 0 ? turn : subjects_.size() - 1 - turn];
        const Status status =
            kind == PipelineRounds::Round::kWarmUp ? subject.warm_up(picture) : subject.run(picture, kind);
        if (!status) return status;
      }
    }
    return {};
  }

  const SessionRequest& request_;
  std::deque<OpenSubject> subjects_;  // which cannot move
  int64_t began_ns_ = 0;
};

Status make_folder(const std::string& path) {
  std::error_code problem;
  if (!path.empty()) std::filesystem::create_directories(path, problem);
  if (!problem) return {};
  return failed("the folder cannot be made: " + problem.message(), "folder " + path, "choose another one");
}

}  // namespace

std::string pipeline_hash(const Graph& graph) {
  Graph bare = graph;
  bare.name.clear();
  bare.description.clear();
  for (Node& node : bare.nodes) {
    node.position.reset();
    node.label.clear();
    if (node.type == "input" || node.type == "output") node.params.erase("path");
  }
  return Hasher().text(serialize_pipeline(bare)).finish().hex();
}

Result<ProfileSession> record_session(const SessionRequest& request, Engine& engine, const CancelToken& cancel) {
  LB_CHECK(!request.subjects.empty() && request.subjects.size() <= 2);
  for (const SessionSubject& subject : request.subjects) {
    LB_CHECK(!subject.graphs.empty() && subject.graphs.size() == request.subjects.front().graphs.size());
  }
  if (Status status = check_measurable(describe_build()); !status) return status.error();
  if (Status status = make_folder(request.pictures_folder); !status) return status.error();
  ProfileSession session;
  session.recorded = utc_now();
  session.machine = describe_machine();
  session.tags = request.tags;
  session.notes = request.notes;
  session.threads = engine.workers.threads();
  Recording recording(request, engine, cancel);
  const Status measured = recording.measure();
  use_best_isa();
  if (!measured) return measured.error();
  Result<std::vector<SessionVariant>> variants = recording.finish();
  if (!variants) return variants.error();
  session.variants = std::move(*variants);
  session.peak_resident_bytes = peak_resident_bytes();
  return session;
}

}  // namespace lightbench
