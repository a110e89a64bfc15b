// The words and numbers on a node, from made-up reports; the palette's search; the layered layout.
#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "engine/runtime/transfers.h"
#include "ui/editor/auto_layout.h"
#include "ui/editor/face_maker.h"
#include "ui/editor/palette_search.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

constexpr int64_t kMs = 1'000'000;

Node made(const std::string& type, const NodeId& id) {
  Node node;
  node.id = id;
  node.type = type;
  return node;
}

// photo → blur → blend.a, photo → sharpen → blend.b, blend → result; web reads blend.
Graph sample() {
  Graph graph;
  graph.nodes = {made("input", "photo"), made("gaussian_blur", "blur"), made("unsharp_mask", "sharpen"),
                 made("blend", "blend"), made("output", "result"),      made("resize", "web")};
  graph.connect({"photo", "image"}, {"blur", "image"});
  graph.connect({"photo", "image"}, {"sharpen", "image"});
  graph.connect({"blur", "image"}, {"blend", "a"});
  graph.connect({"sharpen", "image"}, {"blend", "b"});
  graph.connect({"blend", "image"}, {"result", "image"});
  graph.connect({"blend", "image"}, {"web", "image"});
  return graph;
}

NodeReport line(const NodeId& id, NodeState state, std::optional<int64_t> self_ns = {}) {
  NodeReport report;
  report.id = id;
  report.state = state;
  report.self_ns = self_ns;
  report.spec = ImageSpec{640, 480, 3, SampleFormat::kF32, SampleFormat::kU8};
  if (state == NodeState::kComputed) {
    report.backend = "cpu";
    report.isa = "avx512";
    report.bytes_read = 3'000'000;
    report.bytes_written = 1'000'000;
  }
  return report;
}

RunReport run() {
  RunReport report;
  report.nodes = {line("photo", NodeState::kComputed, 38 * kMs),
                  line("blur", NodeState::kComputed, 8 * kMs),
                  line("sharpen", NodeState::kComputed, 2 * kMs),
                  line("blend", NodeState::kComputed, 4 * kMs),
                  line("result", NodeState::kPassed),
                  line("web", NodeState::kNotAsked)};
  report.trace.end_ns = 20 * kMs;
  report.trace.steps = {{SpanKind::kDecode, "photo", "input", 0, 38 * kMs, 0, 0}};
  return report;
}

// As the run tells of a node that computed on the graphics card.
NodeReport on_card(const NodeId& id, int64_t self_ns) {
  NodeReport report = line(id, NodeState::kComputed, self_ns);
  report.requested = Backend::kVulkan;
  report.backend = "vulkan";
  report.isa.clear();
  return report;
}

// Records after runs in which the blur took so many milliseconds, the first of them cold.
NodeRecords recordsOf(const Graph& graph, const std::vector<int>& blur_ms, RunReport report = run()) {
  NodeRecords records;
  for (const int ms : blur_ms) {
    report.nodes[1].self_ns = ms * kMs;
    records.add(report, graph);
  }
  return records;
}

NodeReport& of(RunReport& report, const NodeId& id) {
  return *std::find_if(report.nodes.begin(), report.nodes.end(), [&](const NodeReport& node) { return node.id == id; });
}

}  // namespace

