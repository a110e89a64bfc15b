#include "engine/simd/byte_map.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/simd/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/simd/byte_map.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/narrow-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

#if HWY_ARCH_X86
using D8 = hn::ScalableTag<uint8_t>;
using V8 = hn::Vec<D8>;

constexpr size_t kBlockVectors = 4;
constexpr size_t kBlock = kBlockVectors * hn::MaxLanes(D8());  // a line of 64 bytes or more

// Adds one half of the pieces, for indices below 128. A shuffle takes the lower four bits of an index and gives 0 where
// its top bit is set. An index that goes down by 16 a piece therefore picks from its own piece and from all before it,
// and the differences add up to what its own stands for.
HWY_INLINE void look_up_half(const uint8_t* pieces, size_t count, V8 (&index)[kBlockVectors],
                             V8 (&found)[kBlockVectors]) {
  const D8 d;
  const hn::RebindToSigned<D8> whole;
  for (size_t k = 0; k < count; ++k) {
    const V8 piece = hn::LoadDup128(d, pieces + 16 * k);
    for (size_t v = 0; v < kBlockVectors; ++v) {
      found[v] = hn::Xor(found[v], hn::TableLookupBytesOr0(piece, index[v]));
      index[v] = hn::BitCast(d, hn::SaturatedSub(hn::BitCast(whole, index[v]), hn::Set(whole, 16)));
    }
  }
}

template <bool kStream>
HWY_INLINE void map_block(const ByteMapPieces& map, const uint8_t* source, uint8_t* target) {
  const D8 d;
  V8 lower[kBlockVectors], upper[kBlockVectors], found[kBlockVectors];
  for (size_t v = 0; v < kBlockVectors; ++v) {
    const V8 level = hn::LoadU(d, source + v * hn::Lanes(d));
    lower[v] = hn::Min(hn::SaturatedSub(level, hn::Set(d, map.first)), hn::Set(d, map.range));
    upper[v] = hn::Xor(lower[v], hn::Set(d, 128));
    found[v] = hn::Zero(d);
  }
  const size_t count = map.range / 16u + 1;
  look_up_half(map.pieces.data(), std::min<size_t>(count, 8), lower, found);
  if (count > 8) look_up_half(map.pieces.data() + 128, count - 8, upper, found);
  for (size_t v = 0; v < kBlockVectors; ++v) {
    if constexpr (kStream) {
      hn::Stream(found[v], d, target + v * hn::Lanes(d));
    } else {
      hn::StoreU(found[v], d, target + v * hn::Lanes(d));
    }
  }
}

template <bool kStream>
HWY_INLINE void map_block(const ByteLine& line, const uint8_t* source, uint8_t* target) {
  const hn::Repartition<float, D8> d;
  const hn::RebindToSigned<decltype(d)> whole;
  for (size_t v = 0; v < kBlockVectors; ++v) {
    const V8 levels = hn::LoadU(D8(), source + v * hn::Lanes(D8()));
    hn::Vec<decltype(d)> groups[4];
    for (uint32_t g = 0; g < 4; ++g) {
      const uint32_t first = 0x80808000u + 4 * g;  // of each block of 16; the rest of the number is 0
      alignas(16) const uint32_t picks[4] = {first, first + 1, first + 2, first + 3};
      const V8 pick = hn::BitCast(D8(), hn::LoadDup128(hn::RebindToUnsigned<decltype(d)>(), picks));
      const auto level = hn::ConvertTo(d, hn::BitCast(whole, hn::TableLookupBytesOr0(levels, pick)));
      groups[g] = hn::MulAdd(level, hn::Set(d, line.slope), hn::Set(d, line.offset + 0.5f));
    }
    store_cut_off<kStream>(d, groups, target + v * hn::Lanes(D8()));
  }
}

template <bool kStream, class Map>
void map_blocks(const Map& map, const uint8_t* source, uint8_t* target, size_t count) {
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) map_block<kStream>(map, source + i, target + i);
  if (i == count) return;
  uint8_t rest[kBlock] = {};
  std::memcpy(rest, source + i, count - i);
  map_block<false>(map, rest, rest);
  std::memcpy(target + i, rest, count - i);
}

