// How fast a large trace opens in the timeline, and how fast it pans and zooms.
#pragma once

namespace lightbench::ui {

// Writes a trace of `spans` worker spans, reads it back, shows it and prints the times. 0, or 1 when the count is not
// positive.
int measureTimeline(int spans);

}  // namespace lightbench::ui
