// What the island executor does by itself; fusion of real operators is in tests/operators/test_fusion.cpp.
#include <QtTest>

#include <atomic>

#include "engine/cpu/island.h"

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

  void large_pictures_are_written_past_the_caches() {
    BufferPool buffers;
    const Image source = picture({1003, 77, 3, SampleFormat::kU8, SampleFormat::kU8}, buffers);
    int64_t counted = 0;
    for (const bool per_sample : {true, false}) {
      const Image cached = squared(source, per_sample, SampleFormat::kF32, counted);
      const Image streamed = squared(source, per_sample, SampleFormat::kF32, counted, 1);
      QVERIFY(cached && streamed);
      QVERIFY(same_bits(cached, streamed));
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
