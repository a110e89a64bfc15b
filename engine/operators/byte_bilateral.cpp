#include "engine/operators/byte_bilateral.h"

#include <hwy/detect_compiler_arch.h>
#include <algorithm>
#include <cmath>

#include "engine/simd/isa.h"

#if HWY_ARCH_X86
// GCC 12 warns of variables that its header leaves undefined on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

namespace lightbench {
namespace {

#if HWY_ARCH_X86
#define LIGHTBENCH_TARGET_VBMI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni")))

bool has_register_tables() {
  return active_isa() == Isa::kAvx512 && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
}

// A vector a weight's byte: of 128 entries, 0 beyond; or of all 256.
template <bool kShort>
LIGHTBENCH_TARGET_VBMI inline __m512i looked_up(const uint8_t* table, __m512i index) {
  const __m512i low = _mm512_load_si512(table);
  const __m512i second = _mm512_load_si512(table + 64);
  const __mmask64 upper = _mm512_movepi8_mask(index);
  if constexpr (kShort) return _mm512_maskz_permutex2var_epi8(~upper, low, index, second);
  const __m512i third = _mm512_load_si512(table + 128);
  const __m512i fourth = _mm512_load_si512(table + 192);
  return _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(low, index, second),
                                _mm512_permutex2var_epi8(third, index, fourth));
}

// 64 pixels; a pair of neighbours at a time, whose weights and samples lie side by side as pairs of 16-bit numbers.
template <int kColors, bool kShort>
LIGHTBENCH_TARGET_VBMI void register_block(const ByteBilateral& filter, const uint8_t* in, ptrdiff_t plane,
                                           ptrdiff_t stride, uint8_t* const* out) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i ones = _mm512_set1_epi16(1);
  __m512i centre[kColors];
  const __m512i own_weight = _mm512_set1_epi32(filter.own_weight());
  __m512i weights[4] = {own_weight, own_weight, own_weight, own_weight};
  __m512i sums[kColors][4];
  for (int c = 0; c < kColors; ++c) {
    centre[c] = _mm512_loadu_si512(in + c * plane);
    const __m512i low = _mm512_unpacklo_epi8(centre[c], zero), high = _mm512_unpackhi_epi8(centre[c], zero);
    sums[c][0] = _mm512_madd_epi16(own_weight, _mm512_unpacklo_epi16(low, zero));
    sums[c][1] = _mm512_madd_epi16(own_weight, _mm512_unpackhi_epi16(low, zero));
    sums[c][2] = _mm512_madd_epi16(own_weight, _mm512_unpacklo_epi16(high, zero));
    sums[c][3] = _mm512_madd_epi16(own_weight, _mm512_unpackhi_epi16(high, zero));
  }
  for (const ByteBilateral::Pair& pair : filter.pairs()) {
    const ByteBilateral::Table& table = filter.tables()[static_cast<size_t>(pair.table)];
    const ptrdiff_t step = pair.dy * stride + pair.dx;
    __m512i sample[2][kColors];
    __m512i low[2], high[2];
#pragma GCC unroll 2
    for (int n = 0; n < 2; ++n) {
      const uint8_t* near = in + (n == 0 ? step : -step);
      __m512i distance = zero;
#pragma GCC unroll 3
      for (int c = 0; c < kColors; ++c) {
        sample[n][c] = _mm512_loadu_si512(near + c * plane);
        const __m512i difference =
            _mm512_or_si512(_mm512_subs_epu8(sample[n][c], centre[c]), _mm512_subs_epu8(centre[c], sample[n][c]));
        distance = _mm512_adds_epu8(distance, difference);
      }
      low[n] = looked_up<kShort>(table.low, distance);
      high[n] = looked_up<kShort>(table.high, distance);
    }
    const __m512i first_a = _mm512_unpacklo_epi8(low[0], high[0]), first_b = _mm512_unpackhi_epi8(low[0], high[0]);
    const __m512i second_a = _mm512_unpacklo_epi8(low[1], high[1]), second_b = _mm512_unpackhi_epi8(low[1], high[1]);
    const __m512i weight[4] = {_mm512_unpacklo_epi16(first_a, second_a), _mm512_unpackhi_epi16(first_a, second_a),
                               _mm512_unpacklo_epi16(first_b, second_b), _mm512_unpackhi_epi16(first_b, second_b)};
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) weights[k] = _mm512_dpwssd_epi32(weights[k], weight[k], ones);
#pragma GCC unroll 3
    for (int c = 0; c < kColors; ++c) {
      const __m512i pair_a = _mm512_unpacklo_epi8(sample[0][c], sample[1][c]);
      const __m512i pair_b = _mm512_unpackhi_epi8(sample[0][c], sample[1][c]);
      sums[c][0] = _mm512_dpwssd_epi32(sums[c][0], weight[0], _mm512_unpacklo_epi8(pair_a, zero));
      sums[c][1] = _mm512_dpwssd_epi32(sums[c][1], weight[1], _mm512_unpackhi_epi8(pair_a, zero));
      sums[c][2] = _mm512_dpwssd_epi32(sums[c][2], weight[2], _mm512_unpacklo_epi8(pair_b, zero));
      sums[c][3] = _mm512_dpwssd_epi32(sums[c][3], weight[3], _mm512_unpackhi_epi8(pair_b, zero));
    }
  }
  const __m512 half = _mm512_set1_ps(0.5f);
  for (int c = 0; c < kColors; ++c) {
    __m512i mean[4];
    for (int k = 0; k < 4; ++k) {
      const __m512 quotient = _mm512_div_ps(_mm512_cvtepi32_ps(sums[c][k]), _mm512_cvtepi32_ps(weights[k]));
      mean[k] = _mm512_cvttps_epi32(_mm512_add_ps(quotient, half));
    }
    _mm512_storeu_si512(
        out[c], _mm512_packus_epi16(_mm512_packus_epi32(mean[0], mean[1]), _mm512_packus_epi32(mean[2], mean[3])));
  }
}

