// What nodes took in their last runs: which samples go together, what is held against a baseline, what limits a node.
#include <QtTest>

#include "engine/profile/arithmetic_peak.h"
#include "engine/profile/bound.h"
#include "engine/profile/machine_speed.h"
#include "engine/runtime/node_records.h"
#include "engine/runtime/passes.h"

using namespace lightbench;

namespace {

constexpr int64_t kMs = 1'000'000;

NodeReport computed(const NodeId& id, int64_t self_ns) {
  NodeReport node;
  node.id = id;
  node.type = "blur";
  node.state = NodeState::kComputed;
  node.self_ns = self_ns;
  node.backend = "cpu";
  node.isa = "avx2";
  node.spec = ImageSpec{640, 480, 3, SampleFormat::kF32};
  return node;
}

Hash128 key(int64_t value) {
  Hasher hasher;
  hasher.integer(value);
  return hasher.finish();
}

Graph two_nodes() {
  Graph graph;
  for (const char* id : {"a", "b"}) {
    Node node;
    node.id = id;
    node.type = "blur";
    graph.nodes.push_back(node);
  }
  graph.connect({"a", "image"}, {"b", "image"});
  return graph;
}

RunReport run_of(std::vector<NodeReport> nodes) {
  RunReport report;
  report.nodes = std::move(nodes);
  return report;
}

// Records of node "a" after runs of so many milliseconds, the first of them cold.
NodeRecords after(const std::vector<int>& times_ms) {
  NodeRecords records;
  for (const int ms : times_ms) records.add(run_of({computed("a", ms * kMs)}), two_nodes());
  return records;
}

}  // namespace

