// What the window did for a run, from recorded stretches of known times.
#include <QtTest>

#include "ui/core/run_activity.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

constexpr int64_t kMs = 1'000'000;

// Stretches lie before now, and each test's after those of the test before.
class Clock {
 public:
  Clock() : zero_ns_(now_ns() - 1000 * kMs) {}
  void record(UiWork work, int64_t from_ms, int64_t to_ms, const NodeId& node = {}, int level = -1) const {
    UiSpans::instance().add({work, node, level, at(from_ms), at(to_ms)});
  }
  int64_t at(int64_t ms) const { return zero_ns_ + ms * kMs; }
  std::shared_ptr<const RunReport> run(quint64 revision, int64_t from_ms, int64_t to_ms, int level = 0) const {
    auto report = std::make_shared<RunReport>();
    report->nodes.emplace_back().state = NodeState::kComputed;
    report->revision = revision;
    report->level = level;
    report->trace.start_ns = at(from_ms);
    report->trace.end_ns = at(to_ms);
    return report;
  }

 private:
  int64_t zero_ns_;
};

void emptyRing() {
  for (size_t i = 0; i < UiSpans::kKept; ++i) UiSpans::instance().add({UiWork::kGraph, {}, -1, 0, 0});
}

}  // namespace

class TestRunActivity : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { emptyRing(); }

  void the_ring_keeps_the_last() {
    const Clock clock;
    for (int i = 0; i < 1500; ++i) UiSpans::instance().add({UiWork::kGraph, {}, -1, clock.at(0) + i, clock.at(1)});
    const std::vector<UiSpan> spans = UiSpans::instance().begunIn(clock.at(0), clock.at(1));
    QCOMPARE(spans.size(), UiSpans::kKept);
    QCOMPARE(spans.front().start_ns, clock.at(0) + 1500 - static_cast<int64_t>(UiSpans::kKept));
    QCOMPARE(spans.back().start_ns, clock.at(0) + 1499);
    QVERIFY(UiSpans::instance().begunIn(clock.at(2), clock.at(3)).empty());
  }

  // A scope is recorded when it ends, after what happened inside it; told in order of the beginnings.
  void scopes_nest() {
    const int64_t from = now_ns();
    {
      const UiSpanScope outer(UiWork::kEdit);
      const UiSpanScope inner(UiWork::kTake, "a", 2);
    }
    const std::vector<UiSpan> spans = UiSpans::instance().begunIn(from, now_ns());
    QCOMPARE(spans.size(), size_t{2});
    QVERIFY(spans[0].work == UiWork::kEdit && spans[0].end_ns >= spans[1].end_ns);
    QCOMPARE(spans[1].node, NodeId("a"));
    QCOMPARE(spans[1].level, 2);
  }

  void from_the_edit_to_the_sight() {
    const Clock clock;
    RunActivity activity;
    QSignalSpy seen(&activity, &RunActivity::seen);
    activity.edited(7, clock.at(10));
    clock.record(UiWork::kViewer, 5, 6);
    clock.record(UiWork::kEdit, 10, 12);
    clock.record(UiWork::kTake, 30, 31, "b", 0);
    clock.record(UiWork::kTake, 32, 33, "a", 0);
    clock.record(UiWork::kConversion, 31, 34, "b", 0);
    clock.record(UiWork::kViewer, 35, 36);  // of what came first
    clock.record(UiWork::kConversion, 34, 38, "a", 0);
    clock.record(UiWork::kViewer, 37, 40);  // began before it was there
    clock.record(UiWork::kViewer, 41, 44);
    clock.record(UiWork::kGraph, 45, 50);
    activity.finished(clock.run(7, 20, 32));
    QCOMPARE(*activity.activity().seen_ns, clock.at(44));
    QCOMPARE(*activity.activity().latency_ns(), 34 * kMs);
    QCOMPARE(seen.count(), 1);
    QVERIFY(activity.activity().spans.front().work == UiWork::kEdit);
    QCOMPARE(activity.activity().spans.back().end_ns, clock.at(44));
  }

  void a_result_may_come_to_the_screen_later() {
    const Clock clock;
    RunActivity activity;
    QSignalSpy seen(&activity, &RunActivity::seen);
    clock.record(UiWork::kTake, 30, 31, "a", 0);
    activity.finished(clock.run(1, 20, 32));
    QVERIFY(!activity.activity().seen_ns && !activity.activity().edit_ns);
    QCOMPARE(activity.activity().spans.size(), size_t{1});
    clock.record(UiWork::kConversion, 33, 40, "a", 1);  // of a proxy
    clock.record(UiWork::kViewer, 41, 42);
    QCoreApplication::processEvents();
    QCOMPARE(seen.count(), 0);
    clock.record(UiWork::kConversion, 43, 45, "a", 0);
    clock.record(UiWork::kViewer, 46, 48);
    QCoreApplication::processEvents();
    QCOMPARE(seen.count(), 1);
    QCOMPARE(*activity.activity().seen_ns, clock.at(48));
    QVERIFY(!activity.activity().latency_ns());  // nobody edited
    clock.record(UiWork::kViewer, 60, 61);
    QCoreApplication::processEvents();
    QCOMPARE(seen.count(), 1);
  }

  // An edit is that of its proxy and of its exact run, and of no run after them.
  void an_edit_belongs_to_its_runs() {
    const Clock clock;
    RunActivity activity;
    activity.edited(3, clock.at(1));
    activity.edited(4, clock.at(2));
    auto idle = std::make_shared<RunReport>(*clock.run(4, 8, 9));
    idle->nodes[0].state = NodeState::kNotAsked;
    activity.finished(idle);  // before anybody wants to see anything
    activity.finished(clock.run(4, 10, 12, 2));
    QCOMPARE(*activity.activity().edit_ns, clock.at(2));
    activity.finished(clock.run(4, 12, 30));
    QCOMPARE(*activity.activity().edit_ns, clock.at(2));
    activity.finished(clock.run(4, 40, 50));
    QVERIFY(!activity.activity().edit_ns);
    activity.clear();
    QVERIFY(activity.activity().spans.empty());
  }
};

QTEST_MAIN(TestRunActivity)
#include "test_run_activity.moc"