void map_by_shuffles(const ByteMapPieces& map, const uint8_t* source, uint8_t* target, size_t count, bool stream) {
  (stream ? map_blocks<true, ByteMapPieces> : map_blocks<false, ByteMapPieces>)(map, source, target, count);
}
void map_by_line(const ByteLine& line, const uint8_t* source, uint8_t* target, size_t count, bool stream) {
  (stream ? map_blocks<true, ByteLine> : map_blocks<false, ByteLine>)(line, source, target, count);
}
#endif

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

#if HWY_ARCH_X86
HWY_EXPORT(map_by_shuffles);
HWY_EXPORT(map_by_line);

namespace {

// Two lookups of 128 bytes for 64 samples; the sample's top bit chooses.
template <bool kStream>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi"))) size_t map_by_tables(const uint8_t* source,
                                                                                              const uint8_t* table,
                                                                                              uint8_t* target,
                                                                                              size_t count) {
  const __m512i t0 = _mm512_loadu_si512(table);
  const __m512i t1 = _mm512_loadu_si512(table + 64);
  const __m512i t2 = _mm512_loadu_si512(table + 128);
  const __m512i t3 = _mm512_loadu_si512(table + 192);
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const __m512i index = _mm512_loadu_si512(source + i);
    const __m512i low = _mm512_permutex2var_epi8(t0, index, t1);
    const __m512i high = _mm512_permutex2var_epi8(t2, index, t3);
    const __m512i mapped = _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
    if constexpr (kStream) {
      _mm512_stream_si512(reinterpret_cast<__m512i*>(target + i), mapped);
    } else {
      _mm512_storeu_si512(target + i, mapped);
    }
  }
  return i;
}

}  // namespace
#endif

bool has_byte_tables() {
#if HWY_ARCH_X86
  static const bool supported = __builtin_cpu_supports("avx512vbmi") != 0;
  return supported && active_isa() == Isa::kAvx512;
#else
  return false;
#endif
}

bool looks_up_vectors() { return HWY_ARCH_X86 != 0; }

ByteLookup::ByteLookup(const ByteMap& table, ByteLine line) : table_(table), line_(line) {
  size_t first = 0, last = table.size() - 1;
  while (first < last && table[first + 1] == table[0]) ++first;
  while (last > first && table[last - 1] == table.back()) --last;
  pieces_.first = static_cast<uint8_t>(first);
  pieces_.range = static_cast<uint8_t>(last - first);
  const auto result = [&](size_t index) { return table[std::min(first + index, table.size() - 1)]; };
  for (size_t i = 0; i < table.size(); ++i) {
    const bool starts_half = i % 128 < 16;
    pieces_.pieces[i] = static_cast<uint8_t>(starts_half ? result(i) : result(i) ^ result(i - 16));
  }
#if HWY_ARCH_X86
  // Cheaper than three pieces.
  if (has_byte_tables() || pieces_.range < 48) return;
  ByteMap calculated;
  std::iota(calculated.begin(), calculated.end(), uint8_t{0});
  HWY_DYNAMIC_DISPATCH(map_by_line)(line, calculated.data(), calculated.data(), calculated.size(), false);
  is_line_ = calculated == table;
#endif
}

void ByteLookup::run(const uint8_t* source, uint8_t* target, size_t count, [[maybe_unused]] bool stream) const {
  size_t i = 0;
#if HWY_ARCH_X86
  const bool lines = stream && reinterpret_cast<uintptr_t>(target) % 64 == 0;
  if (is_line_) return HWY_DYNAMIC_DISPATCH(map_by_line)(line_, source, target, count, lines);
  if (!has_byte_tables()) return HWY_DYNAMIC_DISPATCH(map_by_shuffles)(pieces_, source, target, count, lines);
  i = (lines ? map_by_tables<true> : map_by_tables<false>)(source, table_.data(), target, count);
#endif
  for (; i < count; ++i) target[i] = table_[source[i]];
}

}  // namespace lightbench
#endif  // HWY_ONCE
