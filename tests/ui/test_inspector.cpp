// The inspector driven by mouse and keys: every parameter type gets a working control, drags are one undo step, and
// what another panel does shows at once.
#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "tests/engine/gpu_fixture.h"
#include "ui/controls/curve_editor.h"
#include "ui/controls/number_field.h"
#include "ui/controls/segments.h"
#include "ui/controls/slider_row.h"
#include "ui/inspector/device_row.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_facts_panel.h"
#include "ui/inspector/param_editor.h"
#include "ui/inspector/what_if_row.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

struct Bench {
  OperatorRegistry registry;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Document> document;
  std::unique_ptr<EngineBridge> bridge;
  std::unique_ptr<Inspector> inspector;

  // `card`: a part of the name of the graphics card, if not any will do.
  explicit Bench(const std::string& card = {}) {
    register_builtin(registry);
    EngineOptions options{1, 64 << 20};
    options.gpu.device = card;
    engine = std::make_unique<Engine>(registry, options);
    document = std::make_unique<Document>(registry);
    bridge = std::make_unique<EngineBridge>(*engine, *document);
    inspector = std::make_unique<Inspector>(*document, *bridge);
    inspector->resize(292, 700);
    inspector->show();
  }
  NodeId add(const char* type) {
    const NodeId id = document->addNode(type, {0, 0});
    document->setSelection({id}, id);
    return id;
  }
  // A pattern through a blur that asks for Vulkan, run and shown.
  NodeId runBlur(Backend backend = Backend::kVulkan) {
    const NodeId pattern = document->addNode("test_pattern", {0, 0});
    const NodeId blur = add("gaussian_blur");
    document->connectPorts({pattern, "image"}, {blur, "image"});
    document->setBackend(blur, backend);
    bridge->setLatencyBudget(0);
    bridge->setViewedNode(ViewSide::A, blur);
    QTest::qVerify(bridge->waitIdle(60000), "idle", "", __FILE__, __LINE__);
    return blur;
  }
  const Node& node(const NodeId& id) const { return *document->graph().find(id); }
};

constexpr int64_t kMs = 1'000'000;

// A node that ran by itself on the processor for so long, and its run.
RunReport reportOf(int64_t self_ns) {
  NodeReport node;
  node.id = "n";
  node.type = "blur";
  node.state = NodeState::kComputed;
  node.self_ns = self_ns;
  node.busy_ns = self_ns * 3 / 2;
  node.bytes_read = 9'000'000;
  node.bytes_written = 6'000'000;
  node.backend = "cpu";
  node.isa = "avx2";
  node.spec = ImageSpec{640, 480, 3, SampleFormat::kF32};
  RunReport report;
  report.nodes = {node};
  report.trace.end_ns = 2 * self_ns;
  return report;
}

NodeRecords recordsOf(const std::vector<int>& times_ms) {
  Graph graph;
  Node node;
  node.id = "n";
  node.type = "blur";
  graph.nodes.push_back(node);
  NodeRecords records;
  for (const int ms : times_ms) records.add(reportOf(ms * kMs), graph);
  return records;
}

// 20 GB/s, 100 GFLOP/s, 10 µs to start all workers.
MachineSpeed someMachine() {
  MachineSpeed speed;
  speed.copy_gb_per_s = 20;
  speed.gflop_per_s = 100;
  speed.dispatch_ns = 10000;
  return speed;
}

QString valueOf(const NodeFacts& facts, const QString& name) {
  for (const NodeFact& fact : facts.facts) {
    if (fact.name == name) return fact.value;
  }
  return {};
}

}  // namespace

