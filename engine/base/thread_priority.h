// Work in the background gives way to the thread that answers the person.
//
// With every processor busy, a thread of equal priority waits for its turn: tens of milliseconds in which the window
// stands still. Only the order counts; on an idle machine nothing gets slower.
#pragma once

namespace lightbench {

// Puts the calling thread, and those that it starts from now on, behind threads of normal priority.
void step_back();

}  // namespace lightbench
