// split_channels and merge_channels, and a node of several outputs through validation, file, plan and execution.
#include "engine/graph/chain.h"
#include "engine/graph/pipeline_file.h"
#include "engine/runtime/executor.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestChannels : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void split_gives_every_channel_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<QList<int>>("expected");  // the channel behind each port, -1: 1 everywhere
    QTest::newRow("gray") << 1 << QList<int>{0, 0, 0, -1};
    QTest::newRow("gray and alpha") << 2 << QList<int>{0, 0, 0, 1};
    QTest::newRow("RGB") << 3 << QList<int>{0, 1, 2, -1};
    QTest::newRow("RGBA") << 4 << QList<int>{0, 1, 2, 3};
  }

  void split_gives_every_channel() {
    QFETCH(int, channels);
    QFETCH(QList<int>, expected);
    for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      const Image picture = bench_.picture(37, 19, channels, format);
      const OperatorResult result = bench_.run("split_channels", {}, {picture}).value();
      QCOMPARE(result.outputs.size(), size_t{4});
      for (int port = 0; port < 4; ++port) {
        const Image& part = result.outputs[static_cast<size_t>(port)];
        QCOMPARE(part.format(), format);
        QCOMPARE(part.channels(), 1);
        const cv::Mat wanted =
            expected[port] < 0 ? cv::Mat(19, 37, CV_32F, cv::Scalar(1)) : matrix(picture, expected[port]);
        QCOMPARE(largest_difference(matrix(part, 0), wanted), 0.0);
      }
    }
  }

  void merge_takes_what_is_connected_data() {
    QTest::addColumn<QString>("connected");
    QTest::addColumn<QString>("channels");  // the port behind each channel, 0: zeros
    QTest::newRow("r") << "r"
                       << "r";
    QTest::newRow("r and a") << "ra"
                             << "ra";
    QTest::newRow("r, g and b") << "rgb"
                                << "rgb";
    QTest::newRow("all") << "rgba"
                         << "rgba";
    QTest::newRow("b open") << "rg"
                            << "rg0";
    QTest::newRow("g open, with alpha") << "rba"
                                        << "r0ba";
  }

  void merge_takes_what_is_connected() {
    QFETCH(QString, connected);
    QFETCH(QString, channels);
    std::vector<Image> inputs;
    const QString ports = "rgba";
    for (qsizetype i = 0; i < ports.size(); ++i) {
      inputs.push_back(connected.contains(ports[i])
                           ? bench_.picture(23, 31, 1, SampleFormat::kU8, static_cast<unsigned>(i) + 1)
                           : Image());
    }
    const Image merged = bench_.run("merge_channels", {}, inputs, SampleFormat::kU8).value().image;
    QCOMPARE(merged.channels(), static_cast<int>(channels.size()));
    for (int c = 0; c < merged.channels(); ++c) {
      const qsizetype port = ports.indexOf(channels[c]);
      const cv::Mat wanted =
          port < 0 ? cv::Mat(31, 23, CV_32F, cv::Scalar(0)) : matrix(inputs[static_cast<size_t>(port)], 0);
      QCOMPARE(largest_difference(matrix(merged, c), wanted), 0.0);
    }
  }

  void merge_names_both_sizes() {
    const auto refused = bench_.run("merge_channels", {}, {bench_.picture(8, 6, 1), bench_.picture(9, 5, 1), {}, {}});
    QVERIFY(!refused);
    QVERIFY2(QString::fromStdString(refused.error().message()).contains("g is 9 × 5 but r is 8 × 6"),
             refused.error().message().c_str());
    const auto color = bench_.run("merge_channels", {}, {bench_.picture(8, 6, 1), {}, bench_.picture(8, 6, 3), {}});
    QVERIFY(!color);
    QVERIFY(QString::fromStdString(color.error().message()).contains("b has 3 channels (RGB) instead of 1"));
  }

  // Red and blue change places, by links from "split.b" and "split.r" that survive the file.
  void links_from_a_named_output() {
    Graph graph;
    graph.nodes = {
        node("made", "test_pattern", {{"width", int64_t{61}}, {"height", int64_t{37}}}),
        node("tint", "color_matrix", {{"matrix", NumberTable{3, 4, {0.9, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.2, 0.1}}}}),
        node("split", "split_channels"), node("merge", "merge_channels")};
    graph.connect({"made", "image"}, {"tint", "image"});
    graph.connect({"tint", "image"}, {"split", "image"});
    graph.connect({"split", "b"}, {"merge", "r"});
    graph.connect({"split", "g"}, {"merge", "g"});
    graph.connect({"split", "r"}, {"merge", "b"});
    const Result<LoadedPipeline> loaded = parse_pipeline(serialize_pipeline(graph), "channels", bench_.registry);
    QVERIFY2(loaded.ok(), "does not load again");
    QVERIFY(loaded->problems.empty());
    QCOMPARE(loaded->graph.links.size(), graph.links.size());

    Engine engine(bench_.registry, {2, size_t{1} << 24});
    for (const bool scalar : {false, true}) {
      PlanRequest request{loaded->graph, {"tint", "split", "merge"}};
      request.scalar = scalar;
      const ExecutionPlan plan = make_plan(request, engine, nullptr);
      for (const auto& [id, error] : plan.failed) QFAIL(error.message().c_str());
      const ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
      const Image& tinted = outcome.results.at("tint").outputs.at(0);
      const Image& merged = outcome.results.at("merge").outputs.at(0);
      QCOMPARE(outcome.results.at("split").outputs.size(), size_t{4});
      QCOMPARE(merged.channels(), 3);
      for (int c = 0; c < 3; ++c) QCOMPARE(largest_difference(matrix(merged, c), matrix(tinted, 2 - c)), 0.0);
    }
  }

  void an_output_that_is_not_there_is_named() {
    Graph graph;
    graph.nodes = {node("made", "test_pattern"), node("split", "split_channels"), node("dark", "exposure")};
    graph.connect({"made", "image"}, {"split", "image"});
    graph.connect({"split", "k"}, {"dark", "image"});
    const std::vector<Error> problems = validate(graph, bench_.registry);
    QVERIFY(!problems.empty());
    QVERIFY2(problems[0].message().find("k") != std::string::npos, problems[0].message().c_str());
  }

 private:
  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestChannels)
#include "test_channels.moc"
