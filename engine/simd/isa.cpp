#include "engine/simd/isa.h"

#include <hwy/highway.h>

#include <algorithm>
#include <atomic>

namespace lightbench {
namespace {

struct Choice {
  Isa isa;
  int64_t targets;  // of Highway that it allows: the set itself and what it contains
};

#if HWY_ARCH_X86
constexpr Choice kChoices[] = {
    {Isa::kSse4, HWY_SSE4}, {Isa::kAvx2, HWY_AVX2 | HWY_SSE4}, {Isa::kAvx512, HWY_AVX3 | HWY_AVX2 | HWY_SSE4}};
#else
constexpr Choice kChoices[] = {{Isa::kNative, HWY_STATIC_TARGET}};
#endif

// The processor's own set, without what use_isa() allows: asked once, before anything is forced.
int64_t processor_targets() {
  static const int64_t targets = hwy::SupportedTargets();
  return targets;
}

// What the dispatcher may pick from now; 0 until somebody asks. Asking Highway means asking the processor, which costs
// tens of microseconds on a virtual machine.
std::atomic<int64_t> allowed_targets{0};

int64_t targets_now() {
  int64_t targets = allowed_targets.load(std::memory_order_relaxed);
  if (targets == 0) {
    targets = hwy::SupportedTargets();
    allowed_targets.store(targets, std::memory_order_relaxed);
  }
  return targets;
}

int64_t widest(int64_t targets) { return targets & -targets; }  // Highway numbers wider sets lower

void allow(int64_t targets) {
  hwy::SetSupportedTargetsForTest(targets);
  const int64_t now = hwy::SupportedTargets();
  hwy::GetChosenTarget().Update(now);
  allowed_targets.store(now, std::memory_order_relaxed);
}

}  // namespace

std::string_view name_of(Isa isa) {
  constexpr std::string_view kNames[] = {"sse4", "avx2", "avx512", "native"};
  return kNames[static_cast<size_t>(isa)];
}

const std::vector<Isa>& supported_isas() {
  static const std::vector<Isa> supported = [] {
    std::vector<Isa> found;
    for (const Choice& choice : kChoices) {
      if (processor_targets() & widest(choice.targets)) found.push_back(choice.isa);
    }
    if (found.empty()) found.push_back(kChoices[0].isa);  // the baseline everything is compiled for
    return found;
  }();
  return supported;
}

Isa active_isa() {
  const int64_t targets = targets_now();
  Isa best = supported_isas().front();
  for (const Choice& choice : kChoices) {
    if (targets & widest(choice.targets)) best = choice.isa;
  }
  return best;
}

Status use_isa(Isa isa) {
  const std::vector<Isa>& supported = supported_isas();
  if (std::find(supported.begin(), supported.end(), isa) == supported.end()) {
    std::string have;
    for (Isa each : supported) have += (have.empty() ? "" : ", ") + std::string(name_of(each));
    return invalid("this processor has no " + std::string(name_of(isa)), "instruction set " + std::string(name_of(isa)),
                   "use one of " + have);
  }
  for (const Choice& choice : kChoices) {
    if (choice.isa == isa) allow(choice.targets);
  }
  return {};
}

void use_best_isa() {
  processor_targets();
  allow(0);
}

Result<Isa> isa_named(std::string_view name) {
  for (const Choice& choice : kChoices) {
    if (name == name_of(choice.isa)) return choice.isa;
  }
  return invalid("unknown instruction set " + std::string(name), {}, "use auto, scalar, sse4, avx2 or avx512");
}

}  // namespace lightbench
