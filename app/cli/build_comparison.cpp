#include "app/cli/build_comparison.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "engine/base/clock.h"

namespace lightbench::cli {
namespace {

constexpr int kBlockRounds = 2;  // measured ones of one process

// A folder that goes away with this object.
class ScratchFolder {
 public:
  Status make() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lightbench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      return failed(std::string("no folder for the sessions in between: ") + std::strerror(errno), pattern,
                    "set TMPDIR to a folder that can be written");
    }
    path_ = pattern;
    return {};
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<std::string> block_arguments(const ProfileArguments& arguments, int rounds, const std::string& session) {
  const RunArguments& run = arguments.run;
  std::vector<std::string> list{"profile",  run.pipeline,     "--rounds",  std::to_string(rounds),
                                "--warmup", arguments.warmup, "--backend", run.backend,
                                "--isa",    run.isa,          "--threads", std::to_string(run.threads),
                                "-o",       session};
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) list.insert(list.end(), {flag, value});
  };
  for (const std::string& input : run.inputs) add("-i", input);
  for (const std::string& setting : run.settings) add("--set", setting);
  add("--device", run.device);
  add("--precision", run.precision);
  if (run.no_fuse) list.emplace_back("--no-fuse");
  return list;
}

// Errors go on to standard error; what the program prints otherwise is dropped.
Status run_program(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int problem = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) {
    return failed(std::string("cannot be started: ") + std::strerror(problem), "program " + program,
                  "give the path of another lightbench-cli");
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return failed("did not record a session", "program " + program, "run its command profile by itself");
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void start_later(SessionVariant& block, int64_t offset_ns) {
  for (SessionPicture& picture : block.pictures) {
    for (int64_t& start : picture.start_ns) start += offset_ns;
  }
}

// The rounds of one more block of the same work. The first block's cold round and warm-up stand for all.
Status append_block(SessionVariant& to, const SessionVariant& block) {
  const Error misfit = failed("the blocks of build " + to.name + " do not fit together", "profile --against-build",
                              "check that nothing changes the files meanwhile");
  if (block.pictures.size() != to.pictures.size()) return misfit;
  for (size_t i = 0; i < to.pictures.size(); ++i) {
    SessionPicture& picture = to.pictures[i];
    const SessionPicture& more = block.pictures[i];
    if (more.nodes.size() != picture.nodes.size()) return misfit;
    append(picture.start_ns, more.start_ns);
    append(picture.wall_ns, more.wall_ns);
    append(picture.unattributed_ns, more.unattributed_ns);
    for (size_t n = 0; n < picture.nodes.size(); ++n) {
      if (more.nodes[n].id != picture.nodes[n].id) return misfit;
      append(picture.nodes[n].self_ns, more.nodes[n].self_ns);
      append(picture.nodes[n].busy_ns, more.nodes[n].busy_ns);
    }
    picture.peak_buffer_bytes = std::max(picture.peak_buffer_bytes, more.peak_buffer_bytes);
  }
  return {};
}

}  // namespace

Result<ProfileSession> compare_builds(const ProfileArguments& arguments) {
  std::error_code problem;
  const std::string programs[] = {std::filesystem::read_symlink("/proc/self/exe", problem).string(),
                                  std::filesystem::absolute(arguments.against_build).string()};
  if (problem) return failed("this program's own path is unknown", "/proc/self/exe", "is /proc mounted?");
  ScratchFolder scratch;
  if (Status status = scratch.make(); !status) return status.error();
  ProfileSession whole;
  const int64_t began_ns = now_ns();
  const int blocks = (arguments.rounds + kBlockRounds - 1) / kBlockRounds;
  for (int block = 0; block < blocks; ++block) {
    const int rounds = std::min(kBlockRounds, arguments.rounds - block * kBlockRounds);
    for (const size_t turn : {size_t{0}, size_t{1}}) {
      const size_t build = block % 2 == 0 ? turn : 1 - turn;
      const std::string path = scratch.path() + "/block.json";
      const int64_t offset_ns = now_ns() - began_ns;
      if (Status status = run_program(programs[build], block_arguments(arguments, rounds, path)); !status) {
        return status.error();
      }
      Result<LoadedSession> loaded = load_session(path);
      if (!loaded) return loaded.error();
      SessionVariant& recorded = loaded->session.variants[0];
      start_later(recorded, offset_ns);
      if (block > 0) {
        if (Status status = append_block(whole.variants[build], recorded); !status) return status.error();
      } else if (build == 0) {
        recorded.name = "A";
        whole = std::move(loaded->session);
      } else {
        recorded.name = "B";
        whole.variants.push_back(std::move(recorded));
      }
    }
  }
  whole.tags = arguments.tags;
  whole.notes = arguments.note;
  return whole;
}

}  // namespace lightbench::cli
