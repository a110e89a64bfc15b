#include <QtTest>

#include <condition_variable>
#include <mutex>

#include "engine/runtime/session.h"
#include "tests/engine/runtime_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

struct Recorder : SessionListener {
  std::mutex mutex;
  std::vector<RunReport> reports;
  struct Published {
    NodeId node;
    float sample;
    int width;
    int level;
  };
  std::vector<Published> published;
  std::atomic<int> progress{0};

  void run_started(uint64_t, int) override {}
  void node_progress(const NodeId&, double, int, int) override { ++progress; }
  void image_ready(const NodeId& id, const Image& image, int level, uint64_t) override {
    std::lock_guard lock(mutex);
    published.push_back({id, first_sample(image), image.width(), level});
  }
  void run_finished(const RunReport& report) override {
    std::lock_guard lock(mutex);
    reports.push_back(report);
  }
};

}  // namespace

class TestSession : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void publishes_the_target() {
    Engine engine(registry(), {2, 64 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_targets({"n1"});
    session.apply(chain({"add"}));
    QVERIFY(session.wait_idle(5000));
    QVERIFY(!recorder.published.empty());
    QCOMPARE(recorder.published.back().sample, 0.75f);
    QCOMPARE(recorder.reports.back().find("n1")->state, NodeState::kComputed);
  }

  void latest_edit_wins_and_ends_exact() {
    Engine engine(registry(), {2, 256 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_targets({"n2"});
    Graph graph = chain({"slow_add", "add"}, 700);
    uint64_t revision = 0;
    for (int i = 0; i <= 40; ++i) {
      graph.find("n1")->params["amount"] = 0.1 * i;
      revision = session.apply(graph);
      QTest::qSleep(5);
    }
    QVERIFY(session.wait_idle(20000));
    const auto& last = recorder.reports.back();
    QCOMPARE(last.revision, revision);
    QCOMPARE(last.level, 0);
    QVERIFY(!last.cancelled);
    QCOMPARE(recorder.published.back().sample, 0.25f + static_cast<float>(0.1 * 40) + 0.5f);
    QCOMPARE(recorder.published.back().width, 700);
  }

  void slow_graphs_show_a_proxy_first() {
    Engine engine(registry(), {2, 256 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(5);
    session.set_targets({"n1"});
    session.apply(chain({"slow_add"}, 1024));
    QVERIFY(session.wait_idle(20000));
    QVERIFY(recorder.published.size() >= 2);
    QVERIFY(recorder.published.front().level > 0);
    QVERIFY(recorder.published.front().width < 1024);
    QCOMPARE(recorder.published.back().level, 0);
    QCOMPARE(recorder.published.front().sample, recorder.published.back().sample);
  }

  void cancel_stops_at_once() {
    Engine engine(registry(), {2, 256 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(0);
    session.set_targets({"n3"});
    session.apply(chain({"slow_add", "slow_add", "slow_add"}, 2000));
    QTRY_VERIFY(recorder.progress > 0);
    session.cancel();
    QVERIFY(session.wait_idle(5000));
    QVERIFY(recorder.reports.back().cancelled);
    QVERIFY(recorder.published.empty());
  }

  // Stopped in the middle of a run, edited meanwhile: nothing runs, and afterwards what was asked for last.
  void held_it_runs_nothing_and_makes_up_for_it() {
    Engine engine(registry(), {2, 256 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(0);
    session.set_targets({"n3"});
    Graph graph = chain({"slow_add", "slow_add", "slow_add"}, 2000);
    session.apply(graph);
    QTRY_VERIFY(recorder.progress > 0);
    session.hold();
    QVERIFY(session.wait_idle(5000));
    QVERIFY(recorder.reports.back().cancelled);
    const size_t reports = recorder.reports.size();
    graph = chain({"add"});
    session.set_targets({"n1"});
    session.apply(graph);
    session.run();
    QVERIFY(session.wait_idle(0));
    QTest::qSleep(50);
    QCOMPARE(recorder.reports.size(), reports);
    QVERIFY(recorder.published.empty());
    session.release();
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(recorder.published.back().node, NodeId("n1"));
    QCOMPARE(recorder.published.back().sample, 0.75f);
  }

  // A run asked for by hand is made up for as well, also where edits wait to be asked.
  void a_run_that_was_stopped_by_holding_runs_again() {
    Engine engine(registry(), {2, 256 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(0);
    session.set_live(false);
    session.set_targets({"n1"});
    session.apply(chain({"slow_add"}, 2000));
    session.run();
    QTRY_VERIFY(recorder.progress > 0);
    session.hold();
    QVERIFY(session.wait_idle(5000));
    QVERIFY(recorder.published.empty());
    session.release();
    QVERIFY(session.wait_idle(20000));
    QCOMPARE(recorder.published.size(), size_t{1});
    QVERIFY(!recorder.reports.back().cancelled);
  }

  void another_target_runs_only_what_is_missing() {
    Engine engine(registry(), {2, 64 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_targets({"n2"});
    session.apply(chain({"add", "add"}));
    QVERIFY(session.wait_idle(5000));
    const int before = runs;
    session.set_targets({"n1", "n2"});
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(runs.load(), before);
    QCOMPARE(recorder.published.back().node == "n1" || recorder.published.back().node == "n2", true);
  }

  // Pictures too large to keep all of them: what lies between runs inside a pass, but what an edited node reads is
  // kept.
  void a_slider_finds_what_its_node_reads() {
    Engine engine(registry(), {2, 96 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(0);
    session.set_targets({"n3"});
    Graph graph = chain({"add", "add", "add"}, 1024);  // 12.6 MB a result
    session.apply(graph);
    QVERIFY(session.wait_idle(5000));
    graph.find("n3")->params["amount"] = 0.6;
    session.apply(graph);
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(recorder.reports.back().find("n2")->state, NodeState::kComputed);
    QCOMPARE(QString::fromStdString(recorder.reports.back().find("n2")->reason),
             QString("not kept: it ran inside a pass"));
    const int before = runs;
    graph.find("n3")->params["amount"] = 0.75;
    session.apply(graph);
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(runs.load(), before + 1);
    QCOMPARE(recorder.reports.back().find("n2")->state, NodeState::kCached);
    QCOMPARE(recorder.published.back().sample, 0.25f + 0.5f + 0.5f + 0.75f);
  }

  // The steps of a drag leave nothing behind but its end; what was there before it stays for undo.
  void a_gesture_keeps_its_end_and_what_was_before() {
    Engine engine(registry(), {2, 512 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_latency_budget_ms(0);
    session.set_targets({"n2"});
    Graph graph = chain({"add", "add"}, 512);  // 3.1 MB a result
    const auto run = [&](double amount, Session::Edit edit) {
      graph.find("n1")->params["amount"] = amount;
      session.apply(graph, edit);
      QVERIFY(session.wait_idle(5000));
    };
    run(0.1, Session::Edit::kNew);
    const size_t before = engine.cache.bytes();
    run(0.2, Session::Edit::kNew);  // the first step of the drag
    const size_t with_one_step = engine.cache.bytes();
    QVERIFY(with_one_step > before);
    for (int i = 3; i <= 9; ++i) run(0.1 * i, Session::Edit::kWithinGesture);
    QCOMPARE(engine.cache.bytes(), with_one_step);
    const int counted = runs;
    run(0.1, Session::Edit::kNew);  // undo
    QCOMPARE(runs.load(), counted);
    run(0.1 * 9, Session::Edit::kNew);  // redo
    QCOMPARE(runs.load(), counted);
    QCOMPARE(recorder.published.back().sample, 0.25f + static_cast<float>(0.1 * 9) + 0.5f);
  }

  void run_passes_over_the_cache() {
    Engine engine(registry(), {2, 64 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_targets({"n1"});
    session.apply(chain({"add"}));
    QVERIFY(session.wait_idle(5000));
    session.run();
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(recorder.reports.back().find("n1")->state, NodeState::kComputed);
    QCOMPARE(QString::fromStdString(recorder.reports.back().find("n1")->reason), QString("asked to run again"));
  }

  void not_live_waits() {
    Engine engine(registry(), {2, 64 << 20});
    Recorder recorder;
    Session session(engine, recorder);
    session.set_live(false);
    session.set_targets({"n1"});
    session.apply(chain({"add"}));
    QVERIFY(session.wait_idle(1000));
    QVERIFY(recorder.reports.empty());
    session.run();
    QVERIFY(session.wait_idle(5000));
    QCOMPARE(recorder.reports.size(), size_t{1});
  }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
