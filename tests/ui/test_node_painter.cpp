// Node faces drawn: every state in both themes. With LIGHTBENCH_GALLERY=folder the sheet is also written there as
// nodes-<theme>-<scale>.png, to be looked at beside the design.
#include <QtTest>
#include <QtWidgets>

#include "ui/editor/hull.h"
#include "ui/editor/node_chips.h"
#include "ui/editor/node_painter.h"
#include "ui/editor/text_cache.h"
#include "ui/editor/wire.h"
#include "ui/theme/theme.h"

using namespace lightbench::ui;

namespace {

SocketFace socket(SocketType type, SocketState state, const QString& label) { return {label, label, type, state}; }

NodeFace denoise() {
  NodeFace face;
  face.title = "Denoise";
  face.icon = "droplet";
  face.category = Category::kFilter;
  face.state = FaceState::kMeasured;
  face.reading = "8.1 ms";
  face.number = "8.1";
  face.note = "47 %";
  face.bar = 0.82;
  face.heat = 0.82;
  face.chips = {{FaceChip::Kind::kCpu, "AVX-512"}, {FaceChip::Kind::kPlain, "f16"}};
  face.inputs = {socket(SocketType::kImage, SocketState::kLinked, "image")};
  face.outputs = {socket(SocketType::kImage, SocketState::kLinked, "image")};
  return face;
}

NodeFace blend() {
  NodeFace face = denoise();
  face.title = "Blend";
  face.icon = "blend";
  face.category = Category::kCombine;
  face.reading = "2.2 ms";
  face.number = "2.2";
  face.note = "13 %";
  face.bar = face.heat = 0.27;
  face.inputs = {socket(SocketType::kImage, SocketState::kLinked, "a"),
                 socket(SocketType::kImage, SocketState::kLinked, "b"),
                 socket(SocketType::kMask, SocketState::kLinked, "mask")};
  return face;
}

struct Sample {
  QString name;
  NodeFace face;
};

NodeFace worded(const QString& word, const QString& note) {
  NodeFace face = denoise();
  face.state = FaceState::kWord;
  face.reading = word;
  face.note = note;
  return face;
}

std::vector<Sample> samples() {
  std::vector<Sample> list;
  const auto add = [&](const QString& name, NodeFace face) {
    measureFace(face);
    list.push_back({name, std::move(face)});
  };
  add("normal", denoise());
  NodeFace face = denoise();
  face.hovered = true;
  add("hover", face);
  face = denoise();
  face.selected = true;
  add("selected", face);
  face.focused = true;
  add("selected focus", face);
  face = denoise();
  face.state = FaceState::kRunning;
  face.reading = "running";
  face.note = "62 %";
  face.bar = 0.62;
  add("running", face);
  face = worded("cached", "was 8.1");
  face.state = FaceState::kCached;
  add("cached", face);
  face = worded("bypassed", {});
  face.state = FaceState::kBypassed;
  add("bypassed", face);
  face = blend();
  face.state = FaceState::kError;
  face.reading = "Picture B is 640 × 480";
  face.note.clear();
  add("error", face);
  face = denoise();
  face.chips[0] = {FaceChip::Kind::kGpu, "Vulkan"};
  add("gpu", face);
  face = blend();
  face.chips.clear();
  face.fallback = FaceFallback{"Vulkan", "AVX-512"};
  add("fallback", face);
  face = denoise();
  face.title = "Super-resolution three times";
  face.icon = "model";
  face.category = Category::kModel;
  face.reading = "14.2 ms";
  face.note = "44 %";
  face.outputs.push_back(socket(SocketType::kClasses, SocketState::kLinked, "classes"));
  add("model, two outputs", face);
  face = denoise();
  face.change = FaceChange{FaceChange::Sign::kSlower, "12.5 %"};
  face.chips = {{FaceChip::Kind::kGpu, "Vulkan"}};
  face.spread = 0.9;
  add("baseline, p95", face);
  face = denoise();
  face.reading = "≈ 0.5 ms";
  face.is_share = true;
  face.bar = face.heat = 0.3;
  add("share of a pass", face);
  face = denoise();
  face.reading = "−8.1 %";
  face.note = "was 8.8";
  face.change = FaceChange{FaceChange::Sign::kFaster, "8.1 %"};
  face.scale = BarScale::kDiverging;
  face.bar = 0.6;
  face.heat = -0.6;
  add("change", face);
  face = worded("read once", "38 ms");
  face.title = "Photo";
  face.icon = "input";
  face.category = Category::kInOut;
  face.inputs.clear();
  face.tag = "B";
  face.has_thumbnail = true;
  QImage picture(300, 200, QImage::Format_RGB32);
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 300; ++x) picture.setPixel(x, y, qRgb(x * 255 / 300, y * 255 / 200, 120));
  }
  face.thumbnail = picture;
  face.chips = {{FaceChip::Kind::kCpu, "CPU"}, {FaceChip::Kind::kPlain, "u8"}};
  add("input", face);
  face.title = "Result";
  face.icon = "output";
  face.tag = "A";
  face.reading = "not written";
  face.note = "not timed";
  face.inputs = {socket(SocketType::kImage, SocketState::kLinked, "image")};
  face.outputs.clear();
  add("output", face);
  add("not asked", worded("not asked", "not viewed"));
  add("blocked", worded("waits", "for Blend"));
  face = worded("no input", "a");
  face.inputs = {socket(SocketType::kImage, SocketState::kMissing, "a"),
                 socket(SocketType::kImage, SocketState::kMissing, "b")};
  face.outputs[0].state = SocketState::kFree;
  add("no input", face);
  face = denoise();
  face.inputs = {socket(SocketType::kTensor, SocketState::kFree, "tensor"),
                 socket(SocketType::kNumber, SocketState::kFree, "number"),
                 socket(SocketType::kClasses, SocketState::kFree, "classes")};
  face.outputs = {socket(SocketType::kMask, SocketState::kFree, "mask")};
  add("free sockets", face);
  return list;
}

