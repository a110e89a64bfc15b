#include <QtTest>

#include "tests/ui/session_library.h"
#include "ui/profile/compare_job.h"
#include "ui/profile/compare_rows.h"
#include "ui/profile/compare_sides.h"
#include "ui/profile/compare_summary.h"
#include "ui/profile/histogram.h"
#include "ui/profile/plot_scale.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

StoredSession stored(const QString& path, const ProfileSession& session) {
  StoredSession result;
  result.path = path;
  result.loaded = std::make_shared<const LoadedSession>(LoadedSession{session, {}, false});
  return result;
}

QString idTitle(const NodeId& id, const std::string& /*type*/) { return QString::fromStdString(id); }

const CompareRow* rowOf(const std::vector<CompareRow>& rows, const char* id) {
  for (const CompareRow& row : rows) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

QStringList textsOf(const std::vector<SideChoice>& choices) {
  QStringList texts;
  for (const SideChoice& choice : choices) texts << choice.text;
  return texts;
}

QStringList labelsOf(const std::vector<PlotTick>& ticks) {
  QStringList labels;
  for (const PlotTick& tick : ticks) labels << tick.label;
  return labels;
}

}  // namespace

class TestCompareModel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("XDG_DATA_HOME", data_.path().toUtf8()); }

  void a_verdict_is_a_sentence_data() {
    QTest::addColumn<int>("verdict");
    QTest::addColumn<double>("ratio");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("slower") << int(Verdict::kSlower) << 1.036 << "Slower by 3.6 %";
    QTest::newRow("much slower") << int(Verdict::kSlower) << 3.4567 << "Slower by 246 %";
    QTest::newRow("faster") << int(Verdict::kFaster) << 0.815 << "Faster by 18.5 %";
    QTest::newRow("none") << int(Verdict::kNoDifference) << 1.01 << "No difference shown";
    QTest::newRow("noisy") << int(Verdict::kTooNoisy) << 1.2 << "Too noisy to tell";
  }
  void a_verdict_is_a_sentence() {
    QFETCH(int, verdict);
    QFETCH(double, ratio);
    QTEST(verdictSentence(static_cast<Verdict>(verdict), {ratio, ratio, ratio}), "sentence");
  }

  void the_sentences_say_what_the_verdict_rests_on() {
    SessionDiff diff;
    diff.base = {30, 16.62, 0, 0, 1};
    diff.current = {28, 17.23, 0, 0, 0};
    diff.ratio = {1.0367, 1.029, 1.0441};
    diff.verdict = Verdict::kSlower;
    diff.changes = {{ChangeKind::kParameter, "blur.sigma", "2", "4"},
                    {ChangeKind::kParameter, "blur.radius", "1", "3"},
                    {ChangeKind::kGraph, "node denoise", "", "median"}};
    diff.warnings = {"only 6 rounds"};
    const std::vector<Sentence> sentences = comparisonSentences(diff, {0.012, "learned on 2026-11-29T07:15:00Z", {}});
    QStringList lines;
    for (const Sentence& each : sentences) lines << each.label + '|' + each.text;
    QCOMPARE(lines,
             (QStringList{"|Slower by 3.7 %", "|16.6 to 17.2 ms median wall, 95 % interval +2.9 to +4.4 %",
                          "|Practical threshold 1.2 % (learned on 2026-11-29). 30 and 28 rounds recorded apart, 1 and "
                          "0 outliers kept.",
                          "|What changed", "Parameter|blur.sigma: 2 to 4", "|blur.radius: 1 to 3",
                          "Graph|node denoise: added (median)", "|only 6 rounds"}));
    QCOMPARE(sentences.front().icon, QString("triangle-up"));
    QCOMPARE(sentences.back().ink, Ink::kWarn);
  }

  void the_ground_names_what_differs() {
    QVERIFY(sameGround({{ChangeKind::kParameter, "blur.sigma", "2", "4"}}).same);
    const SameGround ground =
        sameGround({{ChangeKind::kMachine, "processors", "2", "8"}, {ChangeKind::kBuild, "version", "0.1.0", "0.2.0"}});
    QVERIFY(!ground.same);
    QCOMPARE(ground.words, QString("processors: 2 to 8, version: 0.1.0 to 0.2.0"));
  }

  void outputs_are_told_in_words() {
    OutputQuality quality;
    quality.output = {"result", 1, OutputDifference::Samples::kIdentical, "", ""};
    QCOMPARE(qualityText(quality, true), QString("result, picture 2: identical"));
    quality.output.samples = OutputDifference::Samples::kUnknown;
    quality.unknown = "no picture";
    QCOMPARE(qualityText(quality, false), QString("result: unknown whether different: no picture"));
    quality.output.samples = OutputDifference::Samples::kDifferent;
    QCOMPARE(qualityText(quality, false), QString("result: different, how far is unknown: no picture"));
    quality.metrics = QualityMetrics{0.001, 30.0, 0.98765, 1.5, 0.25, false};
    QCOMPARE(qualityText(quality, false),
             QString("result: PSNR 30.00 dB, SSIM 0.9877, mean ΔE2000 1.50, largest difference 0.250"));
    quality.metrics = QualityMetrics{};
    QVERIFY(qualityText(quality, false).contains("no figure"));
  }

  void rows_add_up_and_say_why() {
    const ProfileSession base = recorded(1, 8'000'000);
    ProfileSession current = recorded(2, 9'000'000);
    SessionPicture& picture = current.variants[0].pictures[0];
    picture.nodes[1].backend = "vulkan";
    picture.nodes[2] = sample_node("median", "median", 5'000'000);
    give_rounds(current, 30);
    const SessionDiff diff = compare_sessions(base, current, 0.02);
    const std::vector<CompareRow> rows = compareRows(diff, idTitle);
    QCOMPARE(rows.front().kind, CompareRowKind::kWhole);
    QCOMPARE(rows.back().kind, CompareRowKind::kUnattributed);
    QCOMPARE(rows[1].id, NodeId("median"));  // adds the most
    QCOMPARE(rowOf(rows, "median")->words, QString("added"));
    QVERIFY(!rowOf(rows, "median")->base_ms && !rowOf(rows, "median")->ratio);
    QCOMPARE(rowOf(rows, "sharpen")->words, QString("removed"));
    QCOMPARE(rowOf(rows, "blur")->words, QString("slower"));
    QCOMPARE(rowOf(rows, "blur")->device, QString("CPU, now Vulkan"));
    QCOMPARE(rowOf(rows, "photo")->words, QString("cached"));
    QVERIFY(!rowOf(rows, "photo")->delta_ms);
    double sum = 0;
    for (size_t i = 1; i < rows.size(); ++i) sum += rows[i].delta_ms.value_or(0);
    QVERIFY2(std::abs(sum - *rows[0].delta_ms) < 0.01, qPrintable(QString::number(sum)));
    QVERIFY(!ranOnOneDevice(rows));
    QVERIFY(ranOnOneDevice(compareRows(compare_sessions(base, base, 0.02), idTitle)));
  }

  void rows_are_written_as_csv() {
    CompareRow row;
    row.id = "blur";
    row.type_id = "gaussian_blur";
    row.name = "Soft, \"wide\"";
    row.base_ms = 8;
    row.current_ms = 9.5;
    row.delta_ms = 1.5;
    row.ratio = Ratio{1.1875, 1.18, 1.2};
    row.words = "slower";
    row.device = "CPU";
    CompareRow added;
    added.id = "median";
    added.type_id = "median";
    added.name = "Median";
    added.current_ms = 5;
    added.delta_ms = 5;
    added.words = "added";
    added.is_share = true;
    QCOMPARE(compareCsv({row, added}),
             QByteArray("id,node,type,base_ms,new_ms,delta_ms,ratio,ratio_low,ratio_high,verdict,share_of_a_pass,"
                        "runs_on\r\n"
                        "blur,\"Soft, \"\"wide\"\"\",gaussian_blur,8.000000,9.500000,1.500000,1.187500,1.180000,"
                        "1.200000,slower,false,CPU\r\n"
                        "median,Median,median,,5.000000,5.000000,,,,added,true,\r\n"));
  }

  void the_ratio_scale_holds_what_it_shows() {
    CompareRow row;
    row.ratio = Ratio{2, 1.9, 2.1};
    const RatioScale scale = ratioScaleOf({row}, 0.02);
    QCOMPARE(scale.share(1), 0.5);
    QVERIFY(scale.share(2.1) < 1 && scale.share(2) > 0.9);
    QVERIFY(std::abs(scale.share(2) + scale.share(0.5) - 1) < 1e-12);
    QCOMPARE(labelsOf(scale.ticks(400, 46)),
             (QStringList{QString::fromUtf8("−50 %"), QString::fromUtf8("−33 %"), "+50 %", "+100 %"}));
    QCOMPARE(labelsOf(scale.ticks(150, 46)), (QStringList{QString::fromUtf8("−50 %"), "+100 %"}));
    QCOMPARE(labelsOf(RatioScale(1.14).ticks(128, 46)), (QStringList{QString::fromUtf8("−10 %"), "+10 %"}));
    // An interval far wider than any change is cut.
    row.ratio = Ratio{1, 0.1, 10};
    QVERIFY(ratioScaleOf({row}, 0.02).largest() < 1.2);
    QVERIFY(ratioScaleOf({}, 0.02).largest() > 1.06);
    QCOMPARE(labelsOf(RatioScale(1.11).ticks(400, 46)), (QStringList{QString::fromUtf8("−5 %"), "+5 %", "+10 %"}));
  }

  void ticks_stand_at_round_numbers() {
    QCOMPARE(labelsOf(PlotScale(16.02, 17.4, 0, 200).ticks(50)), (QStringList{"16.5", "17.0"}));
    QCOMPARE(labelsOf(PlotScale(0, 31, 0, 300).ticks(1, 5)).first(), QString("0"));
    const PlotScale one(5, 5, 0, 100);
    QVERIFY(one.low() < 5 && one.high() > 5);
    QCOMPARE(PlotScale(0, 10, 100, 0).place(10), 0.0);
    QCOMPARE(PlotScale(0, 10, 100, 0).valueAt(25), 7.5);
  }

  void a_histogram_leaves_nothing_out() {
    std::vector<double> base(29, 0);
    for (size_t i = 0; i < base.size(); ++i) base[i] = 10 + 0.01 * static_cast<double>(i % 9);
    base.push_back(30);  // an outlier
    std::vector<double> current = base;
    current.back() = 2;
    for (double& ms : current) ms += 0.05;
    const HistogramPair pair = histogramOf(base, current);
    const auto sum = [](const HistogramSeries& series) {
      return std::accumulate(series.counts.begin(), series.counts.end(), 0);
    };
    QCOMPARE(sum(pair.base), 29);
    QCOMPARE(pair.base.above_ms, std::vector<double>{30});
    QCOMPARE(sum(pair.current), 29);
    QCOMPARE(pair.current.below_ms.size(), size_t{1});
    QVERIFY(pair.high_ms < 11 && pair.low_ms > 9);
    QVERIFY(pair.bins >= 8 && pair.bins <= 48);
    QVERIFY(std::abs(pair.base.median_ms - 10.04) < 1e-9);
  }

  void a_histogram_of_equal_rounds() {
    const std::vector<double> same(5, 3.0);
    const HistogramPair pair = histogramOf(same, same);
    QVERIFY(pair.low_ms < 3 && pair.high_ms > 3);
    QCOMPARE(pair.largestShare(), 1.0);
  }

  void choices_name_variants_and_problems() {
    std::vector<StoredSession> sessions = {stored("/s/pair.json", recorded_pair(9, 1, 1)),
                                           stored("/s/a.json", recorded(8, 1)), stored("/s/b.json", recorded(8, 1))};
    StoredSession cut;
    cut.path = "/s/cut.json";
    cut.problem = "cut off";
    sessions.push_back(cut);
    const std::vector<SideChoice> choices = sideChoices(sessions);
    const QString ninth = recordedText(sessions[0].loaded->session);
    const QString eighth = recordedText(sessions[1].loaded->session);
    QCOMPARE(textsOf(choices), (QStringList{"Soft A, " + ninth, "Soft B, " + ninth, "Soft, " + eighth + " (a)",
                                            "Soft, " + eighth + " (b)", "cut.json"}));
    QCOMPARE(choices[1].side, (SessionSide{"/s/pair.json", 1}));
    QCOMPARE(choices[4].problem, QString("cut off"));
  }

  void the_newest_is_proposed() {
    ProfileSession other = recorded(5, 1);
    other.variants[0].pipeline_name = "Other";
    other.variants[0].pipeline_path = "/pipelines/other.lbp";
    std::vector<StoredSession> sessions = {stored("3", recorded(3, 1)), stored("o", other),
                                           stored("2", recorded(2, 1))};
    QCOMPARE(proposedSides(sessions, {}), SidePair({"2", 0}, {"3", 0}));
    QCOMPARE(proposedSides(sessions, "/pipelines/other.lbp"), SidePair({}, {"o", 0}));
    QCOMPARE(proposedSides(sessions, "/pipelines/unknown.lbp"), SidePair({"2", 0}, {"3", 0}));
    sessions.insert(sessions.begin(), stored("ab", recorded_pair(4, 1, 1)));
    QCOMPARE(proposedSides(sessions, {}), SidePair({"ab", 0}, {"ab", 1}));
    QCOMPARE(proposedSides({}, {}), SidePair());
  }

  void warnings_begin_with_what_reading_said() {
    const auto base = std::make_shared<const LoadedSession>(LoadedSession{recorded(1, 8'000'000, 6), {"newer"}, true});
    const auto current = std::make_shared<const LoadedSession>(LoadedSession{recorded(2, 8'000'000, 6), {}, false});
    const CompareOutcome outcome = compareSides({base, 0}, {current, 0});
    QCOMPARE(outcome.diff.warnings.size(), size_t{2});
    QCOMPARE(outcome.diff.warnings[0], std::string("newer"));
    QCOMPARE(outcome.threshold.from, std::string("default"));
    QCOMPARE(outcome.diff.pairing, Pairing::kSeparate);
    QCOMPARE(wallSeries({base, 0}, {current, 0}).base_ms.size(), size_t{6});
    QVERIFY(nodeSeries({base, 0}, {current, 0}, "photo").base_ms.empty());
  }

 private:
  QTemporaryDir data_;  // without a calibration
};

QTEST_MAIN(TestCompareModel)
#include "test_compare_model.moc"
