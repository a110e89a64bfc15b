#include <QtTest>

#include <random>

#include "engine/profile/session_diff.h"
#include "engine/profile/session_series.h"
#include "engine/profile/trend.h"
#include "tests/engine/sample_session.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

SessionPicture& picture_of(ProfileSession& session) { return session.variants[0].pictures[0]; }

void replace_in_pipeline(ProfileSession& session, const QString& from, const QString& to) {
  QString text = QString::fromStdString(session.variants[0].pipeline);
  QVERIFY2(text.contains(from), qPrintable(from));
  session.variants[0].pipeline = text.replace(from, to).toStdString();
}

QStringList changes_of(const ProfileSession& base, const ProfileSession& current) {
  QStringList texts;
  for (const SessionChange& change : changes_between(base, base.variants[0], current, current.variants[0])) {
    texts.append(QString::fromStdString(std::string(name_of(change.kind)) + ": " + to_text(change)));
  }
  return texts;
}

QStringList warnings_of(const ProfileSession& base, const ProfileSession& current) {
  QStringList texts;
  for (const std::string& warning : compare_sessions(base, current, kPracticalThreshold).warnings) {
    texts.append(QString::fromStdString(warning));
  }
  return texts;
}

std::vector<ProfileSession> series(const std::vector<int64_t>& blur_ms) {
  std::vector<ProfileSession> sessions;
  for (size_t i = 0; i < blur_ms.size(); ++i) {
    ProfileSession session = sample_session(blur_ms[i] * 1'000'000);
    session.recorded = QString("2026-11-%1T00:00:00Z").arg(i + 1, 2, 10, QChar('0')).toStdString();
    sessions.push_back(session);
  }
  return sessions;
}

std::vector<int> microseconds(const std::vector<double>& series_ms) {
  std::vector<int> result;
  for (const double ms : series_ms) result.push_back(qRound(ms * 1000));
  return result;
}

std::vector<NamedSession> named(const std::vector<ProfileSession>& sessions) {
  std::vector<NamedSession> result;
  for (const ProfileSession& session : sessions) {
    const std::string path = "s" + std::to_string(result.size()) + ".json";
    result.push_back({path, std::make_shared<const ProfileSession>(session)});
  }
  return result;
}

}  // namespace

