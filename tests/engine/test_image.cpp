#include <QtTest>

#include <cmath>
#include <limits>

#include "engine/image/convert.h"
#include "engine/image/image.h"
#include "tests/engine/isa_rows.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestImage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase_data() { add_isa_rows(); }
  void init() { use_isa_of_row(); }
  void cleanupTestCase() { use_best_isa(); }

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

  // Bit for bit value / max, whatever the instruction set.
  void integers_load_exactly() {
    std::vector<uint16_t> stored(65536);
    std::vector<float> values(stored.size());
    for (size_t i = 0; i < stored.size(); ++i) stored[i] = static_cast<uint16_t>(i);
    load_row(SampleFormat::kU16, stored.data(), values.data(), values.size());
    for (size_t i = 0; i < values.size(); ++i) QCOMPARE(values[i], static_cast<float>(i) / 65535.0f);
    std::vector<uint8_t> bytes(256);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i);
    load_row(SampleFormat::kU8, bytes.data(), values.data(), bytes.size());
    for (size_t i = 0; i < bytes.size(); ++i) QCOMPARE(values[i], static_cast<float>(i) / 255.0f);
  }

  // Rows of every length, so that whole vectors and what is left over both show; nothing beyond is written.
  void rows_of_any_length_convert_data() {
    QTest::addColumn<int>("format");
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      QTest::newRow(std::string(name_of(format)).c_str()) << static_cast<int>(format);
    }
  }
  void rows_of_any_length_convert() {
    QFETCH(int, format);
    const SampleFormat stored_format = static_cast<SampleFormat>(format);
    const size_t bytes = sample_bytes(stored_format);
    for (size_t count = 0; count < 70; ++count) {
      std::vector<float> values(count + 1, 9.0f), back(count + 1, 7.0f);
      for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>((i * 37) % 256) / 255.0f;
      std::vector<std::byte> stored((count + 1) * bytes, std::byte{0x5a});
      store_row(stored_format, values.data(), stored.data(), count);
      load_row(stored_format, stored.data(), back.data(), count);
      for (size_t i = 0; i < count; ++i) QVERIFY(std::abs(back[i] - values[i]) < 3e-4f);
      for (size_t i = count * bytes; i < stored.size(); ++i) QCOMPARE(stored[i], std::byte{0x5a});
      QCOMPARE(back[count], 7.0f);
    }
  }

  void tables_of_bytes_are_looked_up() {
    std::vector<float> values(256);
    for (size_t v = 0; v < values.size(); ++v) values[v] = 1 / (static_cast<float>(v) - 77.5f);
    const ByteTable table(values.data());
    for (size_t count = 0; count < 200; ++count) {
      std::vector<uint8_t> bytes(count);
      for (size_t i = 0; i < count; ++i) bytes[i] = static_cast<uint8_t>(i * 37 + count);
      std::vector<float> found(count + 1, 9.0f);
      table.look_up_row(bytes.data(), found.data(), count);
      for (size_t i = 0; i < count; ++i) QCOMPARE(found[i], values[bytes[i]]);
      QCOMPARE(found[count], 9.0f);
    }
  }

  // In rows, so that whole vectors see every value in every place.
  void integers_round_and_clamp() {
    const float infinity = std::numeric_limits<float>::infinity();
    const float values[] = {-1.0f,     0.0f,  0.4999f / 255, 0.5001f / 255,   1.0f,       7.0f, std::nanf(""), infinity,
                            -infinity, 1e10f, -1e10f,        254.4999f / 255, -0.4f / 255};
    const uint8_t bytes[] = {0, 0, 0, 1, 255, 255, 0, 255, 0, 255, 0, 254, 0};
    const uint16_t words[] = {0, 0, 128, 129, 65535, 65535, 0, 65535, 0, 65535, 0, 65406, 0};
    constexpr size_t kValues = std::size(bytes);
    for (size_t count = 1; count < 100; ++count) {
      std::vector<float> row(count);
      for (size_t i = 0; i < count; ++i) row[i] = values[i % kValues];
      std::vector<uint8_t> stored(count);
      store_row(SampleFormat::kU8, row.data(), stored.data(), count);
      for (size_t i = 0; i < count; ++i) QCOMPARE(stored[i], bytes[i % kValues]);
      std::vector<uint16_t> wide(count);
      store_row(SampleFormat::kU16, row.data(), wide.data(), count);
      for (size_t i = 0; i < count; ++i) QCOMPARE(wide[i], words[i % kValues]);
    }
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
    for (size_t count : {size_t{37}, size_t{200}})
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
