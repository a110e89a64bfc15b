// The promises of the look: contrast ratios, icons that exist and differ, numbers written as the program writes them.
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <limits>

#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

using namespace lightbench::ui;

namespace {

const Tokens& themeOf(bool dark) { return dark ? Tokens::darkTokens() : Tokens::lightTokens(); }

double leastOverSurfaces(const Tokens& t, const QColor& ink) {
  double least = 21;
  for (const QColor& surface : {t.canvas, t.window, t.panel, t.raised, t.field, t.hover}) {
    least = std::min(least, contrast(ink, surface));
  }
  return least;
}

double inkShare(const QImage& image) {
  int inked = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) inked += qAlpha(image.pixel(x, y)) > 40 ? 1 : 0;
  }
  return static_cast<double>(inked) / (image.width() * image.height());
}

}  // namespace

class TestTheme : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void contrastOfText_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("ink");
    QTest::addColumn<double>("onPanel");
    QTest::addColumn<double>("least");
    struct Row {
      const char* ink;
      double dark_panel, dark_least, light_panel, light_least;
    };
    const Row rows[] = {
        {"text", 13.3, 9.7, 16.1, 13.7}, {"text2", 8.4, 6.2, 8.8, 7.5},  {"text3", 6.6, 4.8, 5.8, 4.9},
        {"accent", 8.6, 6.3, 5.7, 4.8},  {"warn", 8.9, 6.6, 6.1, 5.2},   {"error", 6.4, 4.7, 6.2, 5.2},
        {"info", 7.6, 5.6, 6.4, 5.5},    {"faster", 6.6, 4.9, 7.1, 6.1}, {"slower", 7.5, 5.5, 6.8, 5.8}};
    for (const Row& row : rows) {
      QTest::addRow("dark %s", row.ink) << true << QString(row.ink) << row.dark_panel << row.dark_least;
      QTest::addRow("light %s", row.ink) << false << QString(row.ink) << row.light_panel << row.light_least;
    }
  }
  void contrastOfText() {
    QFETCH(bool, dark);
    QFETCH(QString, ink);
    QFETCH(double, onPanel);
    QFETCH(double, least);
    const Tokens& t = themeOf(dark);
    const QHash<QString, QColor> inks = {{"text", t.text},     {"text2", t.text2},   {"text3", t.text3},
                                         {"accent", t.accent}, {"warn", t.warn},     {"error", t.error},
                                         {"info", t.info},     {"faster", t.faster}, {"slower", t.slower}};
    const double panel = contrast(inks.value(ink), t.panel);
    const double worst = leastOverSurfaces(t, inks.value(ink));
    // The table is rounded to one decimal.
    QVERIFY2(std::fabs(panel - onPanel) < 0.051,
             qPrintable(QString("on panel %1, promised %2").arg(panel).arg(onPanel)));
    QVERIFY2(std::fabs(worst - least) < 0.051, qPrintable(QString("least %1, promised %2").arg(worst).arg(least)));
    QVERIFY(worst >= 4.5);
  }

  void contrastOfPairs_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("onaccentbg");
    QTest::addColumn<double>("onaccent");
    QTest::addColumn<double>("errorbg");
    QTest::addColumn<double>("ctlOnPanel");
    QTest::addColumn<double>("ctlOnRaised");
    QTest::newRow("dark") << true << 9.5 << 10.3 << 5.5 << 4.0 << 3.4;
    QTest::newRow("light") << false << 12.5 << 6.1 << 5.3 << 3.5 << 3.7;
  }
  void contrastOfPairs() {
    QFETCH(bool, dark);
    QFETCH(double, onaccentbg);
    QFETCH(double, onaccent);
    QFETCH(double, errorbg);
    QFETCH(double, ctlOnPanel);
    QFETCH(double, ctlOnRaised);
    const Tokens& t = themeOf(dark);
    QVERIFY(std::fabs(contrast(t.onaccentbg, t.accentbg) - onaccentbg) < 0.051);
    QVERIFY(std::fabs(contrast(t.onaccent, t.accent) - onaccent) < 0.051);
    QVERIFY(std::fabs(contrast(t.error, t.errorbg) - errorbg) < 0.051);
    QVERIFY(std::fabs(contrast(t.ctl, t.panel) - ctlOnPanel) < 0.051);
    QVERIFY(std::fabs(contrast(t.ctl, t.raised) - ctlOnRaised) < 0.051);
    QVERIFY2(std::fabs(contrast(t.ontag, t.tag) - 15.5) < 0.1, qPrintable(QString::number(contrast(t.ontag, t.tag))));
    QCOMPARE(t.surround.red(), t.surround.green());
    QCOMPARE(t.surround.red(), t.surround.blue());
  }

  void contrastOfScales_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
  }
  void contrastOfScales() {
    QFETCH(bool, dark);
    const Tokens& t = themeOf(dark);
    for (const QColor& color : t.categories) QVERIFY2(contrast(color, t.raised) >= 4.99, qPrintable(color.name()));
    for (const QColor& color : t.sockets) QVERIFY2(contrast(color, t.canvas) >= 4.5, qPrintable(color.name()));
    for (const QColor& color : t.heat) {
      QVERIFY2(contrast(color, dark ? t.raised : t.canvas) >= (dark ? 3.38 : 2.98), qPrintable(color.name()));
    }
    for (const QColor& color : t.diverging) QVERIFY2(contrast(color, t.raised) >= 2.98, qPrintable(color.name()));
    for (int step = 0; step <= 60; ++step) {
      const QColor fill = t.heatColor(step / 60.0);
      QVERIFY2(contrast(textOn(fill), fill) >= 4.5, qPrintable(fill.name()));
    }
    // Evenly stepped lightness: the scale reads in grey.
    for (size_t i = 1; i < t.heat.size(); ++i) {
      const double before = luminance(t.heat[i - 1]);
      const double here = luminance(t.heat[i]);
      QVERIFY(dark ? here > before : here < before);
    }
  }

  void heatIsClampedAndLinear() {
    const Tokens& t = Tokens::darkTokens();
    QCOMPARE(t.heatColor(-1), t.heat.front());
    QCOMPARE(t.heatColor(2), t.heat.back());
    QCOMPARE(t.heatColor(std::numeric_limits<double>::quiet_NaN()), t.heat.front());
    QCOMPARE(t.heatColor(0.5), t.heat[3]);
    QCOMPARE(t.heatColor(1.0 / 12), mixed(t.heat[0], t.heat[1], 0.5));
    QCOMPARE(t.divergingColor(0), t.diverging[3]);
    QCOMPARE(t.divergingColor(-1), t.diverging.front());
    QCOMPARE(t.divergingColor(1), t.diverging.back());
    QCOMPARE(t.divergingColor(std::numeric_limits<double>::quiet_NaN()), t.diverging[3]);
  }

  void themeChangesPaletteAndFonts() {
    Theme& theme = Theme::instance();
    QSignalSpy changes(&theme, &Theme::changed);
    theme.setMode(ThemeMode::kLight);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(qApp->palette().color(QPalette::Window), Tokens::lightTokens().window);
    QCOMPARE(qApp->palette().color(QPalette::Highlight), Tokens::lightTokens().accentbg);
    QCOMPARE(qApp->palette().color(QPalette::Disabled, QPalette::Text), Tokens::lightTokens().text3);
    theme.setMode(ThemeMode::kDark);
    QCOMPARE(qApp->palette().color(QPalette::Base), Tokens::darkTokens().field);
    QCOMPARE(Theme::font(FontRole::kBody).pointSizeF(), 9.0);
    QCOMPARE(Theme::font(FontRole::kVerdict).weight(), QFont::Medium);
    QCOMPARE(Theme::font(FontRole::kBody).families().first(), QString("Roboto"));

    const int control = Theme::metrics().control;
    theme.setDensity(Density::kRoomy);
    QCOMPARE(Theme::metrics().control, 32);
    QCOMPARE(Theme::metrics().slider_row, 46);
    theme.setDensity(Density::kCompact);
    QCOMPARE(Theme::metrics().tree_row, 18);
    theme.setDensity(Density::kDefault);
    theme.setTypePercent(500);
    QCOMPARE(theme.typePercent(), 150);
    QVERIFY(Theme::metrics().control > control);
    QCOMPARE(Theme::font(FontRole::kBody).pointSizeF(), 13.5);
    theme.setTypePercent(100);
    theme.setReduceMotion(true);
    QCOMPARE(theme.motionMilliseconds(), 0);
    theme.setReduceMotion(false);
  }

  void figuresAreTabular() {
    const QFontMetricsF metrics(Theme::font(FontRole::kBody));
    if (QFontInfo(Theme::font(FontRole::kBody)).family() != "Roboto") QSKIP("The font Roboto is not installed");
    for (char digit = '1'; digit <= '9'; ++digit) {
      QCOMPARE(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(QChar('0')));
    }
  }

  void iconsExist_data() {
    QTest::addColumn<QString>("name");
    const QStringList names =
        QString(
            "app play stop record undo redo search plus close float chevron-down chevron-right chevron-left more "
            "swap fit target crop check cpu gpu cached bypass fused fallback error warning info lock reset folder "
            "folder-open file save picture output gradient sun contrast curve levels gamma invert droplet median "
            "sharpen convolve edges morphology resize flip blend palette matrix vignette threshold noise metrics "
            "model flag pin eye settings trash copy arrow-up arrow-down triangle-up triangle-down equals noisy wipe "
            "side diff blink main outline")
            .split(' ');
    for (const QString& name : names) QTest::newRow(qPrintable(name)) << name;
  }
  void iconsExist() {
    QFETCH(QString, name);
    QVERIFY(hasIcon(name));
    QVERIFY(!icon(name).isNull());
  }

  void iconsAreDrawnAndInsideTheirArea() {
    for (const QString& name : iconNames()) {
      for (const double size : {24.0, 20.0, 18.0, 16.0, 15.0, 13.0}) {
        for (const double ratio : {1.0, 1.5, 2.0}) {
          const QImage image = iconPixmap(name, size, ratio, Qt::white).toImage();
          QCOMPARE(image.width(), static_cast<int>(std::lround(size * ratio)));
          const double share = inkShare(image);
          QVERIFY2(share > 0.02 && share < 0.75, qPrintable(QString("%1 at %2: %3").arg(name).arg(size).arg(share)));
        }
      }
    }
  }

  void noTwoIconsLookAlike() {
    const QStringList names = iconNames();
    QVERIFY(names.size() >= 76);
    QList<QImage> images;
    for (const QString& name : names) {
      images.append(iconPixmap(name, 24, 1, Qt::white).toImage().convertToFormat(QImage::Format_ARGB32));
    }
    for (qsizetype i = 0; i < images.size(); ++i) {
      for (qsizetype j = i + 1; j < images.size(); ++j) {
        int differing = 0;
        for (int y = 0; y < 24; ++y) {
          for (int x = 0; x < 24; ++x) {
            differing += std::abs(qAlpha(images[i].pixel(x, y)) - qAlpha(images[j].pixel(x, y))) > 96 ? 1 : 0;
          }
        }
        QVERIFY2(differing >= 15,
                 qPrintable(QString("%1 and %2 differ in %3 pixels").arg(names[i], names[j]).arg(differing)));
      }
    }
  }

  void iconTakesColourOfItsState() {
    const Tokens& t = Theme::tokens();
    const auto strongest = [](const QPixmap& pixmap) {
      const QImage image = pixmap.toImage();
      QColor best;
      int alpha = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
          const QColor here = image.pixelColor(x, y);
          if (here.alpha() > alpha) {
            alpha = here.alpha();
            best = here;
          }
        }
      }
      return best.rgb();
    };
    const QIcon stop = icon("stop");
    QCOMPARE(strongest(stop.pixmap(QSize(24, 24), 1, QIcon::Normal, QIcon::Off)), t.text2.rgb());
    QCOMPARE(strongest(stop.pixmap(QSize(24, 24), 1, QIcon::Active, QIcon::Off)), t.text.rgb());
    QCOMPARE(strongest(stop.pixmap(QSize(24, 24), 1, QIcon::Normal, QIcon::On)), t.accent.rgb());
    QCOMPARE(stop.pixmap(QSize(24, 24), 2.0).width(), 48);
    QVERIFY(icon("no-such-icon").isNull());
    QVERIFY(!applicationIcon().isNull());
  }

  void smallIconsKeepTheirStroke() {
    // The upright of "plus": its ink across one row is the width of the pen on the screen.
    const auto pen = [](double size) {
      const QImage image = iconPixmap("plus", size, 4, Qt::white).toImage();
      double ink = 0;
      const int row = image.height() * 5 / 16;
      for (int x = 0; x < image.width(); ++x) ink += qAlpha(image.pixel(x, row)) / 255.0;
      return ink / 4;
    };
    QVERIFY(std::fabs(pen(24) - 1.5) < 0.1);
    QVERIFY(std::fabs(pen(16) - 1.35) < 0.1);
    QVERIFY(std::fabs(pen(13) - 1.35) < 0.1);
  }

  void hairlinesHaveNoHalfTones_data() {
    QTest::addColumn<double>("ratio");
    for (const double ratio : {1.0, 1.25, 1.5, 2.0}) QTest::addRow("%g", ratio) << ratio;
  }
  void hairlinesHaveNoHalfTones() {
    QFETCH(double, ratio);
    QImage image(static_cast<int>(64 * ratio), static_cast<int>(64 * ratio), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    paintPanel(&painter, QRectF(5.3, 7.7, 33.1, 21.9), 0, QColor(), Qt::white);
    paintHairline(&painter, QLineF(3, 50.4, 60, 50.4), Qt::white);
    painter.end();
    int lit = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const int grey = qGray(image.pixel(x, y));
        QVERIFY2(grey == 0 || grey == 255, qPrintable(QString("grey %1 at %2, %3").arg(grey).arg(x).arg(y)));
        lit += grey == 255 ? 1 : 0;
      }
    }
    QVERIFY(lit > 100);
  }

  void numbers_data() {
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    const QChar minus(0x2212);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("under one ms") << formatMilliseconds(0.416) << "0.42 ms";
    QTest::newRow("zero") << formatMilliseconds(0) << "0.00 ms";
    QTest::newRow("rounds up to one") << formatMilliseconds(0.996) << "1.0 ms";
    QTest::newRow("one decimal") << formatMilliseconds(8.14) << "8.1 ms";
    QTest::newRow("rounds up to hundred") << formatMilliseconds(99.97) << "100 ms";
    QTest::newRow("whole") << formatMilliseconds(416.4) << "416 ms";
    QTest::newRow("seconds") << formatMilliseconds(12440) << "12.4 s";
    QTest::newRow("negative") << formatMilliseconds(-3.21) << QString(minus) + "3.2 ms";
    QTest::newRow("unknown") << formatMilliseconds(nan) << "not measured";
    QTest::newRow("plain") << formatMillisecondsPlain(17.23) << "17.2";
    QTest::newRow("bytes") << formatBytes(999) << "999 B";
    QTest::newRow("kilobytes") << formatBytes(1500) << "1.5 kB";
    QTest::newRow("megabytes") << formatBytes(37748736) << "37.7 MB";
    QTest::newRow("many megabytes") << formatBytes(412e6) << "412 MB";
    QTest::newRow("next unit") << formatBytes(999.7e6) << "1.0 GB";
    QTest::newRow("rate") << formatRate(9.3e9) << "9.3 GB/s";
    QTest::newRow("share") << formatShare(0.468) << "47 %";
    QTest::newRow("small share") << formatShare(0.034, 1) << "3.4 %";
    QTest::newRow("slower") << formatChange(0.125) << "+12.5 %";
    QTest::newRow("faster") << formatChange(-0.081) << QString(minus) + "8.1 %";
    QTest::newRow("no change") << formatChange(-0.0001) << "0.0 %";
    QTest::newRow("no minus on zero") << formatNumber(-0.001, 2) << "0.00";
    QTest::newRow("count") << formatCount(12582912) << QString::fromUtf8("12\u2009582\u2009912");
  }
  void numbers() {
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
  }

  void numbersAreReadBack_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<double>("value");
    QTest::newRow("plain") << "0.050" << true << 0.05;
    QTest::newRow("unit") << " 10 px" << true << 10.0;
    QTest::newRow("unit joined") << "10px" << true << 10.0;
    QTest::newRow("true minus") << QString::fromUtf8("−3.2") << true << -3.2;
    QTest::newRow("comma") << "0,5" << true << 0.5;
    QTest::newRow("scientific") << "1e-3" << true << 0.001;
    QTest::newRow("empty") << "" << false << 0.0;
    QTest::newRow("words") << "ten" << false << 0.0;
    QTest::newRow("infinite") << "inf" << false << 0.0;
    QTest::newRow("two numbers") << "1 2" << false << 0.0;
  }
  void numbersAreReadBack() {
    QFETCH(QString, text);
    QFETCH(bool, valid);
    QFETCH(double, value);
    bool ok = !valid;
    QCOMPARE(parseNumber(text, "px", &ok), value);
    QCOMPARE(ok, valid);
    QCOMPARE(decimalsOf(0.001), 3);
    QCOMPARE(decimalsOf(0.05), 2);
    QCOMPARE(decimalsOf(1), 0);
    QCOMPARE(decimalsOf(0.25), 2);
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  Theme::instance().apply(application);
  TestTheme test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_theme.moc"
