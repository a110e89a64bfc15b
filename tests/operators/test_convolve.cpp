// convolve: every method against OpenCV's filter2D, what auto picks, how tables are taken apart, and bad input.
#include <QtTest>

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "engine/graph/byte_forms.h"
#include "engine/operators/convolve_cost.h"
#include "engine/operators/convolve_direct.h"
#include "engine/operators/convolve_pairs.h"
#include "engine/runtime/executor.h"
#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

ParamValue text(const char* value) { return std::string(value); }

// Of full rank: no two rows are alike.
NumberTable scattered(int rows, int columns) {
  NumberTable table{rows, columns, {}};
  std::mt19937 random(7);
  for (int i = 0; i < rows * columns; ++i) table.values.push_back(0.1 + static_cast<double>(random() % 1000) / 1000);
  return table;
}

// The sum of `rank` columns times rows.
NumberTable of_rank(int rank, int rows, int columns) {
  NumberTable table{rows, columns, std::vector<double>(static_cast<size_t>(rows * columns))};
  for (int k = 0; k < rank; ++k) {
    for (int i = 0; i < rows * columns; ++i) {
      const double column = 1 + 0.8 * std::sin(0.37 * (k + 1) * (i / columns) + k);
      const double row = 1 + 0.8 * std::cos(0.29 * (k + 1) * (i % columns) + k);
      table.values[static_cast<size_t>(i)] += column * row;
    }
  }
  return table;
}

// Three weights in four are 0.
NumberTable sparse(int rows, int columns) {
  NumberTable table = scattered(rows, columns);
  for (size_t i = 0; i < table.values.size(); ++i) {
    if (i % 5 != 2) table.values[i] = 0;
  }
  return table;
}

NumberTable made_table(const QString& kind, int rows, int columns) {
  if (kind == "scattered") return scattered(rows, columns);
  if (kind == "sparse") return sparse(rows, columns);
  return of_rank(kind.right(1).toInt(), rows, columns);
}

double largest_product_error(const NumberTable& table, const std::vector<WeightPair>& pairs) {
  double largest = 0;
  for (int row = 0; row < table.rows; ++row) {
    for (int column = 0; column < table.columns; ++column) {
      double sum = 0;
      for (const WeightPair& pair : pairs) {
        sum += static_cast<double>(pair.column[static_cast<size_t>(row)]) *
               static_cast<double>(pair.row[static_cast<size_t>(column)]);
      }
      largest = std::max(largest, std::fabs(sum - table.at(row, column)));
    }
  }
  return largest;
}

}  // namespace

class TestConvolve : public QObject {
  Q_OBJECT
  OperatorBench bench_;

  Image run(const ParamMap& params, const Image& in, SampleFormat precision = SampleFormat::kF32) {
    Result<OperatorResult> result = bench_.run("convolve", params, {in}, precision);
    if (!result) qFatal("%s", result.error().message().c_str());
    return result->image;
  }

  // What the node tells of its choice for pictures of a size: "direct", "separable, 1 pair", ...
  std::string chosen(const NumberTable& kernel, Size size, const char* method = "auto") {
    Node node;
    node.type = "convolve";
    node.params = {{"kernel", kernel}, {"method", text(method)}};
    const OperatorDef* def = bench_.registry.find("convolve");
    const Params params = Params::resolve(*def, node, 0, "").value();
    const std::vector<std::optional<ImageSpec>> in{ImageSpec{size.width, size.height, 3}};
    const std::vector<ImageSpec> out{*in[0]};
    const NodeValues values = def->choices({params, in, out});
    return std::get<std::string>(values.at(0).second);
  }

