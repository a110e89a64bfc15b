// The functions of engine/simd/float_math-inl.h as ordinary ones, through the dispatcher.
#pragma once

namespace lightbench::testing {

float fast_pow(float base, float exponent);
float fast_root(float base, float exponent);  // exponents up to 0.8
float fast_exp2(float value);
float fast_log2(float value);
float cosine_of_turns(float turns);

}  // namespace lightbench::testing