class TestNodeRecords : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void the_first_run_is_cold() {
    const NodeRecords records = after({60, 8, 10, 9});
    const NodeRecord& record = *records.find("a");
    QCOMPARE(*record.cold_ns(), 60 * kMs);
    const DurationStatistics statistics = *record.statistics();
    QCOMPARE(statistics.count, 3);
    QCOMPARE(statistics.min_ms, 8.0);
    QCOMPARE(statistics.median_ms, 9.0);
    QCOMPARE(statistics.max_ms, 10.0);
    QVERIFY(statistics.p95_ms > 9 && statistics.p95_ms <= 10);
    QVERIFY(!after({60}).find("a")->statistics());
    QVERIFY(records.find("b") == nullptr);
  }

  void the_last_64_are_kept() {
    std::vector<int> times(1, 500);
    for (int i = 1; i <= 100; ++i) times.push_back(i);
    const NodeRecords records = after(times);
    const NodeRecord& record = *records.find("a");
    QCOMPARE(record.warm().size(), NodeRecord::kKeptSamples);
    QCOMPARE(record.warm().front().self_ns, 37 * kMs);
    QCOMPARE(record.warm().back().self_ns, 100 * kMs);
    QCOMPARE(*record.cold_ns(), 500 * kMs);
  }

  void other_conditions_start_anew_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"type", "size", "precision", "device", "instruction set"}) QTest::newRow(what) << what;
  }
  void other_conditions_start_anew() {
    QFETCH(QString, what);
    NodeRecords records = after({60, 8, 9});
    NodeReport other = computed("a", 30 * kMs);
    if (what == "type") other.type = "median";
    if (what == "size") other.spec->width = 320;
    if (what == "precision") other.spec->format = SampleFormat::kF16;
    if (what == "device") other.backend = "vulkan";
    if (what == "instruction set") other.isa = "sse4";
    records.add(run_of({other}), two_nodes());
    QCOMPARE(*records.find("a")->cold_ns(), 30 * kMs);
    QVERIFY(records.find("a")->warm().empty());
    QVERIFY(!records.find("a")->statistics());
  }

  void a_changed_parameter_keeps_the_samples_and_is_marked() {
    NodeRecords records = after({60, 8, 9});
    NodeReport edited = computed("a", 80 * kMs);
    edited.parameters = key(1);
    records.add(run_of({edited}), two_nodes());
    const NodeRecord& record = *records.find("a");
    QCOMPARE(record.warm().size(), size_t{3});
    QCOMPARE(record.mark(), size_t{2});
    QCOMPARE(record.statistics()->count, 1);
    QCOMPARE(record.statistics()->median_ms, 80.0);  // not that of the parameters before
    QCOMPARE(*record.cold_ns(), 60 * kMs);
    // The mark leaves the ring with its sample.
    for (int i = 0; i < 100; ++i) records.add(run_of({edited}), two_nodes());
    QCOMPARE(record.mark(), size_t{0});
    QCOMPARE(record.statistics()->count, 64);
  }

  void another_pass_is_marked() {
    const Graph graph = two_nodes();
    NodeRecords records;
    for (int i = 0; i < 3; ++i) records.add(run_of({computed("a", 8 * kMs), computed("b", 4 * kMs)}), graph);
    NodeReport a = computed("a", 5 * kMs);
    NodeReport b = computed("b", 3 * kMs);
    a.fused_group = b.fused_group = 0;
    records.add(run_of({a, b}), graph);
    QCOMPARE(records.find("a")->statistics()->count, 1);
    records.add(run_of({a, b}), graph);
    QCOMPARE(records.find("a")->statistics()->count, 2);
    QCOMPARE(records.find("a")->warm().size(), size_t{4});
    // The pass has its own record: its first run is a cold one.
    QCOMPARE(*records.find_pass("a")->cold_ns(), 8 * kMs);
    QCOMPARE(records.find_pass("a")->statistics()->median_ms, 8.0);
    QVERIFY(records.find_pass("b") == nullptr);
  }

  void proxies_and_cancelled_runs_do_not_count() {
    NodeRecords records = after({60, 8});
    RunReport proxy = run_of({computed("a", kMs)});
    proxy.level = 2;
    records.add(proxy, two_nodes());
    RunReport stopped = run_of({computed("a", kMs)});
    stopped.cancelled = true;
    records.add(stopped, two_nodes());
    QCOMPARE(records.find("a")->warm().size(), size_t{1});
  }

  void hits_are_counted() {
    NodeRecords records = after({60, 8});
    NodeReport cached = computed("a", 0);
    cached.state = NodeState::kCached;
    cached.self_ns.reset();
    for (int i = 0; i < 3; ++i) records.add(run_of({cached}), two_nodes());
    QCOMPARE(records.find("a")->hits(), 3);
    QCOMPARE(records.find("a")->asked(), 5);
    QCOMPARE(records.find("a")->warm().size(), size_t{1});  // what was not measured is no sample
  }

  void removed_nodes_are_forgotten() {
    NodeRecords records = after({60, 8});
    Graph graph = two_nodes();
    graph.nodes.erase(graph.nodes.begin());
    records.add(run_of({}), graph);
    QVERIFY(records.find("a") == nullptr);
  }

  void transfers_belong_to_who_needed_them() {
    RunReport report = run_of({computed("a", 8 * kMs), computed("b", 4 * kMs)});
    report.nodes[1].backend = "vulkan";
    report.trace.steps = {{SpanKind::kUpload, "a", "upload", 0, 3 * kMs, 900, 900},
                          {SpanKind::kDownload, "b", "download", 8 * kMs, 10 * kMs, 900, 900}};
    NodeRecords records;
    records.add(report, two_nodes());
    records.add(report, two_nodes());
    QCOMPARE(records.find("a")->warm().back().transfer_ns, int64_t{0});
    QCOMPARE(records.find("b")->warm().back().transfer_ns, 5 * kMs);
  }

  void a_pass_is_the_sum_of_its_members() {
    NodeReport a = computed("a", 5 * kMs);
    NodeReport b = computed("b", 3 * kMs);
    a.fused_group = b.fused_group = 2;
    a.bytes_read = 900;
    b.bytes_written = 700;
    a.operations = 10;
    const RunReport unknown = run_of({a, b, computed("c", kMs)});
    const std::vector<RunPass> passes = passes_of(unknown);
    QCOMPARE(passes.size(), size_t{1});
    QCOMPARE(passes[0].self_ns, 8 * kMs);
    QCOMPARE(passes[0].bytes_read, int64_t{900});
    QCOMPARE(passes[0].bytes_written, int64_t{700});
    QVERIFY(!passes[0].operations);  // of b nothing is known
    b.operations = 5;
    QCOMPARE(*pass_of(run_of({a, b}), b)->operations, 15.0);
    QVERIFY(!pass_of(unknown, unknown.nodes[2]));
  }

  void changes_have_a_verdict_data() {
    QTest::addColumn<QList<int>>("now");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char* name, const QList<int>& now, ChangeVerdict verdict) {
      QTest::newRow(name) << now << static_cast<int>(verdict);
    };
    row("slower", {1, 120, 121, 122}, ChangeVerdict::kSlower);
    row("faster", {1, 80, 81, 82}, ChangeVerdict::kFaster);
    row("the same", {1, 100, 101, 99}, ChangeVerdict::kSame);
    row("one slow run in three", {1, 99, 104, 130}, ChangeVerdict::kNoisy);
    row("two runs", {1, 200, 200}, ChangeVerdict::kTooFew);
    row("cold only", {200}, ChangeVerdict::kTooFew);
    row("never", {}, ChangeVerdict::kNone);
  }
  void changes_have_a_verdict() {
    QFETCH(QList<int>, now);
    QFETCH(int, verdict);
    const Baseline baseline = after({1, 98, 100, 101, 105}).baseline("pipeline", "today", "here");
    const NodeRecords records = after({now.begin(), now.end()});
    const NodeChange change = change_of(baseline, "a", records.find("a"));
    QCOMPARE(static_cast<int>(change.verdict), verdict);
    if (change.verdict == ChangeVerdict::kSlower) QVERIFY(std::fabs(change.share - (121.0 / 100.5 - 1)) < 1e-9);
  }

  void other_conditions_are_not_compared() {
    const Baseline baseline = after({1, 100, 100, 100}).baseline("pipeline", "today", "here");
    NodeRecords records;
    NodeReport small = computed("a", kMs);
    small.spec->height = 240;
    for (int i = 0; i < 5; ++i) records.add(run_of({small}), two_nodes());
    const NodeChange change = change_of(baseline, "a", records.find("a"));
    QCOMPARE(static_cast<int>(change.verdict), static_cast<int>(ChangeVerdict::kUnlike));
    QCOMPARE(QString::fromStdString(change.unlike), QString("another picture size"));
  }

  void baselines_are_kept_in_files() {
    const QTemporaryDir folder;
    const std::string path = folder.filePath("baseline.json").toStdString();
    Baseline baseline = after({1, 100, 101}).baseline("a \"name\" with \xff bytes", "2026-03-01 12:04", "here");
    QCOMPARE(baseline.nodes.size(), size_t{1});
    baseline.session = "/sessions/one.json";
    QVERIFY(write_baseline(path, baseline));
    const Result<Baseline> read = read_baseline(path);
    QVERIFY(read);
    QCOMPARE(read->session, baseline.session);
    QCOMPARE(read->machine, std::string("here"));
    QCOMPARE(read->made_at, std::string("2026-03-01 12:04"));
    QCOMPARE(read->nodes[0].self_ns, (std::vector<int64_t>{100 * kMs, 101 * kMs}));
    QVERIFY(read->nodes[0].conditions == baseline.nodes[0].conditions);
  }

  // Cut at every byte, or of another kind: an error in words or the whole, never half of it.
  void damaged_files_are_refused() {
    const QTemporaryDir folder;
    const std::string path = folder.filePath("baseline.json").toStdString();
    QVERIFY(write_baseline(path, after({1, 100, 101}).baseline("name", "today", "here")));
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    file.close();
    const auto write = [&](const QByteArray& bytes) {
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(bytes);
      file.close();
    };
    for (qsizetype length = 0; length + 2 < whole.size(); ++length) {
      write(whole.left(length));
      QVERIFY2(!read_baseline(path), qPrintable(QString::number(length)));
    }
    write(QByteArray(whole).replace("\"version\": 1", "\"version\": 9"));
    QVERIFY(QString::fromStdString(read_baseline(path).error().message()).contains("newer"));
    write(QByteArray(whole).replace("lightbench.baseline", "something.else"));
    QVERIFY(!read_baseline(path));
    QVERIFY(!read_baseline(path + ".not there"));
    for (const char* width : {"-1", "1e99", "\"wide\"", "null"}) {
      write(QByteArray(whole).replace("\"width\": 640", QByteArray("\"width\": ") + width));
      QVERIFY2(!read_baseline(path), width);
    }
  }

  void the_machine_is_measured_and_kept() {
    WorkerPool workers(2);
    const std::optional<MachineSpeed> speed = measure_machine_speed(workers, CancelToken());
    QVERIFY(speed);
    QVERIFY(speed->copy_gb_per_s > 0 && speed->gflop_per_s > 0 && speed->dispatch_ns > 0);
    QVERIFY(speed->profiler.step_ns > speed->profiler.reading_ns && speed->profiler.reading_ns > 0);
    const QTemporaryDir folder;
    const std::string path = folder.filePath("machine.json").toStdString();
    QVERIFY(write_machine_speed(path, *speed));
    const Result<MachineSpeed> read = read_machine_speed(path);
    QVERIFY(read);
    QCOMPARE(read->machine, machine_text(2));
    QCOMPARE(read->gflop_per_s, speed->gflop_per_s);
    QCOMPARE(read->profiler.worker_ns, speed->profiler.worker_ns);
    QVERIFY(write_machine_speed(path, MachineSpeed()));
    QVERIFY(!read_machine_speed(path));  // speeds of 0
    CancelToken cancel;
    cancel.cancel();
    QVERIFY(!measure_machine_speed(workers, cancel));
  }

  void recording_has_its_price() {
    Trace trace;
    trace.end_ns = 1000 * 100;
    trace.steps.resize(3);
    trace.workers.resize(4);
    trace.clock_readings = 5;
    const ProfilerCost cost{100, 50, 20};
    QCOMPARE(*profiler_share(trace, cost), (300 + 200 + 100) / 100000.0);
    QVERIFY(!profiler_share(Trace(), cost));
  }

  void what_limits_a_node_data() {
    QTest::addColumn<double>("self_ms");
    QTest::addColumn<double>("megabytes");
    QTest::addColumn<double>("megaflop");  // negative: not declared
    QTest::addColumn<double>("transfer_ms");
    QTest::addColumn<int>("bound");
    const auto row = [](const char* name, double self, double bytes, double operations, double transfer, Bound bound) {
      QTest::newRow(name) << self << bytes << operations << transfer << static_cast<int>(bound);
    };
    // On a machine of 20 GB/s, 100 GFLOP/s and 10 µs to wake the workers.
    row("three quarters of the copy rate", 1, 15, -1, 0, Bound::kMemory);
    row("little memory", 1, 5, -1, 0, Bound::kCompute);
    row("more than the copy rate", 1, 40, -1, 0, Bound::kCompute);
    row("both, operations nearer to their peak", 1, 12, 90, 0, Bound::kCompute);
    row("both, memory nearer", 1, 19, 60, 0, Bound::kMemory);
    row("shorter than its start", 0.03, 0.5, -1, 0, Bound::kOverhead);
    row("transfers longer than itself", 1, 15, -1, 1.5, Bound::kTransfer);
    row("not timed", 0, 15, -1, 0, Bound::kUnknown);
  }
  void what_limits_a_node() {
    QFETCH(double, self_ms);
    QFETCH(double, megabytes);
    QFETCH(double, megaflop);
    QFETCH(double, transfer_ms);
    QFETCH(int, bound);
    const DevicePeaks speed{20, 100, 10000};
    NodeWork work{static_cast<int64_t>(self_ms * 1e6),
                  static_cast<int64_t>(megabytes * 1e6),
                  {},
                  static_cast<int64_t>(transfer_ms * 1e6)};
    if (megaflop >= 0) work.operations = megaflop * 1e6;
    const BoundVerdict verdict = bound_of(work, &speed);
    QCOMPARE(static_cast<int>(verdict.bound), bound);
    QCOMPARE(verdict.compute_share.has_value(), megaflop >= 0);
    if (verdict.memory_share) QVERIFY(std::fabs(*verdict.memory_share - megabytes / self_ms / 20) < 1e-9);
    // Without the machine's measures only transfers tell.
    if (bound != static_cast<int>(Bound::kTransfer)) {
      QCOMPARE(static_cast<int>(bound_of(work, nullptr).bound), static_cast<int>(Bound::kUnknown));
    }
  }
};

QTEST_GUILESS_MAIN(TestNodeRecords)
#include "test_node_records.moc"