 private Q_SLOTS:
  void matches_filter2d_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("kind");
    const auto add = [](int rows, int columns, const char* kind) {
      QTest::addRow("%d x %d %s", rows, columns, kind) << rows << columns << kind;
    };
    add(1, 1, "scattered");
    add(3, 3, "scattered");
    add(1, 7, "scattered");
    add(9, 1, "scattered");
    add(5, 7, "scattered");
    add(5, 7, "rank 1");
    add(11, 9, "rank 2");
    add(15, 15, "sparse");
    add(31, 33, "scattered");
    add(31, 33, "rank 3");
  }
  void matches_filter2d() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(QString, kind);
    const Image in = bench_.picture(260, 90, 3);  // several pieces of the shortest transform
    NumberTable kernel = made_table(kind, rows, columns);
    const cv::Mat weights = cv::Mat(rows, columns, CV_64F, kernel.values.data()).clone();
    const double sum = cv::sum(weights)[0];
    for (const char* method : {"auto", "direct", "separable", "fft"}) {
      for (bool normalize : {false, true}) {
        for (const auto& [border, mode] : std::map<std::string, int>{{"reflect101", cv::BORDER_REFLECT_101},
                                                                     {"replicate", cv::BORDER_REPLICATE},
                                                                     {"zero", cv::BORDER_CONSTANT}}) {
          const Image out =
              run({{"kernel", kernel}, {"normalize", normalize}, {"border", border}, {"method", text(method)}}, in);
          cv::Mat expected, scaled = weights / (normalize ? sum : 1.0);
          cv::Mat source;
          matrix(in, 1).convertTo(source, CV_64F);
          cv::filter2D(source, expected, CV_64F, scaled, {-1, -1}, 0, mode);
          expected.convertTo(expected, CV_32F);
          const double difference = largest_difference(matrix(out, 1), expected);
          const double range = std::max(1.0, cv::norm(scaled, cv::NORM_L1));
          QVERIFY2(difference < 2e-6 * range,
                   qPrintable(QString("%1, %2: %3").arg(method, border.c_str()).arg(difference)));
        }
      }
    }
  }

  void a_kernel_of_sum_zero_is_not_divided() {
    const Image in = bench_.make(5, 5, 1, SampleFormat::kF32, [](int, int x, int) { return 0.25 * x; });
    const Image out = run({{"kernel", NumberTable{1, 3, {-1, 0, 1}}}}, in);
    QCOMPARE(value_at(out, 0, 2, 2), 0.5);
  }

  void a_table_of_zeros_gives_black() {
    const Image in = bench_.picture(40, 30, 2, SampleFormat::kF32);
    for (const char* method : {"auto", "direct", "separable", "fft"}) {
      const Image out = run({{"kernel", NumberTable{3, 5, std::vector<double>(15)}}, {"method", text(method)}}, in);
      QCOMPARE(cv::norm(matrix(out, 0), cv::NORM_INF), 0.0);
      QCOMPARE(largest_difference(matrix(out, 1), matrix(in, 1)), 0.0);
    }
  }

  // A large sample spreads no rounding over the piece that its transform covers.
  void a_bright_light_leaves_the_dark_exact() {
    const Image in = bench_.make(200, 90, 1, SampleFormat::kF32,
                                 [](int, int x, int y) { return x == 20 && y == 10 ? 3e7 : 0.01 + 1e-4 * (x % 7); });
    const NumberTable kernel = scattered(21, 21);
    const cv::Mat direct = matrix(run({{"kernel", kernel}, {"method", text("direct")}}, in), 0);
    const cv::Mat fft = matrix(run({{"kernel", kernel}, {"method", text("fft")}}, in), 0);
    const cv::Mat ratio = fft / direct - 1;
    QVERIFY2(cv::norm(ratio, cv::NORM_INF) < 1e-5, qPrintable(QString::number(cv::norm(ratio, cv::NORM_INF))));
  }

  void a_nan_stays_in_its_window_data() {
    QTest::addColumn<double>("strange");
    QTest::newRow("NaN") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("infinity") << std::numeric_limits<double>::infinity();
  }
  void a_nan_stays_in_its_window() {
    QFETCH(double, strange);
    const Image in = bench_.make(200, 90, 1, SampleFormat::kF32,
                                 [&](int, int x, int y) { return x == 101 && y == 30 ? strange : 0.5; });
    for (const char* method : {"direct", "fft"}) {
      const cv::Mat out = matrix(run({{"kernel", scattered(9, 13)}, {"method", text(method)}}, in), 0);
      for (int y = 0; y < out.rows; ++y) {
        for (int x = 0; x < out.cols; ++x) {
          const bool inside = std::abs(x - 101) <= 6 && std::abs(y - 30) <= 4;
          QCOMPARE(!std::isfinite(out.at<float>(y, x)), inside);
        }
      }
    }
  }

  void tables_are_taken_apart_data() {
    QTest::addColumn<int>("rank");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    for (int rank : {1, 2, 3}) {
      QTest::addRow("rank %d of 9 x 13", rank) << rank << 9 << 13;
      QTest::addRow("rank %d of 201 x 151", rank) << rank << 201 << 151;
    }
  }
  void tables_are_taken_apart() {
    QFETCH(int, rank);
    QFETCH(int, rows);
    QFETCH(int, columns);
    const NumberTable table = of_rank(rank, rows, columns);
    const std::vector<WeightPair> pairs = weight_pairs(table, 8);
    QCOMPARE(static_cast<int>(pairs.size()), rank);
    QVERIFY(largest_product_error(table, pairs) < 1e-5);
    QVERIFY(weight_pairs(table, rank - 1).empty());
    QVERIFY(weight_pairs(scattered(rows, columns), 8).empty());
  }

  void symmetric_tables_have_symmetric_pairs() {
    NumberTable ring{21, 21, {}};
    for (int i = 0; i < 21 * 21; ++i) {
      const double d2 = std::pow(i / 21 - 10, 2) + std::pow(i % 21 - 10, 2);
      ring.values.push_back(std::exp(-d2 / 30) - 0.5 * std::exp(-d2 / 60));
    }
    const std::vector<WeightPair> pairs = weight_pairs(ring, 4);
    QCOMPARE(pairs.size(), size_t{2});
    for (const WeightPair& pair : pairs) {
      QVERIFY(std::equal(pair.row.begin(), pair.row.end(), pair.row.rbegin()));
      QVERIFY(std::equal(pair.column.begin(), pair.column.end(), pair.column.rbegin()));
    }
  }

  void auto_picks_the_cheapest_measured() {
    const Size size{1280, 720};
    QCOMPARE(chosen(of_rank(1, 31, 31), size), std::string("separable, 1 pair"));
    QCOMPARE(chosen(scattered(3, 3), size), std::string("direct"));
    QVERIFY(chosen(scattered(63, 63), size).starts_with("fft"));
    for (const NumberTable& kernel : {scattered(9, 9), of_rank(2, 15, 15), scattered(15, 41), sparse(15, 15)}) {
      const double direct = estimated_direct_ns(kernel, size);
      const FftEstimate fft = estimated_fft(kernel, size, direct);
      const double pair = estimated_pair_ns(kernel, size);
      const size_t rank = weight_pairs(kernel, 64).size();
      const double separable = rank > 2 ? std::numeric_limits<double>::infinity() : pair * static_cast<double>(rank);
      const double least = std::min({direct, fft.ns, separable});
      const std::string expected = least == direct ? "direct" : least == fft.ns ? "fft" : "separable";
      QVERIFY(chosen(kernel, size).starts_with(expected));
    }
  }

  void methods_can_be_forced() {
    const Size size{640, 480};
    QCOMPARE(chosen(of_rank(1, 31, 31), size, "direct"), std::string("direct"));
    QVERIFY(chosen(scattered(3, 3), size, "fft").starts_with("fft"));
    QCOMPARE(chosen(scattered(9, 9), size, "separable"), std::string("separable, 9 pairs"));
    const Image in = bench_.picture(20, 20, 1);
    const Result<OperatorResult> result =
        bench_.run("convolve", {{"kernel", scattered(99, 99)}, {"method", text("separable")}}, {in});
    QVERIFY(!result);
    QVERIFY(result.error().message().find("not separable") != std::string::npos);
  }

  void the_choice_is_shown() {
    Engine engine(bench_.registry, {.threads = 1});
    Graph graph;
    for (const auto& [id, type] : {std::pair("photo", "test_pattern"), std::pair("filter", "convolve")}) {
      Node node;
      node.id = id;
      node.type = type;
      graph.nodes.push_back(node);
    }
    graph.nodes[0].params = {{"width", int64_t{64}}, {"height", int64_t{64}}};
    graph.nodes[1].params = {{"method", text("fft")}};
    graph.connect({"photo", "image"}, {"filter", "image"});
    const ExecutionPlan plan = make_plan({graph, {"filter"}}, engine, nullptr);
    QVERIFY2(plan.explain().find("method: fft, rows of") != std::string::npos, plan.explain().c_str());
    const ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
    const RunReport report = make_report(graph, plan, outcome, engine, 0);
    QVERIFY(report.find("filter")->state == NodeState::kComputed);
    QCOMPARE(report.find("filter")->values.at(0).first, std::string("method"));
    QCOMPARE(std::get<std::string>(report.find("filter")->values.at(1).second), std::string("asked for"));
  }

  // Tables of few rows run on bytes in tiles (byte_tiles.h), with the bits of the pass.
  void small_tables_on_bytes_have_the_bits_of_the_pass_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::newRow("3 x 3") << 3 << 3;
    QTest::newRow("5 x 5") << 5 << 5;
    QTest::newRow("1 x 7") << 1 << 7;
    QTest::newRow("5 x 1") << 5 << 1;
    QTest::newRow("3 x 21") << 3 << 21;
  }
  void small_tables_on_bytes_have_the_bits_of_the_pass() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    for (const NumberTable& table : {scattered(rows, columns), sparse(rows, columns)}) {
      for (const auto& [width, height, channels] : {std::tuple{1100, 75, 2}, {512, 9, 1}, {513, 8, 3}, {3, 2, 4}}) {
        const Image in = bench_.picture(width, height, channels);
        for (const char* border : {"reflect101", "replicate", "zero"}) {
          const ParamMap params = {{"kernel", table}, {"border", text(border)}, {"method", text("direct")}};
          for (const Isa isa : supported_isas()) {
            QVERIFY(use_isa(isa).ok());
            const Image floats = bench_.run("convolve", params, {in}).value().image;
            const Image bytes = bench_.run("convolve", params, {in}, SampleFormat::kU8).value().image;
            QVERIFY2(same_samples(bytes, convert_image(floats, SampleFormat::kU8, bench_.buffers).value()), border);
          }
          use_best_isa();
        }
      }
    }
    const ImageSpec spec{64, 64, 1, SampleFormat::kU8};
    QVERIFY(dynamic_cast<const ByteForm*>(direct_convolution(spec, scattered(rows, columns), Border::kZero).get()));
  }
  void tall_tables_on_bytes_run_as_the_pass() {
    const ImageSpec spec{64, 64, 1, SampleFormat::kU8};
    QVERIFY(!dynamic_cast<const ByteForm*>(direct_convolution(spec, scattered(7, 3), Border::kZero).get()));
  }

  void a_raised_token_stops_transforms() {
    OperatorBench stopped;
    stopped.cancel.cancel();
    const Image in = bench_.picture(64, 64, 3);
    const Result<OperatorResult> result = stopped.run("convolve", {{"method", text("fft")}}, {in});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::kCancelled);
  }
};

QTEST_GUILESS_MAIN(TestConvolve)
#include "test_convolve.moc"
