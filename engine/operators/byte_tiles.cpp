#include "engine/operators/byte_tiles.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

constexpr int kTileRows = 2 * kWindowRows;
constexpr int kTileColumns = 512;
constexpr int kInputRows = kTileRows + 2 * kTallestTileHalo;

// One worker's memory: input rows from column -margin of a tile on, and output rows.
class Tile {
 public:
  Tile(const TileFilter& filter, Size halo, Border border)
      : filter_(filter),
        halo_(halo),
        border_(border),
        margin_(padded_row(halo.width) + kRowPadding),
        pitch_(static_cast<size_t>(kTileColumns + 2 * margin_ + kRowPadding)),
        memory_(pitch_ * kInputRows + static_cast<size_t>(kTileColumns) * kWindowRows + kRowPadding) {
    void* start = memory_.data();
    size_t space = memory_.size() * sizeof(float);
    input_ = static_cast<float*>(std::align(64, 64, start, space));  // whole lines: most loads stay within one
    output_ = input_ + pitch_ * kInputRows;
  }

  // The part of `out` at `place`, at most as large as a tile.
  void run(const Image& in, Image& out, int channel, const Rect& place) {
    std::array<const float*, kInputRows> rows{};
    for (int k = 0; k < place.height + 2 * halo_.height; ++k) {
      float* row = input_ + static_cast<size_t>(k) * pitch_ + margin_;
      load(in, channel, border_index(place.y - halo_.height + k, in.height(), border_), place.x, place.width, row);
      rows[static_cast<size_t>(k)] = row;
    }
    std::array<float*, kWindowRows> results{};
    for (size_t k = 0; k < results.size(); ++k) results[k] = output_ + k * kTileColumns;
    for (int y = 0; y < place.height; y += kWindowRows) {
      const int count = std::min(kWindowRows, place.height - y);
      filter_(InputRows{rows.data() + halo_.height + y}, OutputRows{results.data()}, place.width, count);
      for (int k = 0; k < count; ++k) {
        store_row(SampleFormat::kU8, results[static_cast<size_t>(k)],
                  out.writable_row_data(channel, place.y + y + k) + place.x, static_cast<size_t>(place.width));
      }
    }
  }

 private:
  // Row `y` of the picture, none for -1, from column x - halo on; row[0] is column x.
  void load(const Image& in, int channel, int y, int x, int width, float* row) const {
    if (y < 0) {
      std::fill_n(row - halo_.width, width + 2 * halo_.width, 0.0f);
      return;
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(in.row_data(channel, y));
    // Rows are so short that the processor does not find out by itself what the next tile reads; fetched all at once,
    // it would come too late.
    const bool last = x + width == in.width();
    const std::byte* next = in.row_data(channel, last ? std::min(y + kTileRows, in.height() - 1) : y);
    for (int line = 0; line < kTileColumns; line += 64) __builtin_prefetch(next + (last ? 0 : x + width) + line);
    load_row(SampleFormat::kU8, bytes + x, row, static_cast<size_t>(width));  // whole lines
    for (int k = 1; k <= halo_.width; ++k) {
      row[-k] = sample_at(bytes, x - k, in.width());
      row[width - 1 + k] = sample_at(bytes, x + width - 1 + k, in.width());
    }
  }

  float sample_at(const uint8_t* bytes, int column, int width) const {
    const int inside = column >= 0 && column < width ? column : border_index(column, width, border_);
    return inside < 0 ? 0.0f : static_cast<float>(bytes[inside]) / 255.0f;
  }

  const TileFilter& filter_;
  Size halo_;
  Border border_;
  int margin_;
  size_t pitch_;
  std::vector<float> memory_;
  float* input_;
  float* output_;
};

}  // namespace

bool run_byte_tiles(const TileFilter& filter, Size halo, Border border, const Image& in, Image& out,
                    WorkerPool& workers, const CancelToken& cancel) {
  LB_CHECK(halo.height <= kTallestTileHalo);
  return for_row_bands(in.height(), 4 * kTileRows, workers, cancel, [&](int first, int end, int) {
    Tile tile(filter, halo, border);
    for (int c = 0; c < in.channels(); ++c) {
      for (int y = first; y < end; y += kTileRows) {
        const int rows = std::min(kTileRows, end - y);
        if (c < in.spec().color_channels()) {
          for (int x = 0; x < in.width(); x += kTileColumns) {
            tile.run(in, out, c, {x, y, std::min(kTileColumns, in.width() - x), rows});
          }
          continue;
        }
        for (int k = 0; k < rows; ++k) {
          std::memcpy(out.writable_row_data(c, y + k), in.row_data(c, y + k), static_cast<size_t>(in.width()));
        }
      }
    }
  });
}

}  // namespace lightbench
