// lightbench-cli: the engine on the command line, without Qt and without a display.
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"

namespace {

using namespace lightbench::cli;

// One value an occurrence, so that a pipeline may follow "-i photo.png".
void repeatable(CLI::Option* option) { option->allow_extra_args(false)->take_all(); }

void add_run(CLI::App& app, RunArguments& run) {
  CLI::App* command = app.add_subcommand("run", "Run a pipeline: read pictures, compute, write the outputs");
  command->add_option("pipeline", run.pipeline, "Pipeline file (.lbp)")->required();
  repeatable(command->add_option("-i,--input", run.inputs, "Picture for an input node: [NODE=]FILE"));
  repeatable(command->add_option("-o,--output", run.outputs, "File of an output node: [NODE=]FILE"));
  repeatable(command->add_option("--set", run.settings, "Set a parameter: NODE.PARAM=VALUE"));
  command->add_option("--backend", run.backend, "Where to compute")->check(CLI::IsMember({"auto", "cpu", "vulkan"}));
  command->add_option("--device", run.device,
                      "Vulkan device, by a part of its name (lightbench-cli devices lists them)");
  command->add_option("--isa", run.isa, "Instruction set; scalar runs every operator's plain definition")
      ->check(CLI::IsMember({"auto", "scalar", "sse4", "avx2", "avx512"}));
  command->add_flag("--no-fuse", run.no_fuse, "Run every node by itself instead of several in one pass");
  command->add_flag("--explain", run.explain, "Print what would run together, and why not, instead of running");
  command->add_option("--precision", run.precision, "How results are stored")
      ->check(CLI::IsMember({"f32", "f16", "u8"}));
  command->add_option("--threads", run.threads, "Worker threads; 0 is one for each processor")
      ->check(CLI::Range(0, 1024));
  command->add_option("--warmup", run.warmup, "Rounds before the measured ones")->check(CLI::Range(0, 1000000));
  command->add_option("--repeat", run.repeat, "Measured rounds")->check(CLI::Range(1, 1000000));
  command->add_option("--profile", run.profile_path, "Write the measurements as JSON");
  command->add_option("--trace", run.trace_path, "Write a trace that Perfetto opens");
  command->add_flag("--json", run.json, "Print the measurements as JSON");
}

void add_profile(CLI::App& app, ProfileArguments& profile) {
  RunArguments& run = profile.run;
  CLI::App* command = app.add_subcommand(
      "profile", "Record a session: every sample of a measured pipeline, or of two whose rounds alternate");
  command->add_option("pipeline", run.pipeline, "Pipeline file (.lbp)")->required();
  repeatable(command->add_option("-i,--input", run.inputs,
                                 "Picture for an input node: [NODE=]FILE; several for the only input node are "
                                 "measured one after the other"));
  repeatable(command->add_option("--set", run.settings, "Set a parameter: NODE.PARAM=VALUE"));
  command->add_option("--rounds", profile.rounds, "Measured rounds; at least 9 are advised")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--warmup", profile.warmup, "Rounds before them; auto: until the times stand still, at most 3 s")
      ->check(CLI::IsMember({"auto"}) | CLI::Range(0, 1000000));
  command->add_option("--backend", run.backend, "Where to compute")->check(CLI::IsMember({"auto", "cpu", "vulkan"}));
  command->add_option("--device", run.device, "Vulkan device, by a part of its name");
  command->add_option("--isa", run.isa, "Instruction set; scalar runs every operator's plain definition")
      ->check(CLI::IsMember({"auto", "scalar", "sse4", "avx2", "avx512"}));
  command->add_option("--precision", run.precision, "How results are stored")
      ->check(CLI::IsMember({"f32", "f16", "u8"}));
  command->add_option("--threads", run.threads, "Worker threads; 0 is one for each processor")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--no-fuse", run.no_fuse, "Run every node by itself instead of several in one pass");
  command->add_option("-b,--against", profile.against, "Compare with another pipeline, round by round");
  repeatable(
      command->add_option("--against-set", profile.against_settings, "Compare with another value: NODE.PARAM=VALUE"));
  command->add_option("--against-backend", profile.against_backend, "Compare with another backend")
      ->check(CLI::IsMember({"auto", "cpu", "vulkan"}));
  command->add_option("--against-isa", profile.against_isa, "Compare with another instruction set")
      ->check(CLI::IsMember({"auto", "scalar", "sse4", "avx2", "avx512"}));
  command->add_option("--against-build", profile.against_build, "Compare with another lightbench-cli, started in turns")
      ->check(CLI::ExistingFile);
  repeatable(command->add_option("--tag", profile.tags, "A word to find the session by"));
  command->add_option("--note", profile.note, "Text kept with the session");
  command->add_option("--save-outputs", profile.pictures_folder, "Folder in which the output pictures are kept");
  command->add_option("-o,--output", profile.session_path, "Session file to write (.json)");
  command->add_flag("--calibrate", profile.calibrate,
                    "Measure the pipeline against itself and keep what differs as this machine's noise");
}

void add_race(CLI::App& app, RaceArguments& race) {
  RunArguments& run = race.run;
  CLI::App* command = app.add_subcommand(
      "race", "Run one node on every backend and instruction set and in every precision: times and differences");
  command->add_option("pipeline", run.pipeline, "Pipeline file (.lbp)")->required();
  command->add_option("node", race.node, "Id of the node")->required();
  repeatable(command->add_option("-i,--input", run.inputs, "Picture for an input node: [NODE=]FILE"));
  repeatable(command->add_option("--set", run.settings, "Set a parameter: NODE.PARAM=VALUE"));
  command->add_option("--rounds", race.rounds, "Measured rounds of each; at least 9 are advised")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--budget", race.budget_s, "Seconds for the whole race, roughly: slow ones get fewer rounds")
      ->check(CLI::Range(0.1, 86400.0));
  command->add_option("--backend", run.backend, "Where it computes now, to compare with")
      ->check(CLI::IsMember({"auto", "cpu", "vulkan"}));
  command->add_option("--device", run.device, "Vulkan device, by a part of its name");
  command->add_option("--precision", run.precision, "How results are stored now, to compare with")
      ->check(CLI::IsMember({"f32", "f16", "u8"}));
  command->add_option("--threads", run.threads, "Worker threads; 0 is one for each processor")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--json", race.json, "Print as JSON");
}

void add_diff(CLI::App& app, DiffArguments& diff) {
  CLI::App* command = app.add_subcommand("diff", "Compare sessions: what changed, the verdict, the nodes behind it");
  command->add_option("base", diff.base, "Session to compare with, or one of two subjects")->required();
  command->add_option("new", diff.current, "Session to judge");
  command->add_option("--fail-on", diff.fail_on, "Exit with 1 when slower by this many percent (5 or 5%)");
  command->add_option("--threshold", diff.threshold,
                      "Percent below which a difference does not count; without: as calibrated, or 2");
  command->add_option("--pictures", diff.pictures, "Output pictures of both, where the sessions kept none")
      ->expected(2);
  command->add_option("--junit", diff.junit_path, "Write the verdict as JUnit XML");
  command->add_flag("--json", diff.json, "Print as JSON");
}

void add_trend(CLI::App& app, TrendArguments& trend) {
  CLI::App* command = app.add_subcommand("trend", "Results over sessions, and when they changed");
  command->add_option("sessions", trend.sessions, "Session files, or folders of them")->required();
  command->add_option("--threshold", trend.threshold, "Percent below which a step does not count; without: 2");
  command->add_option("--html", trend.html_path, "Write a report that needs nothing else");
  command->add_flag("--json", trend.json, "Print as JSON");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Lightbench on the command line: image pipelines, run and measured", "lightbench-cli");
  app.set_version_flag("--version", std::string("lightbench-cli ") + LIGHTBENCH_VERSION);
  app.require_subcommand(1);

  RunArguments run;
  add_run(app, run);
  ProfileArguments profile;
  add_profile(app, profile);
  RaceArguments race;
  add_race(app, race);
  DiffArguments diff;
  add_diff(app, diff);
  TrendArguments trend;
  add_trend(app, trend);
  bool json = false;
  std::string pipeline, a, b;
  CLI::App* check =
      app.add_subcommand("check", "Validate a pipeline; names the node, port or parameter of each problem");
  check->add_option("pipeline", pipeline, "Pipeline file (.lbp)")->required();
  check->add_flag("--json", json, "Print the problems as JSON");
  CLI::App* nodes = app.add_subcommand("nodes", "List every node type with ports, parameters and documentation");
  bool markdown = false;
  CLI::Option* as_json = nodes->add_flag("--json", json, "Print as JSON");
  nodes->add_flag("--markdown", markdown, "Print as the page docs/operators.md")->excludes(as_json);
  CLI::App* devices = app.add_subcommand("devices", "Instruction sets, devices and measured memory bandwidth");
  DevicesArguments device_list;
  devices->add_option("--threads", device_list.threads, "Threads for the measurement; 0 is one for each processor")
      ->check(CLI::Range(0, 1024));
  devices->add_flag("--measure", device_list.measure,
                    "Run every node type on the processor and on the graphics card; later runs go by it");
  devices->add_option("--device", device_list.device, "Vulkan device to measure, by a part of its name")
      ->needs("--measure");
  devices->add_flag("--json", device_list.json, "Print as JSON");
  CLI::App* compare = app.add_subcommand("compare", "Measure the difference of two pictures");
  compare->add_option("a", a, "First picture")->required();
  compare->add_option("b", b, "Second picture")->required();
  compare->add_flag("--json", json, "Print as JSON");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::RequiredError& problem) {  // of a command: CLI11 does not say which word stood in its place
    const bool unknown_command = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
    return report_error(lightbench::invalid(
        unknown_command ? "there is no command " + std::string(argv[1]) : problem.what(), "command line",
        unknown_command ? "use run, check, nodes, devices, compare, profile, race, diff or trend"
                        : "see lightbench-cli --help"));
  } catch (const CLI::ParseError& problem) {
    return report_error(lightbench::invalid(problem.what(), "command line", "see lightbench-cli --help"));
  }
  if (app.got_subcommand("run")) return run_command(run);
  if (app.got_subcommand("profile")) return profile_command(profile);
  if (app.got_subcommand("race")) return race_command(race);
  if (app.got_subcommand("diff")) return diff_command(diff);
  if (app.got_subcommand("trend")) return trend_command(trend);
  if (*check) return check_command(pipeline, json);
  if (*nodes) {
    return nodes_command(json ? NodesForm::kJson : markdown ? NodesForm::kMarkdown : NodesForm::kText);
  }
  if (*devices) return devices_command(device_list);
  return compare_command(a, b, json);
}
