// The colour difference CIEDE2000, and the way from stored sRGB values to CIELAB.
//
// Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes", Color
// Research and Application 30, 2005; its table of 34 pairs is in tests/operators/test_metrics.
#pragma once

namespace lightbench {

struct Lab {
  double lightness = 0;  // L*, 0 to 100
  double a = 0;
  double b = 0;
};

// Encoded sRGB in 0..1 (clamped to it) → linear light, IEC 61966-2-1.
double linear_from_srgb(double value);

// Linear sRGB → CIELAB, white D65 (x 0.3127, y 0.3290).
Lab lab_from_linear(double red, double green, double blue);
Lab lab_from_srgb(double red, double green, double blue);

double ciede2000(const Lab& first, const Lab& second);

}  // namespace lightbench
