// lightbench [PIPELINE]: the desktop application.
#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>
#include <memory>
#include <optional>

#include "app/lightbench/screenshot.h"
#include "engine/operators/builtin.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/settings.h"
#include "ui/window/state_file.h"

using namespace lightbench;

namespace {

struct Options {
  QString pipeline;
  QString screenshot;
  std::optional<ui::ThemeMode> theme;
};

// Has to be known before the application exists.
void set_scale(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (qstrcmp(argv[i], "--scale") == 0) qputenv("QT_SCALE_FACTOR", argv[i + 1]);
  }
}

void prefer_offscreen(int argc, char** argv) {
  if (qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
      qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
    return;
  }
  for (int i = 1; i < argc; ++i) {
    // These need no screen.
    for (const char* option : {"--screenshot", "--version", "--help", "-h", "-v"}) {
      if (qstrcmp(argv[i], option) == 0) qputenv("QT_QPA_PLATFORM", "offscreen");
    }
  }
}

// Exit code 2 for wrong usage, as the command line has it.
std::optional<int> parse(const QCoreApplication& application, Options& options) {
  QCommandLineParser parser;
  parser.setApplicationDescription("Lightbench: build image pipelines and see the picture and the time of every node.");
  const QCommandLineOption help = parser.addHelpOption();
  const QCommandLineOption version = parser.addVersionOption();
  QCommandLineOption screenshot("screenshot", "Write a picture of the window and quit.", "FILE");
  QCommandLineOption theme("theme", "dark, light or system.", "NAME");
  QCommandLineOption scale("scale", "Scale of the screenshot.", "FACTOR");
  for (QCommandLineOption* option : {&screenshot, &scale, &theme}) {
    option->setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(*option);
  }
  parser.addPositionalArgument("pipeline", "The pipeline to open.", "[PIPELINE]");
  const auto wrong = [](const QString& what) {
    std::fprintf(stderr, "error: %s: see lightbench --help\n", qPrintable(what));
    return 2;
  };
  if (!parser.parse(application.arguments())) return wrong(parser.errorText());
  if (parser.isSet(version)) {
    std::printf("lightbench %s\n", qPrintable(QCoreApplication::applicationVersion()));
    return 0;
  }
  if (parser.isSet(help)) {
    std::printf("%s", qPrintable(parser.helpText()));
    return 0;
  }
  if (parser.positionalArguments().size() > 1) return wrong("more than one pipeline");
  options.pipeline = parser.positionalArguments().value(0);
  options.screenshot = parser.value(screenshot);
  const QString mode = parser.value(theme);
  if (mode == "dark") options.theme = ui::ThemeMode::kDark;
  if (mode == "light") options.theme = ui::ThemeMode::kLight;
  if (mode == "system") options.theme = ui::ThemeMode::kSystem;
  if (!mode.isEmpty() && !options.theme) return wrong("unknown theme " + mode);
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  set_scale(argc, argv);
  prefer_offscreen(argc, argv);
  QApplication application(argc, argv);
  QApplication::setApplicationName("lightbench");
  QApplication::setApplicationDisplayName("Lightbench");
  QApplication::setApplicationVersion(LIGHTBENCH_VERSION);
  QApplication::setDesktopFileName("lightbench");
  Options options;
  if (const std::optional<int> code = parse(application, options)) return *code;

  // A screenshot shows the program as it comes, and leaves no trace in the user's settings.
  QTemporaryDir fresh;
  if (!options.screenshot.isEmpty()) QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, fresh.path());

  ui::Theme::instance().apply(application);
  ui::Settings().applyLook();
  if (options.theme) ui::Theme::instance().setMode(*options.theme);

  OperatorRegistry registry;
  register_builtin(registry);
  EngineOptions engine_options;
  engine_options.background = true;
  engine_options.gpu.cache_folder = default_gpu_cache_folder();
  Engine engine(registry, engine_options);
  ui::MainWindow window(engine);
  const QString state_file = qEnvironmentVariable("LIGHTBENCH_STATE_FILE");
  if (!state_file.isEmpty()) new ui::StateFile(window, state_file);
  window.show();
  window.start(options.pipeline);
  window.bridge().profile().meter().want();
  if (!options.screenshot.isEmpty()) return take_screenshot(application, window, options.screenshot);
  window.bridge().measureDevices(Session::Measure::kIfNew);
  return QApplication::exec();
}
