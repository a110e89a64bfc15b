// Which instruction set the vector loops use, chosen at run time.
//
// Every vectorised source is compiled once for each of SSE4, AVX2 and AVX-512 by Highway's foreach_target, and
// HWY_DYNAMIC_DISPATCH picks one through a process-wide choice. That choice is the best the processor has until
// use_isa() says otherwise (--isa, tests, before-and-after measurements). "scalar" stands for the operators' plain
// references, which the planner runs in their place; it names no vector path and cannot be chosen here.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace lightbench {

enum class Isa { kSse4, kAvx2, kAvx512, kNative };  // kNative: the one vector path of a processor that is not x86
std::string_view name_of(Isa isa);

// What this processor can run, narrowest first; never empty.
const std::vector<Isa>& supported_isas();

// What the dispatcher picks now.
Isa active_isa();

// Makes the dispatcher pick `isa` from now on, in the whole process; kernels made before keep theirs.
// Errors (kInvalid): this processor does not have it; the remedy names those it has.
Status use_isa(Isa isa);
// Back to the best.
void use_best_isa();

// By the names of the command line ("sse4", "avx2", "avx512"). Errors (kInvalid): no such name.
Result<Isa> isa_named(std::string_view name);

}  // namespace lightbench
