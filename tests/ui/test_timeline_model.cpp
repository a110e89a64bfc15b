#include <QtTest>

#include <QtWidgets>

#include "tests/ui/profile_fixture.h"
#include "ui/profile/flame_model.h"
#include "ui/profile/memory_curve.h"
#include "ui/profile/profile_rows.h"
#include "ui/profile/run_summary.h"
#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_model.h"
#include "ui/profile/timeline_painter.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

QString title(const NodeId& id) { return QString::fromStdString(id).toUpper(); }

Timeline timeline(const RunReport& report, int threads = 2) {
  return timelineOf({report, profile_graph(), title, threads});
}

QStringList labels(const std::vector<TimeTick>& ticks) {
  QStringList texts;
  for (const TimeTick& tick : ticks) texts << tick.label;
  return texts;
}

}  // namespace

class TestTimelineModel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void lanes_are_workers_and_what_else_ran() {
    const Timeline made = timeline(profile_report(), 3);
    QStringList names;
    for (const TimelineLane& lane : made.lanes) names << lane.name;
    QCOMPARE(names, QStringList({"CPU 0", "CPU 1", "CPU 2", "Decode"}));  // a worker that never helped is there too
    QCOMPARE(made.duration_ns, 12 * kMs);
    // The blur ran on no worker, so on the thread of the plan.
    QCOMPARE(made.lanes[0].spans.size(), size_t{2});
    QCOMPARE(made.lanes[0].spans[1].start_ns, 8 * kMs);
    QCOMPARE(made.lanes[1].spans[0].end_ns, 6 * kMs);
    QCOMPARE(made.lanes[3].spans[0].end_ns, 2 * kMs);
    QCOMPARE(made.lanes[0].busy, 8.0 / 12);
    QCOMPARE(made.lanes[2].busy, 0.0);
  }

  void gaps_say_what_they_are() {
    const Timeline made = timeline(profile_report());
    struct Gap {
      int64_t from, to;
      GapKind kind;
      int item;
    };
    const auto check = [](const TimelineLane& lane, const std::vector<Gap>& expected) {
      QCOMPARE(lane.gaps.size(), expected.size());
      for (size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(lane.gaps[i].start_ns, expected[i].from * kMs);
        QCOMPARE(lane.gaps[i].end_ns, expected[i].to * kMs);
        QVERIFY(lane.gaps[i].kind == expected[i].kind);
        QCOMPARE(lane.gaps[i].item, expected[i].item);
      }
    };
    // The plan's thread waits for the file and does the bookkeeping; the other only waits for steps of workers.
    check(made.lanes[0],
          {{0, 2, GapKind::kWait, 0}, {7, 8, GapKind::kUnattributed, -1}, {11, 12, GapKind::kUnattributed, -1}});
    check(made.lanes[1], {{2, 3, GapKind::kWait, 1}, {6, 7, GapKind::kWait, 1}, {8, 11, GapKind::kWait, 2}});
  }

  void items_tell_about_their_step() {
    const Timeline made = timeline(with_transfer(profile_report()));
    QCOMPARE(made.items[1].title, QString("2 nodes in one pass"));
    const std::vector<NodeId> members = {"exposure", "gamma"};
    QCOMPARE(made.items[1].nodes, members);
    QVERIFY(made.items[1].facts[0].contains("EXPOSURE ≈ 3.00 ms"));
    QVERIFY(made.items[1].facts.join('\n').contains("41.7 % of wall") ||
            made.items[1].facts.join('\n').contains("42 % of wall"));
    QCOMPARE(made.items[1].heat, 1.0);
    QCOMPARE(made.items[2].heat, 0.6);
    QCOMPARE(made.items[0].heat, -1.0);  // reading a file happens once
    QCOMPARE(made.items[3].title, QString("up 1.0 MB"));
    QVERIFY(made.items[3].facts.join('\n').contains("500 MB/s"));
    QCOMPARE(made.lanes[2].name, QString("Copy"));
  }

  void the_critical_path_is_marked() {
    const Timeline made = timeline(profile_report());
    QVERIFY(made.items[0].critical);
    QVERIFY(made.items[1].critical);
    QVERIFY(!made.items[2].critical);  // 2 + 3 against 2 + 5
    QCOMPARE(made.critical.size(), size_t{2});
    QCOMPARE(made.items[0].lane, 2);  // from the lane of files to that of the plan's thread
    QCOMPARE(made.items[1].lane, 0);
  }

  // Photo 2 and pass 5 against photo 2 and blur 3: the blur may take 2 more.
  void steps_off_the_critical_path_have_slack() {
    const Timeline made = timeline(profile_report());
    QCOMPARE(made.slacks.size(), size_t{1});
    QCOMPARE(made.slacks[0].item, 2);
    QCOMPARE(made.slacks[0].start_ns, 11 * kMs);
    QCOMPARE(made.slacks[0].end_ns, 12 * kMs);  // the run is over then
    QCOMPARE(made.slacks[0].slack_ns, 2 * kMs);
    QVERIFY(made.items[2].facts.join('\n').contains("slack 2.00 ms"));
    QVERIFY(made.items[2].facts.join('\n').contains("one after another"));
    QVERIFY(!made.items[1].facts.join('\n').contains("slack"));
    RunReport even = profile_report();
    *even.nodes[3].self_ns += 2 * kMs - 100'000;  // less than a hundredth of 12 ms is left
    QVERIFY(timeline(even).slacks.empty());
  }

  void the_window_has_lanes_of_its_own() {
    UiActivity activity;
    const auto add = [&](UiWork work, const char* node, int64_t from_ms, int64_t to_ms) {
      activity.spans.push_back({work, node, -1, kStart + from_ms * kMs, kStart + to_ms * kMs});
    };
    add(UiWork::kEdit, "", -4, -3);
    add(UiWork::kTake, "gamma", 9, 10);
    add(UiWork::kConversion, "gamma", 10, 13);
    add(UiWork::kThumbnail, "blur", 12, 13);
    add(UiWork::kViewer, "", 13, 16);
    activity.edit_ns = kStart - 4 * kMs;
    activity.seen_ns = kStart + 16 * kMs;
    const RunReport report = profile_report();
    const Timeline made = timelineOf({report, profile_graph(), title, 2, &activity});
    QCOMPARE(made.first_ns, -4 * kMs);
    QCOMPARE(made.last_ns, 16 * kMs);
    QCOMPARE(made.duration_ns, 12 * kMs);  // what shares are taken of
    QStringList names;
    for (const TimelineLane& lane : made.lanes) names << lane.name;
    QCOMPARE(names, QStringList({"CPU 0", "CPU 1", "Decode", "UI", "", ""}));
    QVERIFY(made.lanes[3].kind == LaneKind::kUi);
    QVERIFY(made.lanes[3].full_name.contains("20.0 ms after the edit"));
    QCOMPARE(made.lanes[3].spans.size(), size_t{3});
    const TimelineItem& conversion = made.items[static_cast<size_t>(made.lanes[4].spans.at(0).item)];
    QCOMPARE(conversion.title, QString("convert GAMMA"));
    QCOMPARE(conversion.nodes, std::vector<NodeId>{"gamma"});
    QCOMPARE(conversion.heat, -1.0);
    QVERIFY(!conversion.critical);
    const TimelineItem& painted = made.items[static_cast<size_t>(made.lanes[3].spans[2].item)];
    QVERIFY(painted.facts.join('\n').contains("on the screen, 20.0 ms after the edit"));
    QCOMPARE(made.items[static_cast<size_t>(made.lanes[5].spans[0].item)].title, QString("thumbnail of BLUR"));
    // As a trace file has it.
    const std::vector<TraceLane> lanes = traceLanesOf(activity);
    QCOMPARE(lanes.size(), size_t{2});
    QCOMPARE(lanes[0].events.size(), size_t{3});
    QCOMPARE(lanes[1].events[0].name, std::string("convert gamma"));
  }

  // Threads under the whole, names under threads; what lies in others by what it took alone.
  void a_file_has_a_flame_view() {
    TraceFile file;
    file.lanes = {{"app", "main", {{"outer", "", 0, 10, {}}, {"leaf", "", 1, 3, {}}, {"leaf", "", 5, 9, {}}}},
                  {"app", "second", {{"leaf", "", 2, 32, {}}}}};
    file.end_ns = 32;
    const std::vector<FlameBlock> blocks = flameOf(file);
    QStringList titles;
    for (const FlameBlock& block : blocks) titles << block.title;
    QCOMPARE(titles, QStringList({"All threads", "second", "main", "leaf", "outer", "leaf"}));
    QCOMPARE(blocks[0].width_ns, 40.0);
    QCOMPARE(blocks[2].start_ns, 30.0);
    QCOMPARE(blocks[5].self_ns, 6);
    QCOMPARE(blocks[5].parent, 4);
    QCOMPARE(blocks[5].start_ns, 30.0);
    QCOMPARE(blocks[4].heat, 4.0 / 30);  // by itself, of the longest
    QCOMPARE(blocks[3].heat, 1.0);
    QVERIFY(blocks[5].facts.contains("2 events"));
    QVERIFY(flameOf(TraceFile()).empty());
  }

  void deep_files_are_cut() {
    TraceFile file;
    TraceLane lane{"", "deep", {}};
    for (int depth = 0; depth < 5000; ++depth) lane.events.push_back({"call", "", depth, 20'000 - depth, {}});
    file.lanes = {lane};
    file.end_ns = 20'000;
    const std::vector<FlameBlock> blocks = flameOf(file);
    QVERIFY(blocks.size() > 60 && blocks.size() < 70);
  }

  void a_file_has_rows() {
    TraceFile file;
    file.lanes = {{"app", "main", {{"outer", "gui", 0, 10'000'000, {}}, {"leaf", "", 1'000'000, 3'000'000, {}}}}};
    file.end_ns = 20'000'000;
    const std::vector<ProfileRow> rows = profileRows(file);
    QCOMPARE(rows.size(), size_t{2});
    QCOMPARE(rows[0].name, QString("outer"));
    QCOMPARE(rows[0].type, QString("gui"));
    QCOMPARE(*rows[0].self_ms, 8.0);
    QCOMPARE(*rows[0].share, 0.4);
    QCOMPARE(rows[1].bar, 0.25);
    QCOMPARE(rows[0].device, QString("main"));
    QVERIFY(!rows[0].busy_ms && !rows[0].read && rows[0].id.empty());
  }

  void the_axis_reaches_before_the_run() {
    TimeAxis axis;
    axis.setWidth(1000);
    axis.setRange(-5e6, 15e6);
    axis.showAll();
    QCOMPARE(axis.start(), -5e6);
    QCOMPARE(axis.whole(), 21e6);
    QVERIFY(labels(axis.ticks(100)).contains(QString("0")));
    QVERIFY2(labels(axis.ticks(100)).contains(QStringLiteral("\u22125 ms")),
             qPrintable(labels(axis.ticks(100)).join(' ')));
    axis.zoomAt(0, 4);
    axis.panTo(-20e6);
    QCOMPARE(axis.start(), -5e6);
    axis.panTo(100e6);
    QCOMPARE(axis.end(), 16e6);
  }

  void memory_is_known_from_its_first_sample() {
    const Timeline made = timeline(profile_report());
    QCOMPARE(made.memory_top, int64_t{10'000'000});
    QCOMPARE(memoryAt(made.memory, 3e6), int64_t{9'000'000});
    QCOMPARE(memoryAt(made.memory, 0), int64_t{1'000'000});
    QCOMPARE(memoryAt(made.memory, -1), int64_t{-1});
  }

  void clocks_that_disagree_do_not_overlap() {
    RunReport report = profile_report();
    report.trace.workers.push_back({0, 2, kStart + 6 * kMs, kStart + 11 * kMs});
    const Timeline made = timeline(report);
    for (const TimelineLane& lane : made.lanes) {
      for (size_t i = 1; i < lane.spans.size(); ++i) QVERIFY(lane.spans[i].start_ns >= lane.spans[i - 1].end_ns);
    }
  }

  void files_have_a_row_for_each_depth() {
    TraceFile file;
    file.end_ns = 100;
    file.lanes = {
        {"app", "main", {{"outer", "", 0, 80, {}}, {"inner", "", 10, 30, {{"n", "7"}}}, {"next", "", 80, 100, {}}}},
        {"app", "side", {{"other", "", 5, 15, {}}}}};
    const Timeline made = timelineOf(file);
    QVERIFY(made.from_file);
    QCOMPARE(made.lanes.size(), size_t{3});
    QCOMPARE(made.lanes[0].name, QString("main"));
    QCOMPARE(made.lanes[0].spans.size(), size_t{2});
    QCOMPARE(made.lanes[1].name, QString());
    QCOMPARE(made.lanes[1].full_name, QString("main"));
    QCOMPARE(made.items[0].heat, -1.0);  // encloses another: its time is not its own
    QCOMPARE(made.items[1].heat, 1.0);
    QCOMPARE(made.items[3].heat, 0.5);
    QVERIFY(made.items[1].facts.contains("n: 7"));
    QVERIFY(made.items[1].nodes.empty());
  }

  void the_sums_close() {
    const RunReport report = with_transfer(profile_report());
    const RunSummary sums = summaryOf(report, profile_graph());
    QCOMPARE(sums.nodes_ns, 10 * kMs);
    QCOMPARE(sums.transfers_ns, 2 * kMs);
    QCOMPARE(sums.overlapped_ns, 1 * kMs);
    QCOMPARE(sums.unattributed_ns, 1 * kMs);
    QCOMPARE(sums.nodes_ns + sums.transfers_ns - sums.overlapped_ns + sums.unattributed_ns, sums.wall_ns);
    QCOMPARE(sums.critical_ns, 9 * kMs);
    const QString text = summaryText(summaryParts(sums, WallHistory()));
    QVERIFY2(text.startsWith("10.0 nodes + 2.0 transfers − 1.0 overlapped + 1.0 unattributed = 12.0 ms wall"),
             qPrintable(text));
    QVERIFY(text.contains("9.0 critical path"));
    QVERIFY(!text.contains("median"));  // of one run there is none
  }

  void medians_are_of_runs_alike() {
    WallHistory history;
    RunReport report = profile_report();
    history.add(report);
    report.trace.end_ns += 2 * kMs;
    history.add(report);
    QCOMPARE(history.runs(), 2);
    QCOMPARE(history.median_ms(), 13.0);
    report.nodes[0].state = NodeState::kCached;
    history.add(report);
    QCOMPARE(history.runs(), 1);
    history.add(report);
    report.level = 1;
    history.add(report);
    QCOMPARE(history.runs(), 1);
    report.level = 0;
    history.add(report);
    QCOMPARE(history.runs(), 3);  // the proxy in between does not part them
  }

  void flame_blocks_lie_within_their_parents() {
    const RunReport report = with_transfer(profile_report());
    const std::vector<FlameBlock> blocks = flameOf({report, profile_graph(), title});
    QCOMPARE(blocks.front().width_ns, 13.0 * kMs);  // 12 ms wall and 1 ms that overlapped
    QStringList row;
    double sum = 0;
    for (const FlameBlock& block : blocks) {
      if (block.depth == 1) row << block.title;
      if (block.depth == 1) sum += block.width_ns;
      if (block.parent < 0) continue;
      const FlameBlock& parent = blocks[static_cast<size_t>(block.parent)];
      QVERIFY(block.start_ns >= parent.start_ns);
      QVERIFY(block.start_ns + block.width_ns <= parent.start_ns + parent.width_ns + 1);
    }
    QCOMPARE(sum, 13.0 * kMs);
    QCOMPARE(row, QStringList({"2 nodes in one pass", "BLUR", "PHOTO", "Transfers", "Unattributed"}));
    const auto worker =
        std::find_if(blocks.begin(), blocks.end(), [](const FlameBlock& block) { return block.title == "CPU 1"; });
    QCOMPARE(worker->filled, 0.6);
    QVERIFY(flameOf({RunReport(), Graph(), title}).empty());
  }

  void the_axis_keeps_the_time_under_the_pointer() {
    TimeAxis axis;
    axis.setWidth(1000);
    axis.setRange(0, 20e6);
    QVERIFY(axis.isWhole());
    const double held = axis.time(300);
    for (int notch = 0; notch < 100; ++notch) axis.zoomAt(300, 1.25);
    QCOMPARE(axis.span(), TimeAxis::kLeastSpan_ns);  // a microsecond, no less
    QVERIFY(std::abs(axis.x(held) - 300) < 0.001);
    axis.panBy(-1e12);
    QCOMPARE(axis.start(), 0.0);
    axis.panBy(1e12);
    QVERIFY(std::abs(axis.end() - axis.whole()) < 1);
    axis.setRange(0, 10e6);  // a shorter run: the stretch still lies inside
    QVERIFY(axis.end() <= axis.whole() + 1 && !axis.isWhole());
    axis.showAll();
    axis.setRange(0, 40e6);
    QVERIFY(axis.isWhole());
  }

  void ticks_are_round_data() {
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("milliseconds") << 0.0 << 21e6 << "0"
                                  << "5 ms";
    QTest::newRow("microseconds") << 0.0 << 90e3 << "0"
                                  << "20 µs";
    QTest::newRow("nanoseconds") << 0.0 << 999.0 << "0"
                                 << "200 ns";
    QTest::newRow("deep inside") << 12.3456e6 << 12.3466e6 << "12.3456 ms"
                                 << "12.3458 ms";
    QTest::newRow("seconds") << 0.0 << 21e9 << "0"
                             << "5 s";
  }
  void ticks_are_round() {
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, first);
    QFETCH(QString, second);
    TimeAxis axis;
    axis.setWidth(500);
    axis.setRange(0, 30e9);
    axis.show(from, to);
    const QStringList texts = labels(axis.ticks(84));
    QVERIFY2(texts.size() >= 3, qPrintable(texts.join(',')));
    QCOMPARE(texts[0], first);
    QCOMPARE(texts[1], second);
  }

  void spans_are_found_by_time() {
    TimelineLane lane;
    for (int64_t i = 0; i < 1000; ++i) lane.spans.push_back({i * 10, i * 10 + 5, 0});
    QCOMPARE(firstSpanAfter(lane, -1), 0);
    QCOMPARE(firstSpanAfter(lane, 5), 1);
    QCOMPARE(firstSpanAfter(lane, 5000), 500);
    QCOMPARE(firstSpanAfter(lane, 1e9), 1000);
  }
};

QTEST_MAIN(TestTimelineModel)
#include "test_timeline_model.moc"
