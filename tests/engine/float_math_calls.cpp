#include "tests/engine/float_math_calls.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/engine/float_math_calls.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/float_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

float call_pow(float base, float exponent) {
  const hn::ScalableTag<float> d;
  hn::Vec<decltype(d)> value[] = {hn::Set(d, base)};
  fast_pow(d, value, exponent);
  return hn::GetLane(value[0]);
}
float call_root(float base, float exponent) {
  const hn::ScalableTag<float> d;
  hn::Vec<decltype(d)> value[] = {hn::Set(d, base)};
  fast_root(d, value, exponent);
  return hn::GetLane(value[0]);
}
float call_exp2(float value) {
  const hn::ScalableTag<float> d;
  return hn::GetLane(fast_exp2(d, hn::Set(d, value)));
}
float call_log2(float value) {
  const hn::ScalableTag<float> d;
  return hn::GetLane(fast_log2(d, hn::Set(d, value)));
}
float call_cosine(float turns) {
  const hn::ScalableTag<float> d;
  return hn::GetLane(cosine_of_turns(d, hn::Set(d, turns)));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(call_pow);
HWY_EXPORT(call_root);
HWY_EXPORT(call_exp2);
HWY_EXPORT(call_log2);
HWY_EXPORT(call_cosine);

namespace testing {

float fast_pow(float base, float exponent) { return HWY_DYNAMIC_DISPATCH(call_pow)(base, exponent); }
float fast_root(float base, float exponent) { return HWY_DYNAMIC_DISPATCH(call_root)(base, exponent); }
float fast_exp2(float value) { return HWY_DYNAMIC_DISPATCH(call_exp2)(value); }
float fast_log2(float value) { return HWY_DYNAMIC_DISPATCH(call_log2)(value); }
float cosine_of_turns(float turns) { return HWY_DYNAMIC_DISPATCH(call_cosine)(turns); }

}  // namespace testing
}  // namespace lightbench
#endif  // HWY_ONCE
