#include "engine/base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace lightbench {

void step_back() {
  constexpr int kNiceness = 5;  // a third of the share of a normal thread, and it is preempted when that one wakes
  // On Linux a thread has a niceness of its own, named by its id; the process's id would mean the first thread.
  const id_t self = static_cast<id_t>(::gettid());
  // A program that was started behind others stays where it is.
  if (::getpriority(PRIO_PROCESS, self) < kNiceness) static_cast<void>(::setpriority(PRIO_PROCESS, self, kNiceness));
}

}  // namespace lightbench
