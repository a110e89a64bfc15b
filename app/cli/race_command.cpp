#include <unistd.h>

#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/json_documents.h"
#include "app/cli/race_text.h"
#include "app/cli/threshold.h"
#include "engine/operators/builtin.h"

namespace lightbench::cli {
namespace {

Status race(const RaceArguments& arguments) {
  OperatorRegistry registry;
  register_builtin(registry);
  const Result<Graph> graph = load_prepared(arguments.run, registry);
  if (!graph) return graph.error();
  const Result<Threshold> threshold = choose_threshold("", describe_machine(), Pairing::kInterleaved);
  if (!threshold) return threshold.error();
  RaceRequest request{*graph, arguments.node};
  request.rounds = arguments.rounds;
  request.budget_s = arguments.budget_s;
  request.threshold = threshold->value;
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  if (shows_progress) {
    request.progress = [](const std::string& doing, double fraction) {
      std::fprintf(stderr, "\r\033[K%3.0f %%  %s", fraction * 100, doing.c_str());
    };
  }
  Engine engine(registry, engine_options(arguments.run));
  const CancelToken cancel;
  const Result<RaceResult> result = [&] {
    const InterruptGuard guard(cancel);
    return race_node(request, engine, cancel);
  }();
  if (shows_progress) std::fputs("\r\033[K", stderr);
  if (!result) return result.error();
  if (arguments.json) {
    std::fputs(race_document(*result, threshold->value, threshold->from).c_str(), stdout);
  } else {
    print_race(*result, threshold->value, threshold->from);
  }
  return {};
}

}  // namespace

int race_command(const RaceArguments& arguments) {
  const Status status = race(arguments);
  if (status) return kDone;
  if (arguments.json) std::fputs(error_document(status.error()).c_str(), stdout);
  return report_error(status.error());
}

}  // namespace lightbench::cli
