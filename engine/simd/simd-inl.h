// What every vectorised source includes after <hwy/foreach_target.h>, once for each instruction set.
//
// Two ways of writing a vector loop live side by side:
//  - a plain loop over floats without branches and calls, inside HWY_NAMESPACE: the compiler vectorises it for the
//    set in force. madd() is the one operation that the compiler may not form by itself (-ffp-contract=off).
//  - Highway's operations (namespace hn), where the compiler does not find the shape: integers, shuffles, taps.
// Rows that a kernel gets are readable and writable up to the next multiple of kRowPadding floats (see kernel.h), so
// neither needs a loop for the rest.

#if defined(LIGHTBENCH_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_SIMD_INL_H
#undef LIGHTBENCH_SIMD_INL_H
#else
#define LIGHTBENCH_SIMD_INL_H
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// a · b + c, fused where the instruction set has it.
HWY_INLINE float madd(float a, float b, float c) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_SSE4
  return a * b + c;
#else
  return __builtin_fmaf(a, b, c);
#endif
}

// A vector that stays in its register. GCC loads a vector that several sums use again for each of them, from rows at
// any address at half the speed of multiplying; and where a loop is unrolled it orders sums anew, with more of them
// open than there are registers.
template <class V>
HWY_INLINE V held(V v) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  __asm__("" : "+v"(v.raw));
#elif HWY_ARCH_X86
  __asm__("" : "+x"(v.raw));
#endif
  return v;
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
