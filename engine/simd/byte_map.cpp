#include "engine/simd/byte_map.h"

#include <hwy/base.h>

#include "engine/simd/isa.h"

#if HWY_ARCH_X86
#include <immintrin.h>
#endif

namespace lightbench {

#if HWY_ARCH_X86
namespace {

// Two lookups of 128 bytes for 64 samples; the sample's top bit chooses.
template <bool kStream>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi"))) size_t map_by_vectors(const uint8_t* source,
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

void map_bytes(const uint8_t* source, const ByteMap& table, uint8_t* target, size_t count,
               [[maybe_unused]] bool stream) {
  size_t i = 0;
#if HWY_ARCH_X86
  if (has_byte_tables()) {
    const bool lines = stream && reinterpret_cast<uintptr_t>(target) % 64 == 0;
    i = (lines ? map_by_vectors<true> : map_by_vectors<false>)(source, table.data(), target, count);
  }
#endif
  for (; i < count; ++i) target[i] = table[source[i]];
}

}  // namespace lightbench
