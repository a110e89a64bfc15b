// Transposes a tile of results into whole cache lines, so that a filter that runs down columns can leave its result
// ready for the next axis, or put back upright.
//
// A tile holds one cache line for each column: 32 rows of 16-bit samples or 16 rows of 32-bit ones. With AVX2 and
// AVX-512 lines are stored past the caches, which halves what a pass moves; call hwy::FlushStream() after the last one.

#if defined(LIGHTBENCH_TILE_TRANSPOSE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_TILE_TRANSPOSE_INL_H
#undef LIGHTBENCH_TILE_TRANSPOSE_INL_H
#else
#define LIGHTBENCH_TILE_TRANSPOSE_INL_H
#endif

#include <cstddef>
#include <cstdint>

#include "engine/simd/simd-inl.h"

#ifndef LIGHTBENCH_TILE_TRANSPOSE_SHARED
#define LIGHTBENCH_TILE_TRANSPOSE_SHARED
namespace lightbench {

struct TileLines {
  std::byte* data = nullptr;  // of column 0, 64-byte aligned
  ptrdiff_t stride = 0;       // bytes from column to column
  int count = 0;              // columns from here on are not stored
};

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace transposing {

// kSide rows of kSide samples in every block of 128 bits: after log2(kSide) perfect shuffles rows are columns.
template <int kSide, class D, class V>
HWY_INLINE void transpose_blocks(D d, V* rows) {
  for (int round = 1; round < kSide; round *= 2) {
    V next[kSide];
    for (int i = 0; i < kSide / 2; ++i) {
      next[2 * i] = hn::InterleaveLower(d, rows[i], rows[i + kSide / 2]);
      next[2 * i + 1] = hn::InterleaveUpper(d, rows[i], rows[i + kSide / 2]);
    }
    for (int i = 0; i < kSide; ++i) rows[i] = next[i];
  }
}

// Of the tile's rows [0, 4 · kSide) and the columns of one vector; columns[i] is where the i-th kSide slots belong.
template <bool kStream, typename T, int kSide>
HWY_INLINE void transpose_vector(const T* tile, int row_slots, const int* columns, const TileLines& lines) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V blocks[4][kSide];
  for (int quarter = 0; quarter < 4; ++quarter) {
    for (int i = 0; i < kSide; ++i) blocks[quarter][i] = hn::Load(d, tile + (quarter * kSide + i) * row_slots);
    transpose_blocks<kSide>(d, blocks[quarter]);
  }
  for (int i = 0; i < kSide; ++i) {
    // Four by four blocks of 128 bits.
    const __m512i low01 = _mm512_shuffle_i32x4(blocks[0][i].raw, blocks[1][i].raw, 0x44);
    const __m512i low23 = _mm512_shuffle_i32x4(blocks[2][i].raw, blocks[3][i].raw, 0x44);
    const __m512i high01 = _mm512_shuffle_i32x4(blocks[0][i].raw, blocks[1][i].raw, 0xee);
    const __m512i high23 = _mm512_shuffle_i32x4(blocks[2][i].raw, blocks[3][i].raw, 0xee);
    const __m512i whole[4] = {_mm512_shuffle_i32x4(low01, low23, 0x88), _mm512_shuffle_i32x4(low01, low23, 0xdd),
                              _mm512_shuffle_i32x4(high01, high23, 0x88), _mm512_shuffle_i32x4(high01, high23, 0xdd)};
    for (int block = 0; block < 4; ++block) {
      const int column = columns[block] + i;
      if (column >= lines.count) continue;
      __m512i* line = reinterpret_cast<__m512i*>(lines.data + column * lines.stride);
      if constexpr (kStream) {
        _mm512_stream_si512(line, whole[block]);
      } else {
        _mm512_store_si512(line, whole[block]);
      }
    }
  }
#elif HWY_TARGET == HWY_AVX2
  const hn::ScalableTag<T> d;
  const hn::Half<decltype(d)> half;
  for (int block = 0; block < 2; ++block) {
    const T* first = tile + block * kSide;
    hn::Vec<decltype(d)> line_halves[2][kSide];
    for (int i = 0; i < 2; ++i) {
      for (int row = 0; row < kSide; ++row) {
        const T* low = first + (2 * i * kSide + row) * row_slots;
        line_halves[i][row] = hn::Combine(d, hn::Load(half, low + kSide * row_slots), hn::Load(half, low));
      }
      transpose_blocks<kSide>(d, line_halves[i]);
    }
    for (int row = 0; row < kSide; ++row) {
      const int column = columns[block] + row;
      if (column >= lines.count) continue;
      for (int i = 0; i < 2; ++i) {  // both at once: half a line that goes past the caches costs more than a whole one
        T* target = reinterpret_cast<T*>(lines.data + column * lines.stride) + 2 * i * kSide;
        if constexpr (kStream) {
          hn::Stream(line_halves[i][row], d, target);
        } else {
          hn::Store(line_halves[i][row], d, target);
        }
      }
    }
  }
#else
  const hn::FixedTag<T, 16 / sizeof(T)> d;
  constexpr int kBlocks = static_cast<int>(hn::MaxLanes(hn::ScalableTag<T>())) / kSide;
  for (int block = 0; block < kBlocks; ++block) {
    for (int quarter = 0; quarter < 4; ++quarter) {
      hn::Vec<decltype(d)> rows[kSide];
      for (int i = 0; i < kSide; ++i) {
        rows[i] = hn::Load(d, tile + (quarter * kSide + i) * row_slots + block * kSide);
      }
      transpose_blocks<kSide>(d, rows);
      for (int i = 0; i < kSide; ++i) {
        const int column = columns[block] + i;
        if (column < lines.count) {
          hn::Store(rows[i], d, reinterpret_cast<T*>(lines.data + column * lines.stride) + quarter * kSide);
        }
      }
    }
  }
#endif
}

template <bool kStream, typename T>
HWY_INLINE void transpose_tile(const T* tile, int slots, const int* columns, const TileLines& lines) {
  constexpr int kSide = 16 / static_cast<int>(sizeof(T));
  constexpr int kLanes = static_cast<int>(hn::MaxLanes(hn::ScalableTag<T>()));
  for (int slot = 0; slot < slots; slot += kLanes) {
    transpose_vector<kStream, T, kSide>(tile + slot, slots, columns + slot / kSide, lines);
  }
}

}  // namespace transposing

// 32 rows of `slots` samples each; columns[i] is the column of slot 8 · i, the seven after it follow.
HWY_INLINE void transpose_halves(const uint16_t* tile, int slots, const int* columns, const TileLines& lines) {
  transposing::transpose_tile<true>(tile, slots, columns, lines);
}
// The same into memory that is read again at once: not past the caches.
HWY_INLINE void transpose_halves_cached(const uint16_t* tile, int slots, const int* columns, const TileLines& lines) {
  transposing::transpose_tile<false>(tile, slots, columns, lines);
}
// 16 rows of `slots` samples each; columns[i] is the column of slot 4 · i, the three after it follow.
HWY_INLINE void transpose_words(const uint32_t* tile, int slots, const int* columns, const TileLines& lines) {
  transposing::transpose_tile<true>(tile, slots, columns, lines);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
