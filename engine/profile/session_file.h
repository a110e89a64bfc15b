// A recorded session: every sample of a measured pipeline, and what is needed to judge it later.
//
// One JSON file, format "lightbench.session", version 1. It holds raw samples, so that any statistic can be computed
// again, beside the pipeline, the pictures by content, the machine and the build. What was not measured is absent.
// Reading is forgiving: members of a newer version are passed over, node types that this program does not know are as
// good as any, and paths need not exist. A file that was cut off or makes no sense is an error that says where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/profile/machine.h"

namespace lightbench {

constexpr int kSessionVersion = 1;

// Of one node, over the rounds of one picture. Vectors have one entry a measured round, or none where nothing was
// measured.
struct SessionNode {
  std::string id;
  std::string type;
  std::string state;                    // as a RunReport names it: "computed", "cached", "passed"
  std::string backend;                  // "cpu", "vulkan"; empty when it did not run
  std::string isa;                      // "avx2", "scalar"; empty on the graphics card
  std::string fallback;                 // why it did not run where it was asked to; empty when it did
  int fused_group = -1;                 // times are sampled shares of this pass; -1: its own
  std::optional<int64_t> cold_self_ns;  // in the first round
  std::vector<int64_t> self_ns;
  std::vector<int64_t> busy_ns;  // summed over workers; self times threads, less this, was waited
  std::optional<int64_t> io_ns;  // reading or writing the file, once and outside the rounds
  int64_t bytes_read = 0;        // a round
  int64_t bytes_written = 0;
  int width = 0;  // of its first output; 0 where it makes no picture, and in files from before this was recorded
  int height = 0;
  int channels = 0;
  std::string format;  // "f32"
  bool operator==(const SessionNode&) const = default;
};

// A picture that an input read or an output got.
struct SessionImage {
  std::string node;
  std::string path;  // of an output: where its picture is kept for comparing; empty when it is not
  std::string hash;  // of an input the file's bytes, of an output the samples
  int width = 0;
  int height = 0;
  int channels = 0;
  std::string format;  // "u8"
  bool operator==(const SessionImage&) const = default;
};

// The rounds over one picture.
struct SessionPicture {
  std::vector<SessionImage> inputs;
  std::vector<SessionImage> outputs;
  int64_t cold_wall_ns = 0;
  std::vector<int64_t> warmup_wall_ns;  // between the cold and the measured rounds
  std::vector<int64_t> start_ns;        // of the measured rounds, since the session began
  std::vector<int64_t> wall_ns;
  std::vector<int64_t> unattributed_ns;  // wall less the nodes
  std::vector<SessionNode> nodes;        // those that ran, in file order
  int64_t peak_buffer_bytes = 0;
  bool operator==(const SessionPicture&) const = default;

  const SessionNode* find(std::string_view node) const;
};

struct SessionGpu {
  std::string name;
  std::string driver;
  bool operator==(const SessionGpu&) const = default;
};

// One of the things compared; most sessions have one.
struct SessionVariant {
  std::string name;  // "A"
  std::string pipeline_name;
  std::string pipeline_path;  // empty when it was never saved
  std::string pipeline;       // its text as a pipeline file has it
  std::string pipeline_hash;  // of what is computed: without positions, labels and file paths
  std::string isa;            // that was asked for: "auto", "scalar", "avx2"
  bool fused = true;
  BuildInfo build;
  std::optional<SessionGpu> gpu;         // where nodes ran on one
  std::vector<SessionPicture> pictures;  // at least one; all have the same number of rounds
  bool operator==(const SessionVariant&) const = default;

  size_t rounds() const { return pictures.front().wall_ns.size(); }
  std::vector<int64_t> wall_ns() const;  // one a round, summed over the pictures
};

struct ProfileSession {
  std::string recorded;  // "2026-11-29T07:15:00Z"
  std::vector<std::string> tags;
  std::string notes;
  MachineInfo machine;
  int threads = 0;
  int64_t peak_resident_bytes = 0;
  // One, or two whose rounds alternate (A B B A), so that round i of both was measured side by side.
  std::vector<SessionVariant> variants;
  bool operator==(const ProfileSession&) const = default;
};

struct LoadedSession {
  ProfileSession session;
  std::vector<std::string> warnings;  // for people: what was not understood
  bool newer_version = false;         // saving it again would lose what this version does not know
};

// Errors (kInvalid), naming `name` and the place: not JSON or cut off, not a session, members of the wrong shape,
// vectors whose lengths do not fit together.
Result<LoadedSession> parse_session(std::string_view text, const std::string& name);
Result<LoadedSession> load_session(const std::string& path);

// Deterministic: the same session, the same bytes.
std::string serialize_session(const ProfileSession& session);
// Whole or not at all. Errors (kFailed): not writable.
Status save_session(const ProfileSession& session, const std::string& path);

}  // namespace lightbench
