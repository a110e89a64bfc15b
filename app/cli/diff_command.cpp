#include <algorithm>
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/json_documents.h"
#include "app/cli/session_documents.h"
#include "app/cli/session_text.h"
#include "app/cli/threshold.h"
#include "engine/base/atomic_file.h"

namespace lightbench::cli {
namespace {

// What reading had to say goes in front of what comparing has.
Result<ProfileSession> loaded(const std::string& path, std::vector<std::string>& warnings) {
  Result<LoadedSession> session = load_session(path);
  if (!session) return session.error();
  warnings.insert(warnings.end(), session->warnings.begin(), session->warnings.end());
  return std::move(session->session);
}

Result<SessionDiff> compared(const DiffArguments& arguments, std::string& threshold_from) {
  std::vector<std::string> warnings;
  const Result<ProfileSession> base = loaded(arguments.base, warnings);
  if (!base) return base.error();
  const bool is_one_file = arguments.current.empty();
  if (is_one_file && base->variants.size() < 2) {
    return invalid("the session has nothing to compare with", "session " + arguments.base,
                   "give a second session, or record one with --against");
  }
  const Result<Threshold> threshold =
      choose_threshold(arguments.threshold, base->machine, is_one_file ? Pairing::kInterleaved : Pairing::kSeparate);
  if (!threshold) return threshold.error();
  threshold_from = threshold->from;
  SessionDiff diff;
  if (is_one_file) {
    diff = compare_variants(*base, threshold->value);
  } else {
    const Result<ProfileSession> current = loaded(arguments.current, warnings);
    if (!current) return current.error();
    if (base->variants.size() + current->variants.size() > 2) {
      warnings.push_back("a session of two has only its first compared: give it alone to compare its two");
    }
    diff = compare_sessions(*base, *current, threshold->value);
  }
  diff.warnings.insert(diff.warnings.begin(), warnings.begin(), warnings.end());
  return diff;
}

Result<DiffOutcome> judged(const DiffArguments& arguments) {
  DiffOutcome outcome;
  if (!arguments.fail_on.empty()) {
    const Result<double> limit = parse_percent(arguments.fail_on, "--fail-on");
    if (!limit) return limit.error();
    outcome.fail_on = *limit;
  }
  Result<SessionDiff> diff = compared(arguments, outcome.threshold_from);
  if (!diff) return diff.error();
  outcome.diff = std::move(*diff);
  if (outcome.fail_on) {
    const size_t rounds = std::min(outcome.diff.base.rounds, outcome.diff.current.rounds);
    const Verdict verdict = verdict_of(outcome.diff.ratio, rounds, *outcome.fail_on);
    outcome.failed = verdict == Verdict::kSlower;
    if (verdict == Verdict::kTooNoisy) {
      outcome.diff.warnings.push_back("too noisy for --fail-on: a slower pipeline would not have been noticed");
    }
  }
  if (arguments.pictures.size() == 2 && outcome.diff.outputs.size() != 1) {
    return invalid("the sessions have " + std::to_string(outcome.diff.outputs.size()) + " outputs in common",
                   "argument --pictures", "leave it out: it stands for the only output");
  }
  outcome.qualities = qualities_of(outcome.diff, arguments.pictures);
  return outcome;
}

}  // namespace

int diff_command(const DiffArguments& arguments) {
  const auto fail = [&](const Error& error) {
    if (arguments.json) std::fputs(error_document(error).c_str(), stdout);
    return report_error(error);
  };
  const Result<DiffOutcome> outcome = judged(arguments);
  if (!outcome) return fail(outcome.error());
  if (!arguments.junit_path.empty()) {
    if (Status status = write_file_atomically(arguments.junit_path, diff_junit(*outcome)); !status) {
      return fail(status.error());
    }
  }
  for (const std::string& warning : outcome->diff.warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  if (arguments.json) {
    std::fputs(diff_document(*outcome).c_str(), stdout);
  } else {
    print_diff(outcome->diff, outcome->qualities, outcome->threshold_from);
  }
  if (!outcome->failed) return kDone;
  return report_error(
      failed(failure_text(*outcome), "diff --fail-on " + arguments.fail_on, "see the nodes with the largest change"));
}

}  // namespace lightbench::cli
