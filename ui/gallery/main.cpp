// lightbench-gallery: shows every control, or draws the window to a picture.
//
//   lightbench-gallery [--theme dark|light] [--scale N] [--density compact|default|roomy] [--type PERCENT]
//                      [--screenshot FILE]
//   lightbench-gallery --measure-timeline SPANS   how fast a trace of that many spans opens and pans
#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>
#include <cstdio>
#include <cstring>

#include "ui/gallery/gallery.h"
#include "ui/gallery/timeline_measure.h"
#include "ui/theme/theme.h"

int main(int argc, char** argv) {
  using namespace lightbench::ui;
  // Scale and platform have to be known before the application exists.
  for (int index = 1; index + 1 < argc; ++index) {
    if (std::strcmp(argv[index], "--scale") == 0) qputenv("QT_SCALE_FACTOR", argv[index + 1]);
    if (std::strcmp(argv[index], "--screenshot") == 0) qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QApplication application(argc, argv);

  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Shows the controls of Lightbench."));
  parser.addHelpOption();
  const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("dark or light"), QStringLiteral("name"),
                                 QStringLiteral("dark"));
  const QCommandLineOption scale(QStringLiteral("scale"), QStringLiteral("device pixels per logical pixel"),
                                 QStringLiteral("number"), QStringLiteral("1"));
  const QCommandLineOption density(QStringLiteral("density"), QStringLiteral("compact, default or roomy"),
                                   QStringLiteral("name"), QStringLiteral("default"));
  const QCommandLineOption type(QStringLiteral("type"), QStringLiteral("size of type in percent, 80 to 150"),
                                QStringLiteral("percent"), QStringLiteral("100"));
  const QCommandLineOption screenshot(QStringLiteral("screenshot"), QStringLiteral("write a picture and end"),
                                      QStringLiteral("file"));
  const QCommandLineOption measure(QStringLiteral("measure-timeline"),
                                   QStringLiteral("measure a timeline of that many spans and end"),
                                   QStringLiteral("spans"));
  parser.addOptions({theme, scale, density, type, screenshot, measure});
  parser.process(application);

  Theme::instance().setMode(parser.value(theme) == QStringLiteral("light") ? ThemeMode::kLight : ThemeMode::kDark);
  const QString dense = parser.value(density);
  Theme::instance().setDensity(dense == QStringLiteral("compact") ? Density::kCompact
                               : dense == QStringLiteral("roomy") ? Density::kRoomy
                                                                  : Density::kDefault);
  Theme::instance().setTypePercent(parser.value(type).toInt());
  Theme::instance().apply(application);

  if (parser.isSet(measure)) return measureTimeline(parser.value(measure).toInt());

  Gallery gallery;
  gallery.resize(1400, 860);
  gallery.show();
  gallery.activateWindow();
  gallery.focusExample();
  int result = 0;
  if (parser.isSet(screenshot)) {
    QTimer::singleShot(300, &gallery, [&] {
      if (!gallery.grab().save(parser.value(screenshot))) {
        std::fprintf(stderr, "Cannot write %s\n", qPrintable(parser.value(screenshot)));
        result = 1;
      }
      QApplication::quit();
    });
  }
  const int code = QApplication::exec();
  return result != 0 ? result : code;
}