constexpr int kColumns = 6;
constexpr QSize kCell(260, 200);

QImage sheet(const Tokens& tokens, double scale) {
  const std::vector<Sample> all = samples();
  const int rows = (static_cast<int>(all.size()) + kColumns - 1) / kColumns;
  const QSize size(kColumns * kCell.width(), (rows + 1) * kCell.height());
  QImage image(size * scale, QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  image.fill(tokens.canvas);
  QPainter painter(&image);
  for (size_t i = 0; i < all.size(); ++i) {
    const QPointF corner(static_cast<int>(i) % kColumns * kCell.width() + 72,
                         static_cast<int>(i) / kColumns * kCell.height() + 16);
    painter.save();
    painter.translate(corner);
    paintNode(painter, all[i].face, tokens, 1);
    painter.restore();
    drawText(painter, corner + QPointF(0, all[i].face.size.height() + 18), all[i].name, FontRole::kSecondary,
             tokens.text3);
  }
  const QPointF low(24, rows * kCell.height() + 10);
  const double zooms[] = {0.55, 0.3, 0.15};
  double x = low.x();
  for (const double zoom : zooms) {
    for (size_t i = 0; i < 8; ++i) {
      painter.save();
      painter.translate(
          QPointF(x + static_cast<double>(i % 4) * 170 * zoom, low.y() + static_cast<double>(i / 4) * 130 * zoom));
      painter.scale(zoom, zoom);
      paintNode(painter, all[i].face, tokens, zoom);
      painter.restore();
    }
    x += 4 * 170 * zoom + 40;
  }
  for (int type = 0; type < kSocketTypeCount; ++type) {
    WireLook look;
    look.type = static_cast<SocketType>(type);
    look.critical = false;
    paintWire(painter, wirePath({x, low.y() + 12 + type * 30}, {x + 110, low.y() + 34 + type * 30}), look, tokens, 1);
  }
  x += 140;
  const WireTransfer up{true, 1'600'000, 25'165'824};
  const WireTransfer down{false, 420'000, 786'432};
  const auto column = [&](double left, std::initializer_list<WireLook> looks) {
    double y = low.y();
    for (const WireLook& look : looks) {
      paintWire(painter, wirePath({left, y + 12}, {left + 110, y + 34}), look, tokens, 1);
      paintWirePill(painter, {left, y + 12}, {left + 110, y + 34}, look, tokens, 1);
      y += 30;
    }
  };
  column(x, {{.critical = true}, {.selected = true}, {.hovered = true}, {.faded = true}});
  column(x + 140, {{.transfer = up},
                   {.critical = true, .transfer = down},
                   {.selected = true, .transfer = down},
                   {.faded = true, .transfer = up}});
  return image;
}

QImage wired(const WireLook& look, double zoom, double length = 110) {
  const Tokens& tokens = Tokens::darkTokens();
  QImage image(260, 100, QImage::Format_RGB32);
  image.fill(tokens.canvas);
  QPainter painter(&image);
  painter.scale(zoom, zoom);
  paintWire(painter, wirePath({20, 30}, {20 + length, 60}), look, tokens, zoom);
  paintWirePill(painter, {20, 30}, {20 + length, 60}, look, tokens, zoom);
  return image;
}

bool contains(const QImage& image, const QColor& color) {
  for (int y = 0; y < image.height(); ++y) {
    const auto* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
    if (std::any_of(row, row + image.width(), [&](QRgb pixel) { return (pixel | 0xff000000U) == color.rgb(); }))
      return true;
  }
  return false;
}

QImage drawn(const NodeFace& given, double zoom, const Tokens& tokens = Tokens::darkTokens()) {
  NodeFace face = given;
  measureFace(face);
  QImage image(260, 200, QImage::Format_RGB32);
  image.fill(tokens.canvas);
  QPainter painter(&image);
  painter.translate(40, 20);
  painter.scale(zoom, zoom);
  paintNode(painter, face, tokens, zoom);
  return image;
}

}  // namespace