class TestSessionDiff : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void the_same_is_no_difference() {
    const SessionDiff diff = compare_sessions(sample_session(), sample_session(), kPracticalThreshold);
    QCOMPARE(diff.verdict, Verdict::kNoDifference);
    QVERIFY(diff.changes.empty());
    QCOMPARE(diff.ratio.value, 1.0);
    QCOMPARE(diff.base.rounds, size_t{5});
    QCOMPARE(diff.base.unattributed_ms, 0.05);
    QCOMPARE(diff.outputs.size(), size_t{1});
    QCOMPARE(diff.outputs[0].samples, OutputDifference::Samples::kIdentical);
  }

  void any_two_variants_are_compared() {
    ProfileSession pair = sample_session(8'000'000);
    pair.variants.push_back(sample_session(9'000'000).variants[0]);
    const ProfileSession other = sample_session(10'000'000);
    QCOMPARE(pairing_of({pair, 0}, {pair, 1}), Pairing::kInterleaved);
    QCOMPARE(pairing_of({pair, 1}, {other, 0}), Pairing::kSeparate);
    QVERIFY(std::abs(compare({pair, 0}, {pair, 1}, 0.02).ratio.value - 11.05 / 10.05) < 1e-3);
    const SessionDiff diff = compare({pair, 1}, {other, 0}, 0.02);
    QCOMPARE(diff.pairing, Pairing::kSeparate);
    QVERIFY(std::abs(diff.current.median_ms - diff.base.median_ms - 1.0) < 1e-9);
  }

  void a_series_sums_the_pictures() {
    SessionVariant variant = sample_session(8'000'000).variants[0];
    variant.pictures.push_back(variant.pictures[0]);
    variant.pictures[1].nodes[2].fused_group = 3;
    QCOMPARE(microseconds(wall_ms_of(variant)), (std::vector<int>{20100, 20104, 20108, 20112, 20116}));
    QCOMPARE(microseconds(unattributed_ms_of(variant)), std::vector<int>(5, 100));
    QCOMPARE(microseconds(node_series_of(variant, "blur").self_ms),
             (std::vector<int>{16000, 16002, 16004, 16006, 16008}));
    QVERIFY(!node_series_of(variant, "blur").is_share);
    QVERIFY(node_series_of(variant, "sharpen").is_share);
    QCOMPARE(node_series_of(variant, "photo").node->state, std::string("cached"));
    QVERIFY(node_series_of(variant, "photo").self_ms.empty());
    QCOMPARE(node_series_of(variant, "nobody").node, nullptr);
  }

  void a_slower_node_is_listed_first() {
    const SessionDiff diff = compare_sessions(sample_session(8'000'000), sample_session(9'000'000), 0.02);
    QCOMPARE(diff.verdict, Verdict::kSlower);
    QCOMPARE(diff.nodes[0].id, std::string("blur"));
    QVERIFY(std::abs(diff.nodes[0].delta_ms - 1.0) < 1e-9);
    QCOMPARE(diff.nodes[0].verdict, Verdict::kSlower);
    QVERIFY(std::abs(diff.current.median_ms - diff.base.median_ms - 1.0) < 1e-9);
    QVERIFY(QString::fromStdString(verdict_text(diff)).startsWith("slower: 10.05 → 11.05 ms"));
    QCOMPARE(compare_sessions(sample_session(9'000'000), sample_session(8'000'000), 0.02).verdict, Verdict::kFaster);
    QCOMPARE(compare_sessions(sample_session(8'000'000), sample_session(9'000'000), 0.2).verdict,
             Verdict::kNoDifference);
  }

  void added_and_removed_nodes() {
    ProfileSession current = sample_session();
    picture_of(current).nodes[2] = sample_node("median", "median", 5'000'000);
    sum_up(picture_of(current));
    const SessionDiff diff = compare_sessions(sample_session(), current, kPracticalThreshold);
    QCOMPARE(diff.nodes[0].id, std::string("median"));
    QCOMPARE(diff.nodes[0].presence, NodeDifference::Presence::kAdded);
    QVERIFY(!diff.nodes[0].base_ms && !diff.nodes[0].ratio);
    QCOMPARE(diff.nodes[1].id, std::string("sharpen"));
    QCOMPARE(diff.nodes[1].presence, NodeDifference::Presence::kRemoved);
    QVERIFY(diff.nodes[1].delta_ms < 0);
  }

  // A bypassed node has no time: it is not shown with a ratio, nor with 0.
  void what_was_not_computed_has_no_time() {
    ProfileSession current = sample_session();
    picture_of(current).nodes[1].state = "passed";
    const SessionDiff diff = compare_sessions(sample_session(), current, kPracticalThreshold);
    QCOMPARE(diff.nodes[0].id, std::string("blur"));
    QCOMPARE(diff.nodes[0].presence, NodeDifference::Presence::kBoth);
    QVERIFY(!diff.nodes[0].current_ms && !diff.nodes[0].ratio);
    QCOMPARE(diff.nodes[0].current_state, std::string("passed"));
  }

  // Round i of both went up together; recorded apart this could not be seen.
  void interleaved_variants_are_compared_round_by_round() {
    ProfileSession session = sample_session();
    session.variants.push_back(session.variants[0]);
    for (size_t round = 0; round < 5; ++round) {
      const int64_t drift = static_cast<int64_t>(round) * 4'000'000;
      session.variants[0].pictures[0].wall_ns[round] += drift;
      session.variants[1].pictures[0].wall_ns[round] += drift + 1'000'000;
    }
    const SessionDiff diff = compare_variants(session, kPracticalThreshold);
    QCOMPARE(diff.pairing, Pairing::kInterleaved);
    QCOMPARE(diff.verdict, Verdict::kSlower);
    ProfileSession apart = session;
    std::swap(apart.variants[0], apart.variants[1]);
    QCOMPARE(compare_sessions(session, apart, kPracticalThreshold).verdict, Verdict::kTooNoisy);
  }

  void several_pictures_are_summed() {
    ProfileSession session = sample_session();
    session.variants[0].pictures.push_back(picture_of(session));
    const SessionDiff diff = compare_sessions(session, session, kPracticalThreshold);
    QVERIFY(std::abs(diff.base.median_ms - 2 * 10.054) < 1e-9);
    for (const NodeDifference& each : diff.nodes) {
      if (each.id == "blur") QVERIFY(std::abs(*each.base_ms - 2 * 8.002) < 1e-9);
    }
  }

  void outputs_are_told_apart_by_their_samples() {
    ProfileSession current = sample_session();
    picture_of(current).outputs[0].hash = "cdef";
    QCOMPARE(compare_sessions(sample_session(), current, 0.02).outputs[0].samples,
             OutputDifference::Samples::kDifferent);
    picture_of(current).outputs[0].hash.clear();
    QCOMPARE(compare_sessions(sample_session(), current, 0.02).outputs[0].samples, OutputDifference::Samples::kUnknown);
  }

  void what_changed_in_the_pipeline() {
    ProfileSession current = sample_session();
    replace_in_pipeline(current, R"("sigma": 2.5)", R"("sigma": 4)");
    replace_in_pipeline(current, R"("position": [1, 2])", R"("position": [9, 9])");
    replace_in_pipeline(current, R"("path": "photo.png")", R"("path": "elsewhere.png")");
    replace_in_pipeline(current, R"("precision": "f32")", R"("precision": "u8")");
    replace_in_pipeline(current, R"({"id": "sharpen", "type": "unsharp_mask"})",
                        R"({"id": "flux", "type": "flux_capacitor"})");
    replace_in_pipeline(current, R"("to": "sharpen.image")", R"("to": "flux.image")");
    QCOMPARE(
        changes_of(sample_session(), current),
        (QStringList{"parameter: blur.sigma: 2.5 → 4", "graph: node sharpen: removed (unsharp_mask)",
                     "graph: node flux: added (flux_capacitor)", "graph: link: removed (blur.image to sharpen.image)",
                     "graph: link: added (blur.image to flux.image)", "setting: precision: f32 → u8"}));
  }

  void what_changed_around_it() {
    ProfileSession current = sample_session();
    current.threads = 4;
    current.machine.cpu_name = "Another processor";
    current.machine.governor.clear();
    current.variants[0].isa = "sse4";
    current.variants[0].fused = false;
    current.variants[0].build.compiler = "Clang 16";
    current.variants[0].gpu->driver = "driver 2";
    picture_of(current).inputs[0].hash = "4567";
    QCOMPARE(changes_of(sample_session(), current),
             (QStringList{
                 "setting: instruction set: auto → sse4", "setting: shared passes: yes → no", "setting: threads: 8 → 4",
                 "picture: photo: /pictures/photo.png (0123) → /pictures/photo.png (4567)",
                 "machine: processor: Some processor → Another processor", "machine: governor: performance → unknown",
                 "machine: graphics driver: driver 1 → driver 2", "build: compiler: GNU 12.2.0 → Clang 16"}));
    const QStringList warnings = warnings_of(sample_session(), current);
    QVERIFY(warnings.contains("the machines differ: the ratio says nothing of the pipeline"));
    QVERIFY(warnings.contains("the pictures differ: the work is not the same"));
  }

  void doubtful_conditions_are_told() {
    QCOMPARE(warnings_of(sample_session(), sample_session()),
             (QStringList{"only 5 rounds: at least 9 are advised, 30 are better"}));
    ProfileSession busy = sample_session();
    busy.machine.load_1min = 9.5;
    busy.variants[0].build.optimised = false;
    const QStringList warnings = warnings_of(sample_session(), busy);
    QVERIFY(warnings.contains("the new session was recorded while the machine was busy: load 9.5 on 8 processors"));
    QVERIFY(warnings.contains("a build without optimisation was measured: its times mean nothing"));
  }

  // Sessions may hold anything where a pipeline should be.
  void pipelines_that_make_no_sense_data() {
    QTest::addColumn<QByteArray>("pipeline");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("{\"nodes\": [");
    QTest::newRow("a number") << QByteArray("5");
    QTest::newRow("nodes are text") << QByteArray(R"({"nodes": "many", "links": 3, "settings": []})");
    QTest::newRow("nodes without members") << QByteArray(R"({"nodes": [1, {}, {"id": 5, "params": [2]}]})");
    QTest::newRow("deep") << QByteArray(200000, '[');
  }
  void pipelines_that_make_no_sense() {
    QFETCH(QByteArray, pipeline);
    ProfileSession current = sample_session();
    current.variants[0].pipeline = pipeline.toStdString();
    current.variants[0].pipeline_hash = "bb";
    QVERIFY(!changes_of(sample_session(), current).isEmpty());
    QVERIFY(changes_of(current, current).isEmpty());
  }

  void steps_data() {
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<QList<int>>("places");
    QTest::newRow("level") << QList<double>{10, 10.1, 9.9, 10, 10.05, 9.95, 10, 10.1, 9.9, 10} << QList<int>{};
    QTest::newRow("all the same") << QList<double>(12, 10.0) << QList<int>{};
    QTest::newRow("one step up") << QList<double>{10, 10.1, 9.9, 10, 10.1, 9.9, 12, 12.1, 11.9, 12} << QList<int>{6};
    QTest::newRow("one step down") << QList<double>{12, 12.1, 11.9, 12, 10, 10.1, 9.9, 10, 10.1} << QList<int>{4};
    QTest::newRow("up and down again") << QList<double>{10,   10.1, 9.9, 10, 10.1, 9.9,  10, 15,   15.1, 14.9, 15,
                                                        15.1, 14.9, 15,  12, 12.1, 11.9, 12, 12.1, 11.9, 12}
                                       << QList<int>{7, 14};
    QTest::newRow("one slow session is none")
        << QList<double>{10, 10.1, 9.9, 10, 10.1, 20, 9.9, 10, 10.1, 9.9} << QList<int>{};
    QTest::newRow("too small to matter") << QList<double>{10, 10.01, 9.99, 10, 10.01, 10.1, 10.11, 10.09, 10.1, 10.11}
                                         << QList<int>{};
    QTest::newRow("too few to tell") << QList<double>{10, 10, 15, 15} << QList<int>{};
    QTest::newRow("one") << QList<double>{10} << QList<int>{};
    QTest::newRow("none") << QList<double>{} << QList<int>{};
  }
  void steps() {
    QFETCH(QList<double>, values);
    QFETCH(QList<int>, places);
    QList<int> found;
    for (const StepPlace& step : find_steps(std::vector<double>(values.begin(), values.end()), 0.02)) {
      found.append(static_cast<int>(step.at));
    }
    QCOMPARE(found, places);
  }

  void a_step_has_its_ratio() {
    const std::vector<StepPlace> steps = find_steps(std::vector<double>{10, 10, 10, 10, 10, 15, 15, 15, 15}, 0.02);
    QCOMPARE(steps.size(), size_t{1});
    QVERIFY(std::abs(steps[0].ratio - 1.5) < 1e-12);
    QVERIFY2(steps[0].share_of_orders < 0.03, qPrintable(QString::number(steps[0].share_of_orders)));
  }

  // Whatever the noise, level series rarely show a step.
  void level_series_rarely_show_a_step() {
    std::mt19937 random(2);
    std::normal_distribution<double> noise(10, 0.5);
    int alarms = 0;
    for (int trial = 0; trial < 100; ++trial) {
      std::vector<double> values(12);
      for (double& each : values) each = noise(random);
      alarms += !find_steps(values, 0.02).empty();
    }
    QVERIFY2(alarms <= 10, qPrintable(QString::number(alarms)));
  }

  void trends_are_one_line_a_pipeline_and_machine() {
    std::vector<ProfileSession> sessions = series({8, 8, 8, 8, 8, 12, 12, 12, 12});
    for (size_t i = 5; i < sessions.size(); ++i) {
      replace_in_pipeline(sessions[i], R"("sigma": 2.5)", R"("sigma": 9)");
    }
    ProfileSession elsewhere = sessions[0];
    elsewhere.machine.cpu_name = "Another processor";
    std::swap(sessions[0], sessions[8]);  // the order of the files does not matter
    sessions.push_back(elsewhere);
    const std::vector<Trend> trends = trends_of(named(sessions), 0.02);
    QCOMPARE(trends.size(), size_t{2});
    const Trend& trend = trends[1];
    QCOMPARE(trend.pipeline, std::string("Soft"));
    QCOMPARE(trend.cpu_name, std::string("Some processor"));
    QCOMPARE(trend.pictures, std::string("photo.png"));
    QCOMPARE(trend.points.size(), size_t{9});
    QCOMPARE(trend.points[0].recorded, std::string("2026-11-01T00:00:00Z"));
    QCOMPARE(trend.steps.size(), size_t{1});
    QCOMPARE(trend.points[trend.steps[0].place.at].recorded, std::string("2026-11-06T00:00:00Z"));
    QVERIFY(std::abs(trend.steps[0].before_ms - 10.054) < 1e-9);
    QVERIFY(std::abs(trend.steps[0].after_ms - 14.054) < 1e-9);
    QCOMPARE(trend.steps[0].changes.size(), size_t{1});
    QCOMPARE(to_text(trend.steps[0].changes[0]), std::string("blur.sigma: 2.5 → 9"));
  }

  // The page is read as XML here but for its first line: nothing unclosed, nothing unescaped, nothing from outside.
  void the_report_stands_by_itself() {
    std::vector<ProfileSession> sessions = series({8, 8, 8, 8, 8, 12, 12, 12, 12});
    sessions[0].variants[0].pipeline_name = "<b>&\"Soft";
    sessions[1].notes = "a < b";
    QByteArray page = QByteArray::fromStdString(trend_html(trends_of(named(sessions), 0.02)));
    QVERIFY(page.startsWith("<!doctype html>\n"));
    for (const char* outside : {"http", "src=", "url(", "<script", "<link", "@import"}) {
      QVERIFY2(!page.contains(outside), outside);
    }
    QVERIFY(page.contains("prefers-color-scheme: dark"));
    page.replace("<br>", "<br/>");
    page.replace(QByteArray("<meta charset=\"utf-8\">"), "");
    page.replace(QByteArray("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"), "");
    QXmlStreamReader reader(page.mid(page.indexOf('\n') + 1));
    int circles = 0;
    while (!reader.atEnd()) {
      if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("circle")) ++circles;
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString() + " in line " + QString::number(reader.lineNumber())));
    QCOMPARE(circles, 9);
  }
};

QTEST_GUILESS_MAIN(TestSessionDiff)
#include "test_session_diff.moc"