class TestNodeFace : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    Theme::instance().apply(*qApp);
    register_builtin(registry_);
  }

  void words_data() {
    QTest::addColumn<QString>("situation");
    QTest::addColumn<QString>("node");
    QTest::addColumn<FaceState>("state");
    QTest::addColumn<QString>("reading");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* situation, const char* node, FaceState state, const char* reading,
                        const char* note = "") {
      QTest::addRow("%s, %s", situation, node) << situation << node << state << reading << note;
    };
    row("plain", "blur", FaceState::kMeasured, "8.0 ms", "40 %");
    row("plain", "sharpen", FaceState::kMeasured, "2.0 ms", "10 %");
    row("plain", "photo", FaceState::kWord, "read once", "38.0 ms");
    row("plain", "result", FaceState::kWord, "not written", "not timed");
    row("plain", "web", FaceState::kWord, "not asked", "not viewed");
    row("no run", "blur", FaceState::kWord, "not run yet");
    row("new node", "blur", FaceState::kWord, "not run yet");
    row("cached", "blur", FaceState::kCached, "cached", "was 8.1");
    row("cached", "photo", FaceState::kWord, "read once", "31.0 ms");
    row("never timed", "blur", FaceState::kCached, "cached", "");
    row("upstream of cached", "blur", FaceState::kWord, "not needed", "was 8.1");
    row("written", "result", FaceState::kWord, "written", "not timed");
    row("bypassed", "blur", FaceState::kBypassed, "bypassed");
    row("identity", "blur", FaceState::kWord, "passed on", "no change");
    row("failed", "blend", FaceState::kError, "Picture B is 640 × 480");
    row("failed", "result", FaceState::kWord, "waits", "for Blend");
    row("cancelled", "blur", FaceState::kWord, "cancelled");
    row("running", "blur", FaceState::kRunning, "running", "62 %");
    row("running", "sharpen", FaceState::kMeasured, "2.0 ms", "10 %");
    row("unplugged", "blend", FaceState::kWord, "no input", "a");
    row("unknown", "blur", FaceState::kError, "Unknown type from_the_future");
    row("tiny", "blur", FaceState::kMeasured, "0.02 ms", "< 1 %");
    row("memory", "blur", FaceState::kMeasured, "3.7 MB", "640 × 480");
    row("bytes", "blur", FaceState::kMeasured, "4.0 MB", "500 MB/s");
    row("why", "blur", FaceState::kWord, "Sigma changed");
    row("off", "blur", FaceState::kWord, "640 × 480");
  }
  void words() {
    QFETCH(QString, situation);
    QFETCH(QString, node);
    QFETCH(FaceState, state);
    QFETCH(QString, reading);
    QFETCH(QString, note);
    Graph graph = sample();
    RunReport report = run();
    FaceSources sources{graph, registry_};
    sources.report = &report;
    std::map<NodeId, double> progress;
    std::set<NodeId> written;
    const auto last_self = [](const NodeId& id) {
      return std::optional<qint64>(id == "photo" ? 31 * kMs : 81 * kMs / 10);
    };
    if (situation == "no run") sources.report = nullptr;
    if (situation == "new node") std::erase_if(report.nodes, [](const NodeReport& line) { return line.id == "blur"; });
    if (situation == "cached" || situation == "never timed") {
      of(report, "blur") = line("blur", NodeState::kCached);
      of(report, "photo") = line("photo", NodeState::kCached);
      report.trace.steps.clear();
    }
    if (situation == "cached" || situation == "upstream of cached") sources.last_self = last_self;
    if (situation == "upstream of cached") {
      of(report, "blur") = line("blur", NodeState::kNotAsked);
      of(report, "blend") = line("blend", NodeState::kCached);
    }
    if (situation == "written") {
      written = {"result"};
      sources.written = &written;
    }
    if (situation == "bypassed") graph.find("blur")->bypass = true;
    if (situation == "identity") of(report, "blur") = line("blur", NodeState::kPassed);
    if (situation == "failed") {
      of(report, "blend") = line("blend", NodeState::kFailed);
      of(report, "blend").error = invalid("picture B is 640 × 480", "node blend", "make both the same size", "blend");
      of(report, "result") = line("result", NodeState::kBlocked);
      of(report, "result").error = invalid("waits for blend", "node result", "mend blend first", "blend");
    }
    if (situation == "cancelled") of(report, "blur") = line("blur", NodeState::kCancelled);
    if (situation == "running") {
      progress = {{"blur", 0.62}};
      sources.progress = &progress;
    }
    if (situation == "unplugged") graph.disconnect({"blend", "a"});
    if (situation == "unknown") graph.find("blur")->type = "from_the_future";
    if (situation == "tiny") of(report, "blur").self_ns = kMs / 50;
    if (situation == "memory") sources.overlay = Overlay::kMemory;
    if (situation == "bytes") sources.overlay = Overlay::kBytes;
    if (situation == "off") sources.overlay = Overlay::kOff;
    if (situation == "why") {
      sources.overlay = Overlay::kCache;
      of(report, "blur").reason = "sigma changed";
    }
    const NodeFace face = FaceMaker(sources).face(*graph.find(node.toStdString()));
    QCOMPARE(face.reading, reading);
    QCOMPARE(face.note, note);
    QCOMPARE(static_cast<int>(face.state), static_cast<int>(state));
  }

  void timesAreMediansOfRunsThatWereAlike() {
    const Graph graph = sample();
    const NodeRecords records = recordsOf(graph, {60, 7, 9, 8, 10, 8});
    RunReport report = run();
    of(report, "blur").self_ns = 10 * kMs;
    FaceSources sources{graph, registry_};
    sources.report = &report;
    sources.records = &records;
    NodeFace face = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(face.reading, QString("8.0 ms"));
    QCOMPARE(face.note, QString("50 %"));         // of the run shown
    QVERIFY(face.spread && *face.spread == 1.0);  // 9.8 of 8: at the end of the track
    QVERIFY(!face.is_share);
    QCOMPARE(FaceMaker(sources).range().text, QString("8.0 ms self, median"));
    QVERIFY(FaceMaker(sources)
                .details(*graph.find("blur"))
                .contains("median of 5 warm runs 8.0 ms, p95 9.8 ms, cold 60.0 ms"));
    // Of few runs a 95th percentile says nothing.
    const NodeRecords few = recordsOf(graph, {60, 7, 9});
    sources.records = &few;
    QVERIFY(!FaceMaker(sources).face(*graph.find("blur")).spread);
    // The first one is cold and says so.
    const NodeRecords cold = recordsOf(graph, {10});
    sources.records = &cold;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).note, QString("cold, 50 %"));
    // A proxy shows its own time, and that it is one.
    report.level = 2;
    sources.records = &records;
    face = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(face.reading, QString("10.0 ms"));
    QCOMPARE(face.note, QString("proxy 1/4"));
  }

  void changesAgainstTheBaseline_data() {
    QTest::addColumn<QList<int>>("now");
    QTest::addColumn<QString>("reading");
    QTest::addColumn<QString>("note");
    QTest::addColumn<int>("sign");  // -1: none
    const auto sign = [](FaceChange::Sign which) { return static_cast<int>(which); };
    QTest::newRow("slower") << QList<int>{1, 90, 90, 90} << "+12.5 %"
                            << "was 80.0" << sign(FaceChange::Sign::kSlower);
    QTest::newRow("faster") << QList<int>{1, 60, 60, 60} << "−25.0 %"
                            << "was 80.0" << sign(FaceChange::Sign::kFaster);
    QTest::newRow("the same") << QList<int>{1, 80, 81, 80} << "no difference"
                              << "was 80.0" << sign(FaceChange::Sign::kSame);
    QTest::newRow("noisy") << QList<int>{1, 70, 100, 120} << "too noisy"
                           << "was 80.0" << sign(FaceChange::Sign::kNoisy);
    QTest::newRow("few") << QList<int>{1, 90} << "too few runs"
                         << "1 of 3" << -1;
    QTest::newRow("cold") << QList<int>{90} << "too few runs"
                          << "0 of 3" << -1;
  }
  void changesAgainstTheBaseline() {
    QFETCH(QList<int>, now);
    QFETCH(QString, reading);
    QFETCH(QString, note);
    QFETCH(int, sign);
    const Graph graph = sample();
    const Baseline baseline = recordsOf(graph, {1, 79, 80, 80, 82}).baseline("name", "today", "here");
    const NodeRecords records = recordsOf(graph, {now.begin(), now.end()});
    RunReport report = run();
    FaceSources sources{graph, registry_};
    sources.report = &report;
    sources.records = &records;
    sources.overlay = Overlay::kDelta;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).reading, QString("no baseline"));
    sources.baseline = &baseline;
    const NodeFace face = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(face.reading, reading);
    QCOMPARE(face.note, note);
    QCOMPARE(face.change ? static_cast<int>(face.change->sign) : -1, sign);
    // Only what differs has a bar, with its sign in the colour.
    const bool differs = reading.endsWith('%');
    QCOMPARE(face.bar, differs ? 1.0 : 0.0);
    QCOMPARE(face.heat, !differs ? 0.0 : (reading.startsWith('+') ? 1.0 : -1.0));
    // The same beside the time.
    sources.overlay = Overlay::kTime;
    const NodeFace timed = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(timed.change, face.change);
    QCOMPARE(static_cast<int>(timed.scale), static_cast<int>(BarScale::kHeat));
  }

  void changesSayWhyThereIsNone() {
    const Graph graph = sample();
    const Baseline baseline = recordsOf(graph, {1, 80, 80, 80}).baseline("name", "today", "here");
    RunReport smaller = run();
    smaller.nodes[1].spec->width = 320;
    const NodeRecords records = recordsOf(graph, {1, 80, 80, 80}, smaller);
    FaceSources sources{graph, registry_};
    sources.report = &smaller;
    sources.records = &records;
    sources.overlay = Overlay::kDelta;
    sources.baseline = &baseline;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).reading, QString("Another picture size"));
    QCOMPARE(FaceMaker(sources).face(*graph.find("photo")).reading, QString("read once"));
    const Baseline empty;
    sources.baseline = &empty;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).reading, QString("not pinned"));
    smaller.nodes[1] = line("blur", NodeState::kCached);
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).reading, QString("cached"));
    smaller.level = 1;
    smaller.nodes[1] = line("blur", NodeState::kComputed, kMs);
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).reading, QString("proxy 1/2"));
  }

  // blur and sharpen in one pass, of which only blend reads: sharpen's picture never reaches memory.
  void membersOfAPassSaySo() {
    const Graph graph = sample();
    RunReport report = run();
    for (const char* id : {"blur", "sharpen"}) {
      of(report, id).fused_group = 3;
      of(report, id).busy_ns = 2 * *of(report, id).self_ns;
    }
    of(report, "sharpen").bytes_read = of(report, "sharpen").bytes_written = 0;
    FaceSources sources{graph, registry_};
    sources.report = &report;
    const auto face = [&](Overlay overlay, const NodeId& id) {
      sources.overlay = overlay;
      return FaceMaker(sources).face(*graph.find(id));
    };
    QCOMPARE(face(Overlay::kTime, "blur").reading, QString("≈ 8.0 ms"));
    QVERIFY(face(Overlay::kTime, "blur").is_share);
    QVERIFY(!face(Overlay::kTime, "blend").is_share);
    QCOMPARE(face(Overlay::kBytes, "blur").note, QString());  // no rate: it is the pass that has one
    QCOMPARE(face(Overlay::kBytes, "sharpen").reading, QString("in the pass"));
    QCOMPARE(face(Overlay::kMemory, "sharpen").reading, QString("in the pass"));
    QCOMPARE(face(Overlay::kMemory, "blur").reading, QString("3.7 MB"));

    sources.overlay = Overlay::kTime;
    const FusedHull hull{{"blur", "sharpen"}, "Fused, one pass", "AVX-512 × 2.0", "10.0 ms"};
    QCOMPARE(FaceMaker(sources).hulls(), std::vector<FusedHull>{hull});
    sources.overlay = Overlay::kBytes;
    QCOMPARE(FaceMaker(sources).hulls().front().reading, QString("4.0 MB, 400 MB/s"));
    sources.overlay = Overlay::kOff;
    QVERIFY(FaceMaker(sources).hulls().empty());
    // The pass has a median of its own.
    NodeRecords records;
    for (const int ms : {90, 11, 12, 13}) {
      of(report, "blur").self_ns = (ms - 2) * kMs;
      records.add(report, graph);
    }
    sources.records = &records;
    sources.overlay = Overlay::kTime;
    QCOMPARE(FaceMaker(sources).hulls().front().reading, QString("12.0 ms"));
    // What is left of a pass after its nodes were deleted is none.
    Graph less = graph;
    std::erase_if(less.nodes, [](const Node& node) { return node.id == "sharpen"; });
    QVERIFY(FaceMaker(FaceSources{.graph = less, .registry = registry_, .report = &report}).hulls().empty());
  }

  void wiresTellWhatWentThroughMemory() {
    const Graph graph = sample();
    RunReport report = run();
    for (NodeReport& node : report.nodes) node.type = graph.find(node.id)->type;
    of(report, "blur").fused_group = of(report, "blend").fused_group = 0;
    of(report, "sharpen").state = NodeState::kCached;
    FaceSources sources{graph, registry_};
    sources.report = &report;
    QVERIFY(FaceMaker(sources).linkBytes().empty());  // in this overlay nobody asks
    sources.overlay = Overlay::kBytes;
    const auto bytes = FaceMaker(sources).linkBytes();
    QCOMPARE(bytes.at(link_key(*graph.link_into({"blur", "image"}))), int64_t{640 * 480 * 3 * 4});
    QVERIFY(bytes.count(link_key(*graph.link_into({"blend", "a"}))) == 0);  // inside the pass
    QVERIFY(bytes.count(link_key(*graph.link_into({"blend", "b"}))) == 1);  // read from the cache
    QVERIFY(bytes.count(link_key(*graph.link_into({"sharpen", "image"}))) == 0);
    QVERIFY(bytes.count(link_key(*graph.link_into({"web", "image"}))) == 0);
  }

  void devicesInWords_data() {
    QTest::addColumn<QString>("situation");
    QTest::addColumn<QString>("reading");
    QTest::addColumn<QString>("note");
    QTest::addColumn<QString>("icon");
    QTest::newRow("processor") << "cpu"
                               << "AVX-512"
                               << "× 1.5"
                               << "cpu";
    QTest::newRow("card") << "card"
                          << "Vulkan"
                          << ""
                          << "gpu";
    QTest::newRow("fallback") << "fallback"
                              << "AVX-512"
                              << "asked Vulkan"
                              << "cpu";
    QTest::newRow("cached") << "cached"
                            << "AVX2"
                            << "cached"
                            << "cpu";
  }
  void devicesInWords() {
    QFETCH(QString, situation);
    QFETCH(QString, reading);
    QFETCH(QString, note);
    QFETCH(QString, icon);
    const Graph graph = sample();
    RunReport report = run();
    const std::map<NodeId, LastDevice> devices = {{"blur", {"cpu", "avx2", ""}}};
    of(report, "blur").busy_ns = 12 * kMs;
    if (situation == "card") of(report, "blur") = on_card("blur", 2 * kMs);
    if (situation == "fallback") of(report, "blur").requested = Backend::kVulkan;
    if (situation == "fallback") of(report, "blur").fallback = "no driver";
    if (situation == "cached") of(report, "blur") = line("blur", NodeState::kCached);
    FaceSources sources{graph, registry_};
    sources.report = &report;
    sources.last_devices = &devices;
    sources.overlay = Overlay::kDevice;
    const NodeFace face = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(face.reading, reading);
    QCOMPARE(face.note, note);
    QCOMPARE(face.far_icon, icon);
    QVERIFY(!face.has_bar);
  }

  void cachedNodesTellTheirHits() {
    const Graph graph = sample();
    NodeRecords records = recordsOf(graph, {60, 8});
    RunReport report = run();
    of(report, "blur") = line("blur", NodeState::kCached);
    for (int i = 0; i < 3; ++i) records.add(report, graph);
    FaceSources sources{graph, registry_};
    sources.report = &report;
    sources.records = &records;
    sources.overlay = Overlay::kCache;
    const NodeFace face = FaceMaker(sources).face(*graph.find("blur"));
    QCOMPARE(face.reading, QString("cached"));
    QCOMPARE(face.note, QString("3 of 5"));
  }

  void barsShareOneScale() {
    const Graph graph = sample();
    const RunReport report = run();
    FaceSources sources{graph, registry_};
    sources.report = &report;
    const FaceMaker maker(sources);
    QCOMPARE(maker.range().text, QString("8.0 ms self"));  // reading the file is not on it
    QCOMPARE(maker.face(*graph.find("blur")).bar, 1.0);
    QCOMPARE(maker.face(*graph.find("blend")).bar, 0.5);
    QCOMPARE(maker.face(*graph.find("photo")).bar, 0.0);
    const std::vector<NodeId> path = {"photo", "blur", "blend"};
    QCOMPARE(maker.criticalPath(), path);
  }

  void chipsTellTheDevice() {
    Graph graph = sample();
    RunReport report = run();
    FaceSources sources{graph, registry_};
    sources.report = &report;
    NodeFace face = FaceMaker(sources).face(*graph.find("blur"));
    const std::vector<FaceChip> measured = {{FaceChip::Kind::kCpu, "AVX-512"}, {FaceChip::Kind::kPlain, "f32"}};
    QCOMPARE(face.chips, measured);
    face = FaceMaker(sources).face(*graph.find("web"));
    QCOMPARE(face.chips[0].text, QString("Auto"));
    of(report, "blur").requested = Backend::kVulkan;
    of(report, "blur").fallback = "this build has no Vulkan";
    face = FaceMaker(sources).face(*graph.find("blur"));
    QVERIFY(face.fallback);
    QCOMPARE(face.fallback->asked, QString("Vulkan"));
    QCOMPARE(face.fallback->used, QString("AVX-512"));
    of(report, "blur").placement = "expected 2 ms on the processor, 1 ms on the graphics card";
    QVERIFY(FaceMaker(sources).details(*graph.find("blur")).contains("Auto: expected 2 ms"));
    QVERIFY(FaceMaker(sources).details(*graph.find("blur")).contains("This build has no Vulkan"));
    // Taken from the cache it still says where it was made.
    of(report, "blur") = line("blur", NodeState::kCached);
    const std::map<NodeId, LastDevice> devices = {{"blur", {"cpu", "avx2", ""}}};
    sources.last_devices = &devices;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0].text, QString("AVX2"));
  }

  void chipsOfTheGraphicsCard() {
    Graph graph = sample();
    RunReport report = run();
    report.gpu = "Some card";
    of(report, "blur") = on_card("blur", 2 * kMs);
    of(report, "blur").busy_ns = 3 * kMs;
    FaceSources sources{graph, registry_};
    sources.report = &report;
    const FaceChip gpu{FaceChip::Kind::kGpu, "Vulkan"};
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], gpu);
    QVERIFY(!FaceMaker(sources).face(*graph.find("blur")).fallback);
    const QString details = FaceMaker(sources).details(*graph.find("blur"));
    QVERIFY2(details.contains("self 2.0 ms in this run, clock of Some card"), qPrintable(details));
    QVERIFY2(!details.contains("workers"), qPrintable(details));
    // Taken from the cache: made where the node is to run now, although it last ran elsewhere.
    of(report, "blur").state = NodeState::kCached;
    of(report, "blur").backend.clear();
    std::map<NodeId, LastDevice> devices = {{"blur", {"cpu", "avx2", ""}}};
    sources.last_devices = &devices;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], gpu);
    of(report, "blur").requested = Backend::kAuto;
    devices = {{"blur", {"vulkan", "", ""}}};
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], (FaceChip{FaceChip::Kind::kCpu, "CPU"}));
    // An old reason is not shown once nobody asks for the card any more.
    devices = {{"blur", {"cpu", "avx2", "no card"}}};
    QVERIFY(!FaceMaker(sources).face(*graph.find("blur")).fallback);
  }

  void chipsBeforeTheFirstRunTellWhatIsAsked() {
    Graph graph = sample();
    const FaceSources sources{graph, registry_};
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], (FaceChip{FaceChip::Kind::kCpu, "Auto"}));
    graph.settings.backend = Backend::kVulkan;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], (FaceChip{FaceChip::Kind::kGpu, "Vulkan"}));
    QCOMPARE(FaceMaker(sources).face(*graph.find("photo")).chips[0], (FaceChip{FaceChip::Kind::kCpu, "CPU"}));
    // What has no form for the card is promised none.
    OperatorRegistry without;
    OperatorDef blur = *registry_.find("gaussian_blur");
    blur.gpu = nullptr;
    without.add(blur);
    QCOMPARE(FaceMaker({graph, without}).face(*graph.find("blur")).chips[0], (FaceChip{FaceChip::Kind::kCpu, "CPU"}));
    graph.find("blur")->backend = Backend::kCpu;
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).chips[0], (FaceChip{FaceChip::Kind::kCpu, "CPU"}));
  }

  void transfersLieOnTheLinksThatCrossed() {
    Graph graph = sample();
    RunReport report = run();
    of(report, "blur") = on_card("blur", 2 * kMs);
    report.trace.steps.push_back({SpanKind::kUpload, "photo", "upload", 0, kMs, 900, 900});
    report.trace.steps.push_back({SpanKind::kDownload, "blur", "download", 3 * kMs, 5 * kMs, 3600, 3600});
    LinkTransfers transfers = transfers_of(graph, report);
    QCOMPARE(transfers.size(), size_t{2});  // not to sharpen, which read the picture where it was
    QCOMPARE(transfers.at(link_key(*graph.link_into({"blur", "image"}))), (LinkTransfer{true, kMs, 900}));
    QCOMPARE(transfers.at(link_key(*graph.link_into({"blend", "a"}))), (LinkTransfer{false, 2 * kMs, 3600}));
    // Every reader on the other side has it.
    of(report, "sharpen") = on_card("sharpen", kMs);
    transfers = transfers_of(graph, report);
    QCOMPARE(transfers.count(link_key(*graph.link_into({"sharpen", "image"}))), size_t{1});
    // Who took no part in the run read nothing.
    of(report, "blend") = line("blend", NodeState::kCached);
    QCOMPARE(transfers_of(graph, report).count(link_key(*graph.link_into({"blend", "a"}))), size_t{0});
    // A link drawn since carried nothing.
    graph.connect({"photo", "image"}, {"blend", "a"});
    QCOMPARE(transfers.count(link_key(*graph.link_into({"blend", "a"}))), size_t{0});
    report.trace.steps.clear();
    QVERIFY(transfers_of(graph, report).empty());
  }

  // photo → skipped → blur (card) → kept → result: the crossings show where the picture is read.
  void transfersLookThroughWhatHandsOn() {
    Graph graph;
    graph.nodes = {made("input", "photo"), made("invert", "skipped"), made("gaussian_blur", "blur"),
                   made("invert", "kept"), made("output", "result"),  made("invert", "loose")};
    for (size_t i = 1; i < 5; ++i) graph.connect({graph.nodes[i - 1].id, "image"}, {graph.nodes[i].id, "image"});
    graph.connect({"kept", "image"}, {"loose", "image"});
    RunReport report;
    report.nodes = {line("photo", NodeState::kComputed, kMs),
                    line("skipped", NodeState::kPassed),
                    on_card("blur", kMs),
                    line("kept", NodeState::kPassed),
                    line("result", NodeState::kPassed),
                    line("loose", NodeState::kNotAsked)};
    report.trace.steps = {{SpanKind::kUpload, "photo", "upload", 0, kMs, 900, 900},
                          {SpanKind::kDownload, "blur", "download", 0, kMs, 900, 900}};
    const LinkTransfers transfers = transfers_of(graph, report);
    QCOMPARE(transfers.size(), size_t{2});
    QVERIFY(transfers.at(link_key(*graph.link_into({"blur", "image"}))).to_gpu);
    QVERIFY(!transfers.at(link_key(*graph.link_into({"result", "image"}))).to_gpu);
    // A file may hold links that go round in circles.
    graph.links.push_back({{"result", "image"}, {"skipped", "image"}});
    QVERIFY(transfers_of(graph, report).size() <= 4);
  }

  void socketsTellTheirLinks() {
    Graph graph = sample();
    FaceSources sources{graph, registry_};
    const NodeFace face = FaceMaker(sources).face(*graph.find("blend"));
    QCOMPARE(face.inputs.size(), size_t{3});
    QCOMPARE(static_cast<int>(face.inputs[0].state), static_cast<int>(SocketState::kLinked));
    QCOMPARE(static_cast<int>(face.inputs[2].state), static_cast<int>(SocketState::kFree));  // the mask may stay open
    QCOMPARE(static_cast<int>(face.inputs[2].type), static_cast<int>(SocketType::kMask));
    graph.disconnect({"blend", "b"});
    QCOMPARE(static_cast<int>(FaceMaker(sources).face(*graph.find("blend")).inputs[1].state),
             static_cast<int>(SocketState::kMissing));
    graph.find("blur")->type = "from_the_future";
    QCOMPARE(FaceMaker(sources).face(*graph.find("blur")).inputs.size(), size_t{1});
  }

  void viewedNodesHaveTagsAndPictures() {
    const Graph graph = sample();
    FaceSources sources{graph, registry_};
    sources.viewed_a = "result";
    sources.viewed_b = "photo";
    const FaceMaker maker(sources);
    QCOMPARE(maker.face(*graph.find("result")).tag, QString("A"));
    QCOMPARE(maker.face(*graph.find("photo")).tag, QString("B"));
    QVERIFY(maker.face(*graph.find("photo")).has_thumbnail);
    QVERIFY(!maker.face(*graph.find("blur")).has_thumbnail);
  }

  void search_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("first");
    QTest::newRow("whole name") << "Gaussian blur"
                                << "gaussian_blur";
    QTest::newRow("id") << "gaussian_blur"
                        << "gaussian_blur";
    QTest::newRow("beginning") << "gau"
                               << "gaussian_blur";
    QTest::newRow("initials") << "gb"
                              << "gaussian_blur";
    QTest::newRow("second word") << "pattern"
                                 << "test_pattern";
    QTest::newRow("words apart") << "blur gau"
                                 << "gaussian_blur";
    QTest::newRow("letters in order") << "gsblr"
                                      << "gaussian_blur";
    QTest::newRow("capitals") << "INVERT"
                              << "invert";
    QTest::newRow("nothing") << "xyzzyq"
                             << "";
  }
  void search() {
    QFETCH(QString, query);
    QFETCH(QString, first);
    const auto found = findOperators(registry_, query);
    QCOMPARE(found.empty() ? QString() : QString::fromStdString(found.front()->id), first);
  }

  void searchFiltersByType() {
    const PaletteFilter fed{PortType::kImage, {}};
    QCOMPARE(findOperators(registry_, "").size(), registry_.all().size());
    for (const OperatorDef* def : findOperators(registry_, "", fed)) QVERIFY(!def->inputs.empty());
    const PaletteFilter feeding{{}, PortType::kImage};
    for (const OperatorDef* def : findOperators(registry_, "", feeding))
      QVERIFY2(!def->outputs.empty(), def->id.c_str());
    QVERIFY(findOperators(registry_, "input", fed).empty() || findOperators(registry_, "input", fed)[0]->id != "input");
    QVERIFY(findOperators(registry_, "", {PortType::kTensor, {}}).empty());
    // A category finds everything in its drawer.
    const auto tone = findOperators(registry_, "tone");
    QVERIFY(std::any_of(tone.begin(), tone.end(), [](const OperatorDef* def) { return def->id == "exposure"; }));
  }

  void layoutPutsReadersRight() {
    const Graph graph = sample();
    std::vector<LayoutNode> nodes;
    for (const Node& node : graph.nodes) nodes.push_back({node.id, QSizeF(136, 84)});
    auto places = layeredLayout(graph, nodes);
    QCOMPARE(places.size(), graph.nodes.size());
    for (const Link& link : graph.links) QVERIFY(places[link.from.node].x() + 136 < places[link.to.node].x());
    for (const auto& [a, at] : places) {
      for (const auto& [b, other] : places) {
        QVERIFY(a == b || !QRectF(at, QSizeF(136, 84)).intersects(QRectF(other, QSizeF(136, 84))));
      }
    }
    QCOMPARE(layeredLayout(graph, {}).size(), size_t{0});
  }

 private:
  OperatorRegistry registry_;
};

QTEST_MAIN(TestNodeFace)
#include "test_node_face.moc"
