// What the island executor does by itself; fusion of real operators is in tests/operators/test_fusion.cpp.
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <memory>

#include "engine/cpu/island.h"
#include "engine/cpu/sampled_times.h"
#include "engine/graph/byte_forms.h"
#include "engine/image/convert.h"

using namespace lightbench;

namespace {

// Squares colours and passes alpha; counts the samples it was asked for.
class Square final : public RowKernel {
 public:
  Square(bool per_sample, std::atomic<int64_t>& counted) : per_sample_(per_sample), counted_(counted) {}
  bool per_sample() const override { return per_sample_; }
  void run(const RowArgs& args) const override {
    for (size_t c = 0; c < kMaxChannels; ++c) {
      if (args.out[0][c] == nullptr) continue;
      for (int i = 0; i < args.count; ++i) {
        args.out[0][c][i] = c == 3 ? args.in[0][c][i] : args.in[0][c][i] * args.in[0][c][i];
      }
      counted_ += args.count;
    }
  }

 private:
  bool per_sample_;
  std::atomic<int64_t>& counted_;
};

// The larger of two channels, of one channel more or as many; counts the samples of either form.
class Larger final : public RowKernel, public ByteRowForm {
 public:
  void run(const RowArgs& args) const override {
    for (int i = 0; i < args.count; ++i) args.out[0][0][i] = std::max(args.in[0][0][i], args.in[0][1][i]);
    if (args.out[0][1] != nullptr) std::copy_n(args.in[0][1], args.count, args.out[0][1]);
    floats += args.count;
  }
  void run_bytes(const ByteRow& row) const override {
    for (int i = 0; i < row.count; ++i) row.out[0][i] = std::max(row.in[0][i], row.in[1][i]);
    if (row.out[1] != nullptr && row.out[1] != row.in[1]) std::copy_n(row.in[1], row.count, row.out[1]);
    bytes += row.count;
  }

  mutable std::atomic<int64_t> floats{0}, bytes{0};
};

Image picture(const ImageSpec& spec, BufferPool& buffers) {
  Image image = Image::allocate(spec, buffers).value();
  for (int c = 0; c < spec.channels; ++c) {
    for (int y = 0; y < spec.height; ++y) {
      auto* bytes = reinterpret_cast<uint8_t*>(image.writable_row_data(c, y));
      for (int x = 0; x < spec.width; ++x) bytes[x] = static_cast<uint8_t>(x * 7 + y * 31 + c * 101);
    }
  }
  return image;
}

Image squared(const Image& source, bool per_sample, SampleFormat result, int64_t& counted,
              size_t stream_bytes = size_t{1} << 40) {
  WorkerPool workers(3);
  BufferPool buffers;
  std::atomic<int64_t> samples{0};
  const Kernel kernel(std::unique_ptr<RowKernel>(std::make_unique<Square>(per_sample, samples)));
  const IslandNode node{&kernel, {{-1, 0, 0}}, {source.spec().with_format(result)}, {0}};
  std::vector<Image> outputs{Image::allocate(node.outputs[0], buffers).value()};
  const CancelToken cancel;
  IslandRun run{std::span(&node, 1), std::span(&source, 1), outputs, workers, buffers, cancel};
  run.strip_side = 100;  // ends within a line of the picture
  run.stream_bytes = stream_bytes;
  const Status status = run_island(run);
  counted = samples;
  return status.ok() ? outputs[0] : Image();
}

bool same_bits(const Image& a, const Image& b) {
  const size_t bytes = static_cast<size_t>(a.width()) * sample_bytes(a.format());
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), bytes) != 0) return false;
    }
  }
  return true;
}

}  // namespace

