#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/cli/build_comparison.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session_text.h"
#include "app/cli/threshold.h"
#include "engine/operators/builtin.h"
#include "engine/profile/noise.h"
#include "engine/runtime/record_session.h"

namespace lightbench::cli {
namespace {

constexpr int kCalibrationTrials = 20;

// The pipeline with each picture: with one input node every -i is a picture of its own, else all belong together.
Result<std::vector<Graph>> graphs_of(const RunArguments& run, const OperatorRegistry& registry) {
  std::vector<Graph> graphs;
  RunArguments one = run;
  if (run.inputs.size() > 1) {
    one.inputs.resize(1);
    const Result<Graph> first = load_prepared(one, registry);
    if (first && std::count_if(first->nodes.begin(), first->nodes.end(),
                               [](const Node& node) { return node.type == "input"; }) == 1) {
      for (const std::string& input : run.inputs) {
        one.inputs = {input};
        Result<Graph> graph = load_prepared(one, registry);
        if (!graph) return graph.error();
        graphs.push_back(std::move(*graph));
      }
      return graphs;
    }
  }
  Result<Graph> graph = load_prepared(run, registry);
  if (!graph) return graph.error();
  graphs.push_back(std::move(*graph));
  return graphs;
}

Result<SessionSubject> subject_of(const std::string& name, const RunArguments& run, const OperatorRegistry& registry) {
  SessionSubject subject;
  subject.name = name;
  subject.pipeline_path = std::filesystem::absolute(run.pipeline).string();
  subject.isa = run.isa;
  subject.fuse = !run.no_fuse;
  Result<std::vector<Graph>> graphs = graphs_of(run, registry);
  if (!graphs) return graphs.error();
  subject.graphs = std::move(*graphs);
  return subject;
}

bool has_other_subject(const ProfileArguments& arguments) {
  return !arguments.against.empty() || !arguments.against_settings.empty() || !arguments.against_backend.empty() ||
         !arguments.against_isa.empty();
}

// The same but for what the --against flags change.
RunArguments other_run(const ProfileArguments& arguments) {
  RunArguments other = arguments.run;
  if (!arguments.against.empty()) other.pipeline = arguments.against;
  other.settings.insert(other.settings.end(), arguments.against_settings.begin(), arguments.against_settings.end());
  if (!arguments.against_backend.empty()) other.backend = arguments.against_backend;
  if (!arguments.against_isa.empty()) other.isa = arguments.against_isa;
  return other;
}

Result<SessionRequest> request_of(const ProfileArguments& arguments, const OperatorRegistry& registry) {
  SessionRequest request;
  Result<SessionSubject> subject = subject_of("A", arguments.run, registry);
  if (!subject) return subject.error();
  request.subjects.push_back(std::move(*subject));
  if (arguments.calibrate || has_other_subject(arguments)) {
    Result<SessionSubject> other = subject_of("B", other_run(arguments), registry);
    if (!other) return other.error();
    request.subjects.push_back(std::move(*other));
  }
  request.rounds = arguments.rounds;
  if (arguments.warmup != "auto") request.warmup = std::stoi(arguments.warmup);
  request.tags = arguments.tags;
  request.notes = arguments.note;
  request.pictures_folder = arguments.pictures_folder;
  return request;
}

Status check_arguments(const ProfileArguments& arguments) {
  if (arguments.session_path.empty() && !arguments.calibrate) {
    return invalid("no file for the session is named", "command profile", "add -o SESSION.json");
  }
  if (!arguments.against_build.empty() && has_other_subject(arguments)) {
    return invalid("another build is compared by itself", "argument --against-build",
                   "leave the other --against arguments out");
  }
  if (arguments.calibrate && (has_other_subject(arguments) || !arguments.against_build.empty())) {
    return invalid("calibration compares the pipeline with itself", "argument --calibrate",
                   "leave the --against arguments out");
  }
  if (!arguments.against_build.empty() && !arguments.pictures_folder.empty()) {
    return invalid("pictures of two builds are not kept", "argument --save-outputs", "leave it out");
  }
  return {};
}

Status calibrate(SessionRequest request, Engine& engine, const CancelToken& cancel) {
  const std::string path = noise_file_path();
  if (path.empty()) {
    return failed("there is no folder for the calibration", "environment", "set HOME or XDG_DATA_HOME");
  }
  std::vector<ProfileSession> trials;
  for (int trial = 0; trial < kCalibrationTrials; ++trial) {
    if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[Ktrial %d of %d", trial + 1, kCalibrationTrials);
    Result<ProfileSession> session = record_session(request, engine, cancel);
    if (!session) return session.error();
    trials.push_back(std::move(*session));
  }
  if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
  const MachineInfo& machine = trials.front().machine;
  if (machine.load_1min.value_or(0) > machine.processors) {
    std::fprintf(stderr, "warning: the machine was busy: calibrate again when it is not\n");
  }
  const MachineNoise noise = learn_noise(trials);
  if (Status status = save_noise(noise, path); !status) return status;
  std::printf(
      "%d trials of %d rounds, the pipeline against itself: 95 %% within %.2f %% where rounds alternate, within "
      "%.2f %% between trials\nkept in %s\n",
      noise.trials, noise.rounds, noise.interleaved * 100, noise.separate * 100, path.c_str());
  return {};
}

Result<ProfileSession> recorded(const ProfileArguments& arguments, SessionRequest request, Engine& engine,
                                const CancelToken& cancel) {
  if (!arguments.against_build.empty()) return compare_builds(arguments);
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  if (shows_progress) {
    request.progress = [](int done, int total) { std::fprintf(stderr, "\r\033[Kround %d of %d", done + 1, total); };
  }
  Result<ProfileSession> session = record_session(request, engine, cancel);
  if (shows_progress) std::fputs("\r\033[K", stderr);
  return session;
}

Status print_session(const ProfileSession& session) {
  for (const SessionVariant& variant : session.variants) {
    for (const SessionPicture& picture : variant.pictures) {
      for (const SessionNode& node : picture.nodes) {
        if (!node.fallback.empty()) {
          std::fprintf(stderr, "warning: node %s: %s\n", node.id.c_str(), node.fallback.c_str());
        }
      }
    }
  }
  for (const SessionVariant& variant : session.variants) print_variant(variant);
  if (session.variants.size() < 2) return {};
  const Result<Threshold> threshold = choose_threshold("", session.machine, Pairing::kInterleaved);
  if (!threshold) return threshold.error();
  const SessionDiff diff = compare_variants(session, threshold->value);
  for (const std::string& warning : diff.warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  print_diff(diff, qualities_of(diff, {}), threshold->from);
  return {};
}

Status profile(const ProfileArguments& arguments) {
  if (Status status = check_arguments(arguments); !status) return status;
  OperatorRegistry registry;
  register_builtin(registry);
  Result<SessionRequest> request = request_of(arguments, registry);
  if (!request) return request.error();
  Engine engine(registry, engine_options(arguments.run));
  const CancelToken cancel;
  const InterruptGuard guard(cancel);
  if (arguments.calibrate) return calibrate(std::move(*request), engine, cancel);
  const Result<ProfileSession> session = recorded(arguments, std::move(*request), engine, cancel);
  if (!session) return session.error();
  if (Status status = save_session(*session, arguments.session_path); !status) return status;
  return print_session(*session);
}

}  // namespace

int profile_command(const ProfileArguments& arguments) {
  const Status status = profile(arguments);
  return status ? kDone : report_error(status.error());
}

}  // namespace lightbench::cli
