// What the operating system says of this process's and this machine's memory, in bytes.
#pragma once

#include <cstdint>

namespace lightbench {

int64_t peak_resident_bytes();    // highest resident set of this process so far
int64_t physical_memory_bytes();  // RAM of the machine

}  // namespace lightbench