class TestIsland : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // An 8-bit picture has 256 values: a function of the sample alone is evaluated for those, not for every pixel.
  void functions_of_8_bit_samples_are_evaluated_once_a_value() {
    BufferPool buffers;
    const Image source = picture({1003, 77, 4, SampleFormat::kU8, SampleFormat::kU8}, buffers);
    for (const SampleFormat result : {SampleFormat::kU8, SampleFormat::kF32}) {
      int64_t counted = 0;
      const Image by_table = squared(source, true, result, counted);
      QVERIFY(by_table);
      QCOMPARE(counted, int64_t{4 * 256});
      const Image by_pixel = squared(source, false, result, counted);
      QVERIFY(by_pixel);
      QVERIFY(counted >= source.spec().pixels() * 4);
      QVERIFY(same_bits(by_table, by_pixel));
    }
  }

  void byte_rows_are_run_where_a_lone_node_leads_from_bytes_to_bytes() {
    BufferPool buffers;
    WorkerPool workers(3);
    const CancelToken cancel;
    auto owned = std::make_unique<Larger>();
    const Larger& larger = *owned;
    const Kernel kernel(std::unique_ptr<RowKernel>(std::move(owned)));
    const auto run = [&](const Image& source, const ImageSpec& spec, Image out, Rect region = {}) {
      const IslandNode node{&kernel, {{-1, 0, 0}}, {spec}, {0}};
      IslandRun island{std::span(&node, 1), std::span(&source, 1), std::span(&out, 1), workers, buffers, cancel};
      island.region = region;
      std::vector<double> shares;
      island.shares = &shares;
      return run_island(island).ok() && shares == std::vector<double>{1.0} ? out : Image();
    };
    const ImageSpec two{203, 77, 2, SampleFormat::kU8, SampleFormat::kU8};
    const Image source = picture(two, buffers);
    for (const int channels : {1, 2}) {
      ImageSpec spec = two;
      spec.channels = channels;
      larger.floats = larger.bytes = 0;
      const Image floats = run(source, spec.with_format(SampleFormat::kF32),
                               Image::allocate(spec.with_format(SampleFormat::kF32), buffers).value());
      QVERIFY(floats);
      QCOMPARE(larger.bytes.load(), int64_t{0});
      const Image rounded = convert_image(floats, SampleFormat::kU8, buffers).value();
      larger.floats = 0;
      const Image bytes = run(source, spec, Image::allocate(spec, buffers).value());
      QVERIFY(bytes);
      QCOMPARE(larger.floats.load(), int64_t{0});
      QCOMPARE(larger.bytes.load(), two.pixels());
      QVERIFY(same_bits(bytes, rounded));
      // A part, which ends within a vector; the rest stays as it is.
      Image part = picture(spec, buffers);
      QVERIFY(run(source, spec, part, {13, 5, 101, 60}));
      for (int c = 0; c < channels; ++c) {
        QCOMPARE(part.plane<uint8_t>(c).at(12, 20), source.plane<uint8_t>(c).at(12, 20));
        QCOMPARE(part.plane<uint8_t>(c).at(13, 5), bytes.plane<uint8_t>(c).at(13, 5));
        QCOMPARE(part.plane<uint8_t>(c).at(113, 64), bytes.plane<uint8_t>(c).at(113, 64));
        QCOMPARE(part.plane<uint8_t>(c).at(114, 20), source.plane<uint8_t>(c).at(114, 20));
      }
      if (channels == 2) {  // written over what it reads
        const Image own = picture(two, buffers);
        QVERIFY(same_bits(run(own, spec, own), rounded));
      }
    }
  }

  void large_pictures_are_written_past_the_caches() {
    BufferPool buffers;
    const Image source = picture({1003, 77, 3, SampleFormat::kU8, SampleFormat::kU8}, buffers);
    int64_t counted = 0;
    for (const SampleFormat result : {SampleFormat::kU8, SampleFormat::kF32}) {
      for (const bool per_sample : {true, false}) {
        const Image cached = squared(source, per_sample, result, counted);
        const Image streamed = squared(source, per_sample, result, counted, 1);
        QVERIFY(cached && streamed);
        QVERIFY(same_bits(cached, streamed));
      }
    }
  }

  // Several functions in one table would be faster, but nobody could say what time each took.
  void each_node_of_a_chain_has_a_share_that_was_measured() {
    BufferPool buffers;
    const Image source = picture({640, 400, 3, SampleFormat::kU8, SampleFormat::kU8}, buffers);
    std::atomic<int64_t> first{0}, second{0};
    const Kernel kernels[] = {Kernel(std::unique_ptr<RowKernel>(std::make_unique<Square>(true, first))),
                              Kernel(std::unique_ptr<RowKernel>(std::make_unique<Square>(true, second)))};
    const IslandNode nodes[] = {{&kernels[0], {{-1, 0, 0}}, {source.spec()}, {-1}},
                                {&kernels[1], {{0, 0, -1}}, {source.spec()}, {0}}};
    std::vector<Image> outputs{Image::allocate(source.spec(), buffers).value()};
    WorkerPool workers(2);
    const CancelToken cancel;
    std::vector<double> shares;
    IslandRun run{nodes, std::span(&source, 1), outputs, workers, buffers, cancel};
    run.shares = &shares;
    QVERIFY(run_island(run).ok());
    QVERIFY(second >= source.spec().pixels() * 3);  // at work on the picture, not on a table
    QCOMPARE(shares.size(), size_t{2});
    QVERIFY(std::abs(shares[0] + shares[1] - 1) < 1e-9);
  }

  // A step during which the processor was given to somebody else does not decide what a node costs.
  void shares_survive_a_step_that_was_interrupted() {
    detail::SampledTimes first(2), second(2);
    for (detail::SampledTimes* worker : {&first, &second}) {
      for (int step = 0; step < 5; ++step) {
        worker->begin_step();
        worker->add(0, 100);
        worker->add(1, worker == &first && step == 2 ? 10'000'000 : 300);
      }
    }
    second.begin_step();
    second.add(0, 100);  // a step in which the other node did not run
    const detail::SampledTimes workers[] = {first, second};
    const std::vector<double> shares = detail::shares_of(workers);
    const double other = 9 * 300 + 4 * 300, sum = 11 * 100 + other;
    QVERIFY(std::abs(shares[0] - 11 * 100 / sum) < 1e-12);
    QVERIFY(std::abs(shares[1] - other / sum) < 1e-12);
    const detail::SampledTimes nothing[] = {detail::SampledTimes(4)};
    QCOMPARE(detail::shares_of(nothing), std::vector<double>(4, 0.25));
  }

  void wider_samples_are_evaluated_pixel_by_pixel() {
    BufferPool buffers;
    const Image source = Image::allocate({64, 64, 1, SampleFormat::kU16, SampleFormat::kU16}, buffers).value();
    int64_t counted = 0;
    QVERIFY(squared(source, true, SampleFormat::kF32, counted));
    QCOMPARE(counted, int64_t{64 * 64});
  }
};

QTEST_APPLESS_MAIN(TestIsland)
#include "test_island.moc"
