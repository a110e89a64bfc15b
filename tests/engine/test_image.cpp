#include <QtTest>

#include <cmath>
#include <limits>

#include "engine/image/convert.h"
#include "engine/image/image.h"

using namespace lightbench;

class TestImage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void rows_are_aligned_and_spread() {
    BufferPool pool;
    for (int width : {1, 63, 512, 2048, 4096}) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
        Image image = Image::allocate({width, 3, 3, format}, pool).value();
        QCOMPARE(image.row_bytes() % 64, size_t{0});
        QVERIFY(image.row_bytes() % 2048 != 0);
        QCOMPARE(reinterpret_cast<uintptr_t>(image.row_data(0, 0)) % 4096, uintptr_t{0});
      }
    }
  }

  void impossible_sizes_are_refused() {
    BufferPool pool;
    QVERIFY(!Image::allocate({0, 3, 3}, pool).ok());
    QVERIFY(!Image::allocate({3, 3, 5}, pool).ok());
    QVERIFY(!Image::allocate({kMaxSide + 1, 1, 1}, pool).ok());
    QVERIFY(!Image::allocate({kMaxSide, kMaxSide, 4, SampleFormat::kF32}, pool).ok());
  }

  void buffers_are_recycled() {
    BufferPool pool;
    const std::byte* first = nullptr;
    { first = pool.allocate(1 << 20)->data(); }
    const auto again = pool.allocate(1 << 20);
    QCOMPARE(again->data(), first);
    QCOMPARE(pool.statistics().allocations, 1);
    QCOMPARE(pool.statistics().reuses, 1);
  }

  void idle_memory_is_bounded() {
    BufferPool pool(1 << 20);
    { const auto big = pool.allocate(8 << 20); }
    QCOMPARE(pool.statistics().idle_bytes, size_t{0});
    QCOMPARE(pool.statistics().live_bytes, size_t{0});
  }

  void integers_round_trip() {
    std::vector<float> values(65536);
    std::vector<uint16_t> stored(65536), back(65536);
    for (int i = 0; i < 65536; ++i) stored[static_cast<size_t>(i)] = static_cast<uint16_t>(i);
    load_row(SampleFormat::kU16, stored.data(), values.data(), values.size());
    store_row(SampleFormat::kU16, values.data(), back.data(), back.size());
    QVERIFY(stored == back);
  }

  void integers_round_and_clamp() {
    const float values[] = {-1.0f,
                            0.0f,
                            0.4999f / 255,
                            0.5001f / 255,
                            1.0f,
                            7.0f,
                            std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()};
    uint8_t stored[9];
    store_row(SampleFormat::kU8, values, stored, 9);
    const uint8_t expected[] = {0, 0, 0, 1, 255, 255, 0, 255, 0};
    for (int i = 0; i < 9; ++i) QCOMPARE(stored[i], expected[i]);
  }

  void halves_round_trip() {
    for (int bits = 0; bits < 65536; ++bits) {
      const Half half{static_cast<uint16_t>(bits)};
      const float value = half_to_float(half);
      if (std::isnan(value)) {
        QVERIFY(std::isnan(half_to_float(float_to_half(value))));
        continue;
      }
      QCOMPARE(float_to_half(value).bits, half.bits);
    }
    QCOMPARE(float_to_half(1.0f).bits, uint16_t{0x3c00});
    QCOMPARE(float_to_half(65504.0f).bits, uint16_t{0x7bff});
    QCOMPARE(float_to_half(65520.0f).bits, uint16_t{0x7c00});
    QCOMPARE(float_to_half(1e10f).bits, uint16_t{0x7c00});
    QCOMPARE(float_to_half(1.0f + 1.0f / 2048).bits, uint16_t{0x3c00});  // tie to even
    QCOMPARE(float_to_half(1.0f + 3.0f / 2048).bits, uint16_t{0x3c02});
    QCOMPARE(half_to_float(Half{0x0001}), std::ldexp(1.0f, -24));
  }

  void interleaving_round_trips() {
    const size_t count = 37;
    for (size_t bytes : {size_t{1}, size_t{2}, size_t{4}}) {
      for (int channels = 1; channels <= 4; ++channels) {
        std::vector<uint8_t> source(count * bytes * static_cast<size_t>(channels)), back(source.size());
        for (size_t i = 0; i < source.size(); ++i) source[i] = static_cast<uint8_t>(i * 7);
        std::vector<uint8_t> planes(source.size());
        void* rows[4];
        for (int c = 0; c < channels; ++c) rows[c] = planes.data() + static_cast<size_t>(c) * count * bytes;
        deinterleave_row(source.data(), rows, channels, count, bytes);
        interleave_row(rows, back.data(), channels, count, bytes);
        QVERIFY(source == back);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestImage)
#include "test_image.moc"
