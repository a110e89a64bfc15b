#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/json_documents.h"
#include "app/cli/session_documents.h"
#include "app/cli/session_text.h"
#include "engine/base/atomic_file.h"
#include "engine/profile/statistics.h"

namespace lightbench::cli {
namespace {

std::vector<std::string> json_files_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// A named file has to be a session; what else lies in a folder is passed over, said on standard error.
Result<std::vector<NamedSession>> loaded(const std::vector<std::string>& arguments) {
  std::vector<NamedSession> sessions;
  const auto add = [&](const std::string& path) -> Status {
    Result<LoadedSession> session = load_session(path);
    if (!session) return session.error();
    for (const std::string& warning : session->warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
    sessions.push_back({path, std::make_shared<const ProfileSession>(std::move(session->session))});
    return {};
  };
  for (const std::string& argument : arguments) {
    if (std::filesystem::is_directory(argument)) {
      for (const std::string& path : json_files_in(argument)) {
        const Status status = add(path);
        if (!status) std::fprintf(stderr, "warning: passed over: %s\n", status.error().message().c_str());
      }
    } else if (Status status = add(argument); !status) {
      return status.error();
    }
  }
  if (sessions.empty()) {
    return invalid("there is no session", "arguments of trend", "record some with lightbench-cli profile");
  }
  return sessions;
}

Status show(const TrendArguments& arguments) {
  double threshold = kPracticalThreshold;
  if (!arguments.threshold.empty()) {
    const Result<double> given = parse_percent(arguments.threshold, "--threshold");
    if (!given) return given.error();
    threshold = *given;
  }
  Result<std::vector<NamedSession>> sessions = loaded(arguments.sessions);
  if (!sessions) return sessions.error();
  const std::vector<Trend> trends = trends_of(std::move(*sessions), threshold);
  if (!arguments.html_path.empty()) {
    if (Status status = write_file_atomically(arguments.html_path, trend_html(trends)); !status) return status;
  }
  if (arguments.json) {
    std::fputs(trend_document(trends, threshold).c_str(), stdout);
  } else {
    for (const Trend& trend : trends) print_trend(trend);
  }
  return {};
}

}  // namespace

int trend_command(const TrendArguments& arguments) {
  const Status status = show(arguments);
  if (status) return kDone;
  if (arguments.json) std::fputs(error_document(status.error()).c_str(), stdout);
  return report_error(status.error());
}

}  // namespace lightbench::cli