LIGHTBENCH_TARGET_VBMI void any_register_block(const ByteBilateral& filter, const uint8_t* in, ptrdiff_t plane,
                                               ptrdiff_t stride, uint8_t* const* out) {
  if (filter.colors() == 1) {
    filter.short_tables() ? register_block<1, true>(filter, in, plane, stride, out)
                          : register_block<1, false>(filter, in, plane, stride, out);
  } else {
    filter.short_tables() ? register_block<3, true>(filter, in, plane, stride, out)
                          : register_block<3, false>(filter, in, plane, stride, out);
  }
}
#else
bool has_register_tables() { return false; }
#endif

// `space`: the square of the distance in space in sigmas.
ByteBilateral::Table weight_table(double most, double sigma_color, double space) {
  constexpr int kRange = ByteBilateral::kRange;
  ByteBilateral::Table result{};
  for (int i = 0; i < 256; ++i) {
    const double color = i / 255.0 / sigma_color;
    const auto weight = static_cast<int>(std::lround(most * std::exp(-(color * color + space) / 2)));
    result.low[i] = static_cast<uint8_t>(weight & 255);
    result.high[i] = static_cast<uint8_t>(weight >> 8);
    if (weight > 0) result.end = (i / kRange + 1) * kRange;
    const bool absolute = i % kRange < 16;
    result.low_changes[i] = result.low[i] ^ (absolute ? 0 : result.low[i - 16]);
    result.high_changes[i] = result.high[i] ^ (absolute ? 0 : result.high[i - 16]);
    result.ends_above_zero = weight > 0;
  }
  return result;
}

}  // namespace

ByteBilateral::ByteBilateral(int radius, double sigma_space, double sigma_color, int colors)
    : radius_(radius), colors_(colors), in_registers_(has_register_tables()) {
  struct Place {
    int dx, dy, squared;
  };
  std::vector<Place> places;
  for (int dy = 0; dy <= radius; ++dy) {
    for (int dx = dy == 0 ? 1 : -radius; dx <= radius; ++dx) {
      if (dx * dx + dy * dy <= radius * radius) places.push_back({dx, dy, dx * dx + dy * dy});
    }
  }
  // Neighbours of one class follow each other, so that their table is still at hand.
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.squared < b.squared; });
  // Sums of all weights times 255 have to fit into 31 bits.
  const double count = 2 * static_cast<double>(places.size()) + 1;
  const double most = std::min(32767.0, std::floor(2147483647.0 / 255 / count - 1));
  own_weight_ = static_cast<int>(most);
  // Distances of colours saturate at 255, which has to stand for a weight of nothing; the centre's falls the slowest.
  exact_enough_ = colors == 1 || !weight_table(most, sigma_color, 0).ends_above_zero;
  int last = -1;
  for (const Place& place : places) {
    if (place.squared != last) {
      last = place.squared;
      tables_.push_back(weight_table(most, sigma_color, place.squared / (sigma_space * sigma_space)));
      if (tables_.back().end > 128) short_tables_ = false;
    }
    pairs_.push_back({place.dx, place.dy, static_cast<int>(tables_.size()) - 1});
  }
}

void ByteBilateral::run(const Input& in, Size size, const Output& out, Scratch& scratch) const {
#if HWY_ARCH_X86
  if (in_registers_) {
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; x += kBlock) {
        uint8_t* targets[3] = {};
        for (int c = 0; c < colors_; ++c) targets[c] = out.pixel + c * out.plane + y * out.stride + x;
        any_register_block(*this, in.pixel + y * in.stride + x, in.plane, in.stride, targets);
      }
    }
    return;
  }
#endif
  bilateral_by_pairs(*this, in, size, out, scratch);
}

}  // namespace lightbench