class TestInspector : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { Theme::instance().apply(*qobject_cast<QApplication*>(qApp)); }

  void nothing_selected_says_so() {
    Bench bench;
    QVERIFY(!bench.inspector->findChild<QLabel*>() || bench.inspector->editor("sigma") == nullptr);
    bool said = false;
    for (const QLabel* label : bench.inspector->findChildren<QLabel*>())
      said = said || label->text().contains("Select a node");
    QVERIFY(said);
  }

  void every_operator_shows_every_parameter() {
    Bench bench;
    for (const OperatorDef& def : bench.registry.all()) {
      bench.add(def.id.c_str());
      for (const ParamSpec& spec : def.params) {
        ParamEditor* editor = bench.inspector->editor(spec.id);
        QVERIFY2(editor != nullptr, (def.id + "." + spec.id).c_str());
        QVERIFY2(editor->toolTip() == QString::fromStdString(spec.doc), spec.id.c_str());
      }
    }
    QVERIFY(bench.document->graph().nodes.size() == bench.registry.all().size());
  }

  void dragging_a_slider_is_one_undo_step() {
    Bench bench;
    const NodeId id = bench.add("exposure");
    const int before = bench.document->undoStack()->count();
    auto* row = bench.inspector->editor("stops")->findChild<SliderRow*>();
    QVERIFY(row != nullptr);
    const int y = row->height() - 10;
    QTest::mousePress(row, Qt::LeftButton, {}, {row->width() / 2, y});
    for (int x = row->width() / 2; x < row->width() - 20; x += 7) {
      QMouseEvent move(QEvent::MouseMove, QPointF(x, y), row->mapToGlobal(QPointF(x, y)), Qt::NoButton, Qt::LeftButton,
                       {});
      QApplication::sendEvent(row, &move);
    }
    QTest::mouseRelease(row, Qt::LeftButton, {}, {row->width() - 20, y});
    QVERIFY(bench.node(id).params.count("stops") == 1);
    QVERIFY(std::get<double>(bench.node(id).params.at("stops")) > 0);
    QCOMPARE(bench.document->undoStack()->count(), before + 1);
    bench.document->undoStack()->undo();
    QVERIFY(bench.node(id).params.count("stops") == 0);
    QCOMPARE(row->value(), 0.0);
  }

  void keys_step_and_reset() {
    Bench bench;
    const NodeId id = bench.add("exposure");
    auto* field = bench.inspector->editor("stops")->findChild<NumberField*>();
    field->setFocus();
    QTest::keyClick(field, Qt::Key_Up);
    QVERIFY(std::get<double>(bench.node(id).params.at("stops")) > 0);
    QTest::keyClick(field, Qt::Key_Backspace);
    QCOMPARE(field->value(), 0.0);
  }

  void typing_out_of_range_is_refused_in_words() {
    Bench bench;
    const NodeId id = bench.add("box_blur");
    QSignalSpy message(bench.inspector.get(), &Inspector::message);
    auto* field = bench.inspector->editor("radius")->findChild<NumberField*>();
    QTest::mouseDClick(field, Qt::LeftButton, {}, field->rect().center());
    auto* line = field->findChild<QLineEdit*>();
    QVERIFY(line != nullptr);
    line->selectAll();
    QTest::keyClicks(line, "-5");
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(message.count() > 0);
    QVERIFY(bench.node(id).params.count("radius") == 0);
  }

  void choices_by_mouse() {
    Bench bench;
    const NodeId id = bench.add("flip");
    auto* segments = bench.inspector->editor("axis")->findChild<Segments*>();
    QVERIFY(segments != nullptr);
    QTest::mouseClick(segments->segment(1), Qt::LeftButton);
    QCOMPARE(std::get<std::string>(bench.node(id).params.at("axis")), std::string("vertical"));
  }

  void curve_points_reach_the_graph() {
    Bench bench;
    const NodeId id = bench.add("curve");
    auto* curve = bench.inspector->editor("points")->findChild<CurveEditor*>();
    QVERIFY(curve != nullptr);
    QTest::mouseClick(curve, Qt::LeftButton, {}, QPoint(curve->width() / 2, curve->height() / 4));
    const auto& table = std::get<NumberTable>(bench.node(id).params.at("points"));
    QVERIFY(table.rows >= 3);
    QCOMPARE(table.columns, 2);
  }

  void edits_elsewhere_show_without_rebuilding() {
    Bench bench;
    const NodeId id = bench.add("exposure");
    ParamEditor* editor = bench.inspector->editor("stops");
    bench.document->setParam(id, "stops", 1.5);
    QCOMPARE(bench.inspector->editor("stops"), editor);
    QCOMPARE(editor->findChild<SliderRow*>()->value(), 1.5);
  }

  void bypass_and_reset_buttons() {
    Bench bench;
    const NodeId id = bench.add("exposure");
    bench.document->setParam(id, "stops", 1.0);
    QTest::mouseClick(bench.inspector->findChild<QWidget*>("inspector_bypass"), Qt::LeftButton);
    QVERIFY(bench.node(id).bypass);
    QTest::mouseClick(bench.inspector->findChild<QWidget*>("inspector_reset"), Qt::LeftButton);
    QVERIFY(bench.node(id).params.empty());
    bench.document->undoStack()->undo();
    QCOMPARE(std::get<double>(bench.node(id).params.at("stops")), 1.0);
  }

  void the_device_can_be_chosen_where_there_is_a_choice() {
    Bench bench;
    for (const OperatorDef& def : bench.registry.all()) {
      bench.add(def.id.c_str());
      QVERIFY2((bench.inspector->device() != nullptr) == (def.gpu != nullptr), def.id.c_str());
    }
  }

  void the_device_is_chosen_by_mouse() {
    Bench bench;
    const NodeId id = bench.add("gaussian_blur");
    const int before = bench.document->undoStack()->count();
    DeviceRow* row = bench.inspector->device();
    QCOMPARE(row->segments()->currentIndex(), 0);
    QVERIFY(!row->isChanged());
    QVERIFY(!row->toolTip().isEmpty());
    QCOMPARE(row->segments()->accessibleName(), QString("Device"));
    for (int i = 0; i < row->segments()->count(); ++i) {
      QVERIFY(!row->segments()->segment(i)->toolTip().isEmpty());
      QVERIFY(!row->segments()->segment(i)->accessibleName().isEmpty());
    }
    QTest::mouseClick(row->segments()->segment(2), Qt::LeftButton);
    QVERIFY(bench.node(id).backend == Backend::kVulkan);
    QVERIFY(row->isChanged());
    QTest::mouseClick(row->segments()->segment(2), Qt::LeftButton);  // no edit: it is that already
    QCOMPARE(bench.document->undoStack()->count(), before + 1);
    bench.document->undoStack()->undo();
    QVERIFY(bench.node(id).backend == Backend::kAuto);
    QCOMPARE(bench.inspector->device(), row);
    QCOMPARE(row->segments()->currentIndex(), 0);
    bench.document->undoStack()->redo();
    QCOMPARE(row->segments()->currentIndex(), 2);
  }

  void the_device_is_chosen_by_keys() {
    Bench bench;
    const NodeId id = bench.add("gaussian_blur");
    bench.inspector->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(bench.inspector.get()));
    bench.inspector->editor("sigma")->findChild<NumberField*>()->setFocus();
    DeviceRow* row = bench.inspector->device();
    for (int i = 0; i < 10 && !row->isAncestorOf(QApplication::focusWidget()); ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QVERIFY(row->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QVERIFY(bench.node(id).backend == Backend::kCpu);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QVERIFY(bench.node(id).backend == Backend::kVulkan);
    QVERIFY(row->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backspace);
    QVERIFY(bench.node(id).backend == Backend::kAuto);
    QCOMPARE(row->segments()->currentIndex(), 0);
  }

  void a_fallback_is_told_with_its_reason() {
    Bench bench("no card of this name");
    const NodeId id = bench.runBlur();
    const NodeReport* report = bench.bridge->report()->find(id);
    QVERIFY(report != nullptr && !report->fallback.empty());
    const NodeFacts& facts = bench.inspector->facts()->facts();
    const QString told = "Asked Vulkan, ran on CPU: " + QString::fromStdString(report->fallback);
    QVERIFY2(std::find(facts.lines.begin(), facts.lines.end(), told) != facts.lines.end(), qPrintable(told));
    QVERIFY(valueOf(facts, "ran on").startsWith("CPU, "));
    QVERIFY(bench.inspector->facts()->accessibleDescription().contains(told));
  }

  void facts_scroll_only_where_there_is_no_room() {
    Bench bench;
    bench.runBlur(Backend::kAuto);
    auto* scroll = qobject_cast<QScrollArea*>(bench.inspector->facts()->parentWidget()->parentWidget());
    QVERIFY(scroll != nullptr);
    QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    bench.bridge->run();  // now there are warm times, too
    QVERIFY(bench.bridge->waitIdle(60000));
    bench.bridge->run();
    QVERIFY(bench.bridge->waitIdle(60000));
    QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    QCOMPARE(scroll->height(), bench.inspector->facts()->heightForWidth(scroll->width()));
    bench.inspector->resize(292, 420);
    QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
    QCOMPARE(bench.inspector->height(), 420);
    scroll->setFocus();  // can be scrolled by keys
    QTest::keyClick(scroll, Qt::Key_PageDown);
    QVERIFY(scroll->verticalScrollBar()->value() > 0);
    bench.inspector->resize(292, 1000);
    QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
  }

  void what_auto_chose_is_told_with_its_reason() {
    Bench bench;
    const NodeId id = bench.runBlur(Backend::kAuto);
    const NodeReport* report = bench.bridge->report()->find(id);
    QVERIFY(report != nullptr && !report->placement.empty());
    const NodeFacts& facts = bench.inspector->facts()->facts();
    const QString told = "Asked Auto, ran on CPU: " + QString::fromStdString(report->placement);
    QVERIFY2(std::find(facts.lines.begin(), facts.lines.end(), told) != facts.lines.end(), qPrintable(told));
  }

  void a_node_on_the_card_tells_which() {
    if (const std::string why = lightbench::testing::why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Bench bench;
    const NodeId id = bench.runBlur();
    QCOMPARE(bench.bridge->report()->find(id)->backend, std::string("vulkan"));
    const NodeFacts& facts = bench.inspector->facts()->facts();
    QCOMPARE(valueOf(facts, "ran on"), "Vulkan, " + QString::fromStdString(bench.engine->gpu.device()->name));
    QCOMPARE(valueOf(facts, "workers"), QString());
    for (const QString& line : facts.lines) QVERIFY2(!line.startsWith("Asked"), qPrintable(line));
  }

  void long_values_take_more_room_and_are_never_cut_short() {
    NodeFactsPanel panel;
    NodeFacts facts;
    facts.headline = "8.1";
    facts.facts = {{"read", "3 MB"}, {"ran on", "CPU, AVX2"}, {"picture", "64 × 48\nRGB f32"}};
    panel.show(facts);
    const int one_row = panel.heightForWidth(292);
    facts.facts[1].value = "Vulkan, a card with a rather long name";
    panel.show(facts);
    QVERIFY(panel.heightForWidth(292) > one_row);  // three rows: it needs one of its own
    QVERIFY(panel.heightForWidth(800) == one_row);
  }

  void what_would_be_gained_and_a_race_by_keys() {
    Bench bench;
    const NodeId blur = bench.runBlur(Backend::kCpu);
    WhatIfRow& row = *bench.inspector->whatIf();
    QVERIFY2(row.words().startsWith("2× faster here: "), qPrintable(row.words()));
    QSignalSpy asked(bench.inspector.get(), &Inspector::raceAsked);
    row.raceButton()->setFocus();
    QTest::keyClick(row.raceButton(), Qt::Key_Space);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(0).value<NodeId>(), blur);
    // What came from the cache has no time of this run.
    bench.document->setSelection({}, {});
    bench.document->setParam(blur, "sigma", 3.0);
    bench.document->undoStack()->undo();
    QVERIFY(bench.bridge->waitIdle(60000));
    bench.document->setSelection({blur}, blur);
    QCOMPARE(bench.bridge->report()->find(blur)->state, NodeState::kCached);
    QCOMPARE(row.words(), QString());
    bench.add("input");
    QVERIFY(!row.raceButton()->isEnabled());
    QVERIFY2(row.raceButton()->toolTip().contains("reads a file"), qPrintable(row.raceButton()->toolTip()));
  }

  void unknown_types_are_kept_and_said() {
    Bench bench;
    Graph graph;
    Node odd;
    odd.id = "odd";
    odd.type = "from_the_future";
    graph.nodes.push_back(odd);
    bench.document->adopt(graph);
    bench.document->setSelection({"odd"}, "odd");
    bool said = false;
    for (const QLabel* label : bench.inspector->findChildren<QLabel*>())
      said = said || label->text().contains("from_the_future");
    QVERIFY(said);
  }

  void facts_never_invent_a_number() {
    QCOMPARE(factsOf(nullptr, nullptr, {}, 2).headline, QString("not run yet"));
    RunReport report;
    NodeReport node;
    node.id = "n";
    node.state = NodeState::kCached;
    const NodeFacts cached = factsOf(&node, &report, qint64{8100000}, 2);
    QCOMPARE(cached.headline, QString("cached"));
    QCOMPARE(cached.aside, QString("was 8.1 ms"));
    node.state = NodeState::kNotAsked;
    QCOMPARE(factsOf(&node, &report, {}, 2).aside, QString());
    node.state = NodeState::kFailed;
    node.error = failed("no such file", "node n", "pick another");
    QVERIFY(factsOf(&node, &report, {}, 2).lines.back().contains("pick another"));
    node.state = NodeState::kComputed;
    node.error.reset();
    node.self_ns = 8100000;
    node.values = {{"psnr_db", std::numeric_limits<double>::infinity()}};
    report.trace.end_ns = 16200000;
    const NodeFacts computed = factsOf(&node, &report, {}, 2);
    QCOMPARE(computed.headline, QString("8.1"));
    QCOMPARE(computed.aside, QString("50 % of this run"));
    QCOMPARE(computed.facts.back().value, QString("infinite"));
  }

  void statistics_are_those_of_the_runs_before() {
    const NodeRecords records = recordsOf({60, 7, 9, 8, 10, 8});
    const RunReport report = reportOf(10 * kMs);
    const NodeFacts facts = factsOf(&report.nodes[0], &report, {}, 2, {records.find("n")});
    QCOMPARE(facts.headline, QString("8.0"));
    QCOMPARE(facts.unit, QString("ms self"));
    QCOMPARE(facts.basis, QString("median of 5 runs, CPU steady clock"));
    QCOMPARE(facts.aside, QString("50 % of this run"));
    QCOMPARE(valueOf(facts, "this run"), QString("10.0 ms"));
    QCOMPARE(valueOf(facts, "min"), QString("7.0 ms"));
    QCOMPARE(valueOf(facts, "p95"), QString("9.8 ms"));
    QCOMPARE(valueOf(facts, "max"), QString("10.0 ms"));
    QCOMPARE(valueOf(facts, "cold"), QString("60.0 ms"));
    QCOMPARE(valueOf(facts, "workers"), QString("1.5 of 2"));
    QCOMPARE(valueOf(facts, "wait"), QString("5.0 ms"));
    QCOMPARE(valueOf(facts, "rate"), QString("1.5 GB/s"));
    QCOMPARE(valueOf(facts, "arithmetic"), QString());  // not declared
    QCOMPARE(valueOf(facts, "cache hits"), QString("0 of 6"));
    QCOMPARE(facts.samples_ms, (std::vector<double>{7, 9, 8, 10, 8}));
    QCOMPARE(*facts.median_ms, 8.0);
  }

  void the_first_run_and_a_proxy_say_so() {
    const NodeRecords cold = recordsOf({10});
    RunReport report = reportOf(10 * kMs);
    NodeFacts facts = factsOf(&report.nodes[0], &report, {}, 2, {cold.find("n")});
    QCOMPARE(facts.headline, QString("10.0"));
    QVERIFY(facts.basis.startsWith("cold, the first run"));
    QVERIFY(facts.samples_ms.empty() && !facts.median_ms);
    QCOMPARE(valueOf(facts, "min"), QString());
    const NodeRecords warm = recordsOf({60, 8, 8, 8});
    report.level = 2;
    facts = factsOf(&report.nodes[0], &report, {}, 2, {warm.find("n")});
    QCOMPARE(facts.headline, QString("10.0"));  // its own, not that of exact runs
    QVERIFY(facts.basis.startsWith("one run of the proxy"));
    // From the cache it has no time, and keeps what is known of the runs before.
    report = reportOf(10 * kMs);
    report.nodes[0].state = NodeState::kCached;
    report.nodes[0].self_ns.reset();
    facts = factsOf(&report.nodes[0], &report, 8 * kMs, 2, {warm.find("n")});
    QCOMPARE(facts.headline, QString("cached"));
    QCOMPARE(valueOf(facts, "cold"), QString("60.0 ms"));
    QVERIFY(!facts.badge);
  }

  void what_limits_it_is_told_with_its_measure_data() {
    QTest::addColumn<double>("self_ms");
    QTest::addColumn<double>("megaflop");  // negative: not declared
    QTest::addColumn<QString>("badge");
    QTest::addColumn<QString>("note");
    QTest::newRow("memory") << 1.0 << -1.0 << "memory-bound"
                            << "75 % of 20.0 GB/s measured";
    QTest::newRow("arithmetic") << 1.0 << 80.0 << "compute-bound"
                                << "80 % of 100 GFLOP/s measured";
    QTest::newRow("neither near its peak") << 10.0 << -1.0 << "compute-bound"
                                           << "memory at 8 % of 20.0 GB/s measured";
    QTest::newRow("short") << 0.02 << -1.0 << "overhead-bound"
                           << "starting all workers takes 0.01 ms";
  }
  void what_limits_it_is_told_with_its_measure() {
    QFETCH(double, self_ms);
    QFETCH(double, megaflop);
    QFETCH(QString, badge);
    QFETCH(QString, note);
    const MachineSpeed speed = someMachine();
    RunReport report = reportOf(static_cast<int64_t>(self_ms * 1e6));
    if (megaflop >= 0) report.nodes[0].operations = megaflop * 1e6;
    const NodeFacts facts = factsOf(&report.nodes[0], &report, {}, 2, {nullptr, &speed});
    QVERIFY(facts.badge);
    QCOMPARE(facts.badge->text, badge);
    QCOMPARE(facts.badge->note, note);
    QCOMPARE(valueOf(facts, "arithmetic"), megaflop >= 0 ? QString("80.0 GFLOP/s") : QString());
    // Without the machine's measures nothing is guessed.
    const NodeFacts unmeasured = factsOf(&report.nodes[0], &report, {}, 2, {nullptr, nullptr, "measured soon"});
    QVERIFY(!unmeasured.badge);
    QVERIFY(unmeasured.lines.front().endsWith("measured soon"));
    report.nodes[0].backend = "vulkan";
    const NodeFacts on_card = factsOf(&report.nodes[0], &report, {}, 2, {nullptr, &speed});
    QVERIFY(!on_card.badge);
    QVERIFY(on_card.lines.front().contains("card's peaks are not measured"));
    // By its own peaks, not by those of the processor.
    const DevicePeaks card{speed.copy_gb_per_s, speed.gflop_per_s, speed.dispatch_ns};
    NodeMeasures measures;
    measures.card = &card;
    const NodeFacts measured = factsOf(&report.nodes[0], &report, {}, 2, measures);
    QVERIFY(measured.badge);
    QCOMPARE(measured.badge->text, badge);
    QCOMPARE(measured.badge->note,
             badge == "overhead-bound" ? QString("a program that does nothing takes 0.01 ms") : note);
  }

  void members_of_a_pass_are_limited_as_the_pass_is() {
    const MachineSpeed speed = someMachine();
    RunReport report = reportOf(kMs);
    report.nodes.push_back(report.nodes[0]);
    report.nodes[1].id = "other";
    report.nodes[1].bytes_read = report.nodes[1].bytes_written = 0;
    for (NodeReport& node : report.nodes) node.fused_group = 0;
    const NodeFacts facts = factsOf(&report.nodes[1], &report, {}, 2, {nullptr, &speed});
    QCOMPARE(facts.badge->note, QString("its pass: memory at 38 % of 20.0 GB/s measured"));
    QVERIFY(facts.lines.front().contains("2.0 ms together"));
  }

  void the_baseline_is_told_in_words() {
    const Baseline baseline = recordsOf({60, 8, 8, 8}).baseline("name", "today", "here");
    const NodeRecords records = recordsOf({60, 9, 9, 9});
    RunReport report = reportOf(9 * kMs);
    NodeMeasures measures{records.find("n")};
    measures.baseline = &baseline;
    measures.baseline_name = "today";
    QCOMPARE(factsOf(&report.nodes[0], &report, {}, 2, measures).lines.front(),
             QString("Slower than the baseline by 12.5 % (was 8.0 ms, today)"));
    report.level = 1;  // the times of a smaller picture are held against nothing
    for (const QString& line : factsOf(&report.nodes[0], &report, {}, 2, measures).lines) {
      QVERIFY2(!line.contains("baseline"), qPrintable(line));
    }
  }

  // The samples and what limits the node need room, and are read out.
  void statistics_are_drawn_and_spoken() {
    NodeFactsPanel panel;
    NodeFacts facts;
    facts.headline = "8.0";
    facts.facts = {{"min", "7.0 ms"}};
    panel.show(facts);
    const int plain = panel.heightForWidth(292);
    facts.basis = "median of 5 runs, CPU steady clock";
    facts.samples_ms = {7, 9, 8, 10, 8};
    facts.mark = 2;
    facts.median_ms = 8;
    facts.badge = FactBadge{"memory-bound", "75 % of 20.0 GB/s measured", 0.75};
    panel.show(facts);
    QVERIFY(panel.heightForWidth(292) > plain + 36);
    QVERIFY(panel.accessibleDescription().contains("median of 5 runs"));
    QVERIFY(panel.accessibleDescription().contains("memory-bound, 75 % of 20.0 GB/s measured"));
    panel.resize(292, panel.heightForWidth(292));
    const QImage image = panel.grab().toImage();
    bool dot = false;
    bool bar = false;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        dot = dot || image.pixelColor(x, y) == Theme::tokens().accent;
        bar = bar || image.pixelColor(x, y) == Theme::tokens().heatColor(0.75);
      }
    }
    QVERIFY(dot && bar);
  }

  void repeated_runs_reach_the_inspector() {
    Bench bench;
    const NodeId id = bench.runBlur();
    for (int i = 0; i < 3; ++i) {
      bench.bridge->run();
      QVERIFY(bench.bridge->waitIdle(60000));
    }
    const NodeFacts& facts = bench.inspector->facts()->facts();
    QVERIFY2(facts.basis.startsWith("median of 3 runs, "), qPrintable(facts.basis));
    QCOMPARE(facts.samples_ms.size(), size_t{3});
    QVERIFY(!valueOf(facts, "cold").isEmpty());
    // A change starts the statistics anew, but keeps the samples.
    bench.document->setParam(id, "sigma", 2.5);
    QVERIFY(bench.bridge->waitIdle(60000));
    QCOMPARE(bench.inspector->facts()->facts().mark, size_t{3});
    QVERIFY(bench.inspector->facts()->facts().basis.startsWith("one run since its last change"));
  }

  void facts_say_that_a_time_is_a_share() {
    RunReport report;
    for (const char* id : {"a", "b", "c"}) {
      NodeReport node;
      node.id = id;
      node.state = NodeState::kComputed;
      node.self_ns = 1000000;
      node.bytes_written = 1000;
      node.fused_group = node.id == "c" ? -1 : 0;
      report.nodes.push_back(node);
    }
    report.trace.end_ns = 4000000;
    const auto has_rate = [](const NodeFacts& facts) {
      return std::any_of(facts.facts.begin(), facts.facts.end(), [](const auto& fact) { return fact.name == "rate"; });
    };
    const NodeFacts shared = factsOf(&report.nodes[0], &report, {}, 2);
    QVERIFY(!shared.lines.empty() && shared.lines.front().contains("one pass with another node"));
    QVERIFY(!has_rate(shared));
    const NodeFacts alone = factsOf(&report.nodes[2], &report, {}, 2);
    QVERIFY(alone.lines.empty());
    QVERIFY(has_rate(alone));
  }

  void screenshot() {
    const QString folder = qEnvironmentVariable("LIGHTBENCH_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("LIGHTBENCH_SCREENSHOTS names no folder");
    for (const ThemeMode mode : {ThemeMode::kDark, ThemeMode::kLight}) {
      Theme::instance().setMode(mode);
      for (const char* type : {"levels", "curve", "color_matrix", "blend", "onnx_model", "input"}) {
        Bench bench;
        if (bench.registry.find(type) == nullptr) continue;
        bench.add(type);
        bench.bridge->waitIdle(5000);
        QTest::qWait(50);
        bench.inspector->grab().save(folder + "/inspector_" + type +
                                     (mode == ThemeMode::kDark ? "_dark.png" : "_light.png"));
      }
      for (const char* card : {"", "no card of this name"}) {
        Bench bench(card);
        bench.runBlur();
        QTest::qWait(50);
        bench.inspector->grab().save(folder + "/inspector_" + (*card == 0 ? "vulkan" : "fallback") +
                                     (mode == ThemeMode::kDark ? "_dark.png" : "_light.png"));
      }
    }
  }
};

QTEST_MAIN(TestInspector)
#include "test_inspector.moc"