class TestNodePainter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { Theme::instance().apply(*qApp); }

  void gallery_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("scale");
    QTest::newRow("dark 1") << true << 1.0;
    QTest::newRow("dark 2") << true << 2.0;
    QTest::newRow("light 1") << false << 1.0;
    QTest::newRow("light 2") << false << 2.0;
  }
  void gallery() {
    QFETCH(bool, dark);
    QFETCH(double, scale);
    Theme::instance().setMode(dark ? ThemeMode::kDark : ThemeMode::kLight);
    const Tokens& tokens = Theme::tokens();
    const QImage image = sheet(tokens, scale);
    QVERIFY(contains(image, tokens.accent));
    QVERIFY(contains(image, tokens.error));
    QVERIFY(contains(image, tokens.warn));
    QVERIFY(contains(image, tokens.heatColor(0.82)));
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (folder.isEmpty()) return;
    const QString name = QStringLiteral("nodes-%1-%2.png").arg(dark ? "dark" : "light").arg(scale);
    QVERIFY(image.save(QDir(folder).filePath(name)));
  }

  void detail_data() {
    QTest::addColumn<double>("zoom");
    QTest::addColumn<int>("detail");
    QTest::newRow("100 %") << 1.0 << static_cast<int>(NodeDetail::kFull);
    QTest::newRow("70 %") << 0.7 << static_cast<int>(NodeDetail::kFull);
    QTest::newRow("69 %") << 0.69 << static_cast<int>(NodeDetail::kCompact);
    QTest::newRow("44 %") << 0.44 << static_cast<int>(NodeDetail::kNumber);
    QTest::newRow("20 %") << 0.2 << static_cast<int>(NodeDetail::kNumber);
    QTest::newRow("19 %") << 0.19 << static_cast<int>(NodeDetail::kBlock);
  }
  void detail() {
    QFETCH(double, zoom);
    QFETCH(int, detail);
    QCOMPARE(static_cast<int>(detailAt(zoom)), detail);
  }

  void widthFollowsTitle() {
    NodeFace face = denoise();
    measureFace(face);
    QCOMPARE(face.size, QSizeF(136, 84));
    face.title = "A rather long title of a node";
    measureFace(face);
    QVERIFY(face.size.width() > 136);
    QCOMPARE(std::fmod(face.size.width(), 8), 0.0);
    face.title = QString(200, 'm');
    measureFace(face);
    QCOMPARE(face.size.width(), 208.0);
    face.has_thumbnail = true;
    measureFace(face);
    QCOMPARE(face.size.height(), 84 + kThumbnailHeight + 4);
  }

  void stateShowsAtEveryZoom_data() {
    QTest::addColumn<double>("zoom");
    for (const double zoom : {2.0, 1.0, 0.6, 0.3, 0.15}) {
      QTest::newRow(qPrintable(QString::number(zoom))) << zoom;
    }
  }
  void stateShowsAtEveryZoom() {
    QFETCH(double, zoom);
    const Tokens& t = Tokens::darkTokens();
    NodeFace face = denoise();
    QVERIFY(!contains(drawn(face, zoom), t.accent));
    face.selected = true;
    QVERIFY(contains(drawn(face, zoom), t.accent));
    face = denoise();
    face.state = FaceState::kError;
    QVERIFY(contains(drawn(face, zoom), t.errorbg));
  }

  // A wire that passes behind the name of a port does not strike it through.
  void portNamesLieOnCanvas() {
    const Tokens& t = Tokens::darkTokens();
    NodeFace face = blend();
    measureFace(face);
    QImage image(260, 200, QImage::Format_RGB32);
    image.fill(Qt::red);  // wires all over
    QPainter painter(&image);
    painter.translate(60, 20);
    paintNode(painter, face, t, 1);
    painter.end();
    for (size_t i = 0; i < face.inputs.size(); ++i) {
      const QPoint end = inputSocketAt(face, i).toPoint() + QPoint(60 - 9, 20 - 5);  // of the baseline
      const int width = static_cast<int>(textWidth(face.inputs[i].label, FontRole::kHint));
      bool written = false;
      for (int y = end.y() - 6; y <= end.y(); ++y) {
        for (int x = end.x() - width; x < end.x(); ++x) {
          const QColor color = image.pixelColor(x, y);
          QVERIFY2(std::abs(color.red() - color.green()) < 60, qPrintable(color.name()));
          written = written || color.lightness() > 100;
        }
      }
      QVERIFY(written);
    }
  }

  void transfersShowFrom45Percent_data() {
    QTest::addColumn<double>("zoom");
    QTest::addColumn<bool>("shown");
    QTest::newRow("100 %") << 1.0 << true;
    QTest::newRow("45 %") << 0.45 << true;
    QTest::newRow("44 %") << 0.44 << false;
    QTest::newRow("15 %") << 0.15 << false;
  }
  void transfersShowFrom45Percent() {
    QFETCH(double, zoom);
    QFETCH(bool, shown);
    WireLook look;
    const QImage plain = wired(look, zoom);
    look.transfer = WireTransfer{true, 1'600'000, 900};
    QCOMPARE(wired(look, zoom) != plain, shown);
  }

  void transfersTellWayAndTime() {
    const Tokens& t = Tokens::darkTokens();
    WireLook look;
    look.transfer = WireTransfer{true, 1'600'000, 25'165'824};
    const QImage up = wired(look, 1);
    QVERIFY(contains(up, t.hover));
    QVERIFY(!contains(up, t.text2));
    QCOMPARE(wireWords(look), QString("Upload to the graphics card: 1.6 ms, 25.2 MB, 15.7 GB/s"));
    look.critical = true;
    QVERIFY(contains(wired(look, 1), t.text2));
    look.critical = false;
    look.transfer->to_gpu = false;
    QVERIFY(wired(look, 1) != up);
    QVERIFY(wireWords(look).startsWith("Download from the graphics card: 1.6 ms"));
  }

  void bytesStandInPlaceOfTheTime() {
    WireLook look;
    look.bytes = 37'700'000;
    QCOMPARE(wireWords(look), QString("37.7 MB through memory"));
    const QImage plain = wired({}, 1);
    const QImage bytes = wired(look, 1);
    QVERIFY(bytes != plain);
    QVERIFY(wirePill({0, 0}, {30, 0}, look).width() < wirePill({0, 0}, {200, 0}, look).width());
    look.transfer = WireTransfer{true, 1'600'000, 37'700'000};
    QVERIFY(wired(look, 1) != bytes);  // the arrow
    QVERIFY(wireWords(look).startsWith("Upload"));
    QCOMPARE(wireWords(WireLook()), QString());
  }

  // Where nodes stand close the pill leaves their sockets free.
  void transfersFitBetweenNodes_data() {
    QTest::addColumn<double>("gap");
    QTest::addColumn<double>("ms");
    for (const double gap : {44.0, 54.0, 84.0, 200.0}) {
      for (const double ms : {0.02, 0.64, 9.96, 10.5, 46.5, 312.0}) QTest::addRow("%g, %g ms", gap, ms) << gap << ms;
    }
  }
  void transfersFitBetweenNodes() {
    QFETCH(double, gap);
    QFETCH(double, ms);
    const WireLook look{.transfer = WireTransfer{true, static_cast<qint64>(ms * 1e6), 900}};
    const QRectF pill = wirePill({0, 0}, {gap, 0}, look);
    QCOMPARE(pill.height(), 18.0);
    QCOMPARE(pill.center(), QPointF(gap / 2, 0));
    const double reaches = ms < 0.05 ? 0 : 3.5;  // so short a time is never shortened to nothing
    QVERIFY2(pill.left() >= reaches, qPrintable(QString::number(pill.left())));
    if (gap == 200) QVERIFY(pill.width() > wirePill({0, 0}, {54, 0}, look).width());
  }

  // A share measured inside a pass is no solid bar, and the 95th percentile has a tick beyond it.
  void sharesAreHatchedAndSpreadsTicked() {
    const Tokens& t = Tokens::darkTokens();
    NodeFace face = denoise();
    face.bar = 0.5;
    face.heat = 1;
    const auto count = [&](const QImage& image, const QColor& color) {
      int pixels = 0;
      for (int y = 20 + 46; y < 20 + 52; ++y) {
        for (int x = 0; x < image.width(); ++x) pixels += image.pixelColor(x, y) == color ? 1 : 0;
      }
      return pixels;
    };
    const int solid = count(drawn(face, 1), t.heatColor(1));
    face.is_share = true;
    const int hatched = count(drawn(face, 1), t.heatColor(1));
    QVERIFY2(hatched > 20 && hatched < solid * 3 / 4, qPrintable(QString("%1 of %2").arg(hatched).arg(solid)));
    const QImage plain = drawn(face, 1);
    face.spread = 0.75;
    const QImage ticked = drawn(face, 1);
    const int x = 40 + 10 + static_cast<int>(0.75 * 118);
    QVERIFY(plain.copy(x - 2, 62, 5, 14) != ticked.copy(x - 2, 62, 5, 14));
    QVERIFY(plain.copy(0, 0, x - 2, 200) == ticked.copy(0, 0, x - 2, 200));
  }

  void changesHaveTheirOwnSign_data() {
    QTest::addColumn<int>("sign");
    QTest::addColumn<QColor>("color");
    const Tokens& t = Tokens::darkTokens();
    QTest::newRow("faster") << static_cast<int>(FaceChange::Sign::kFaster) << t.faster;
    QTest::newRow("slower") << static_cast<int>(FaceChange::Sign::kSlower) << t.slower;
    QTest::newRow("noisy") << static_cast<int>(FaceChange::Sign::kNoisy) << t.warn;
  }
  void changesHaveTheirOwnSign() {
    QFETCH(int, sign);
    QFETCH(QColor, color);
    const Tokens& t = Tokens::darkTokens();
    NodeFace face = denoise();
    face.chips = {{FaceChip::Kind::kGpu, "Vulkan"}};
    QVERIFY(!contains(drawn(face, 2), color));
    face.change = FaceChange{static_cast<FaceChange::Sign>(sign), "12.5 %"};
    QVERIFY(contains(drawn(face, 2), color));
    QCOMPARE(changeIcon(*face.change) == changeIcon({FaceChange::Sign::kSame, {}}), false);
    // A fallback needs the room and is more to be known.
    face.chips.clear();
    face.fallback = FaceFallback{"Vulkan", "AVX-512"};
    if (color != t.warn) QVERIFY(!contains(drawn(face, 2), color));
    // In the overlay of changes it stands before the reading.
    face.scale = BarScale::kDiverging;
    face.heat = 0.5;
    QVERIFY(contains(drawn(face, 2), color));
    QVERIFY(contains(drawn(face, 1), t.divergingColor(0.5)));
    QVERIFY(contains(drawn(face, 0.3), t.divergingColor(0.5)));
  }

  void hullsLeaveStrangersOut() {
    const QSizeF body(136, 84);
    const std::vector<QRectF> members = {{QPointF(0, 0), body}, {QPointF(200, 0), body}, {QPointF(400, 200), body}};
    const std::vector<std::pair<size_t, size_t>> links = {{0, 1}, {1, 2}};
    HullShape shape = hullShape(members, {}, links);
    QCOMPARE(shape.size(), size_t{1});
    QCOMPARE(shape[0], QRectF(-12, -27, 536 + 24, 284 + 39));
    // Somebody far away is in nobody's way.
    QCOMPARE(hullShape(members, {QRectF(QPointF(900, 0), body)}, links).size(), size_t{1});
    const QRectF stranger(QPointF(200, 200), body);
    shape = hullShape(members, {stranger}, links);
    QCOMPARE(shape.size(), size_t{2});
    QCOMPARE(shape[0], QRectF(-12, -27, 336 + 24, 84 + 39));
    for (const QRectF& part : shape) QVERIFY(!part.intersects(stranger));
    for (const QRectF& member : members) {
      QVERIFY(std::any_of(shape.begin(), shape.end(), [&](const QRectF& part) { return part.contains(member); }));
    }
  }

  void hullsTellTheirTimeOnce_data() {
    QTest::addColumn<double>("zoom");
    QTest::addColumn<bool>("outline");
    QTest::addColumn<bool>("label");
    QTest::newRow("100 %") << 1.0 << true << true;
    QTest::newRow("30 %") << 0.3 << true << false;
    QTest::newRow("15 %") << 0.15 << false << false;
  }
  void hullsTellTheirTimeOnce() {
    QFETCH(double, zoom);
    QFETCH(bool, outline);
    QFETCH(bool, label);
    const Tokens& t = Tokens::darkTokens();
    const auto painted = [&](const HullShape& shape, const QString& reading) {
      QImage image(500, 300, QImage::Format_RGB32);
      image.fill(t.canvas);
      QPainter painter(&image);
      painter.scale(zoom, zoom);
      paintHull(painter, shape, {{"a", "b"}, "Fused, one pass", "AVX-512 × 2.0", reading}, t, zoom);
      return image;
    };
    const HullShape two = {QRectF(10, 10, 220, 120), QRectF(250, 10, 220, 120)};
    QCOMPARE(contains(painted(two, "1.4 ms"), mixed(t.canvas, t.raised, 0.45)), outline);
    const QImage one_time = painted(two, "1.4 ms");
    const QImage another = painted(two, "9.9 ms");
    QCOMPARE(one_time != another, label);
    const int second = static_cast<int>(240 * zoom);
    QVERIFY(one_time.copy(second, 0, 500 - second, 300) == another.copy(second, 0, 500 - second, 300));
  }

  void barIsAsLongAsItsShare() {
    const Tokens& t = Tokens::darkTokens();
    NodeFace face = denoise();
    face.bar = 0.5;
    face.heat = 1;
    const QImage image = drawn(face, 1);
    const int y = 20 + 49;
    int length = 0;
    for (int x = 0; x < image.width(); ++x) length += image.pixelColor(x, y) == t.heatColor(1) ? 1 : 0;
    QVERIFY2(std::abs(length - 59) <= 2, qPrintable(QString::number(length)));
  }
};

QTEST_MAIN(TestNodePainter)
#include "test_node_painter.moc"
