// Synthetic pictures for the operator tests, and the comparison of what a kernel stored with what the reference says.
//
// Pictures are a function of size, format and seed: waves, edges, noise and exact 0, 0.5 and 1; floats also reach
// below 0 and above 1. A comparison names the first bad sample with expected, actual and tolerance.
#pragma once

#include <optional>
#include <string>

#include "engine/graph/kernel.h"

namespace lightbench::testing {

Image sample_picture(const ImageSpec& spec, int seed, BufferPool& pool);
// The same with NaN, infinities, huge and subnormal values strewn in; f32 only.
Image not_finite_picture(const ImageSpec& spec, int seed, BufferPool& pool);

FloatPicture float_picture(const Image& image);

// `tolerance` is relative, and absolute below 1. Integer formats may be half a step further away, half floats half of
// their spacing: exactly one rounding. Up to `outliers` of the samples (a fraction) may miss it.
// Empty when they agree, else the first bad sample in words.
std::optional<std::string> difference(const Image& actual, const FloatPicture& expected, double tolerance,
                                      double outliers = 0);

// The first sample inside `region` whose bits differ, in words; the pictures have one spec.
std::optional<std::string> bit_difference(const Image& actual, const Image& expected, const Rect& region);

std::string describe(const ImageSpec& spec);  // "127 × 129, 3 channels, u8"

}  // namespace lightbench::testing
