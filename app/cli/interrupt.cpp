#include "app/cli/interrupt.h"

#include <csignal>

namespace lightbench::cli {
namespace {

const CancelToken* interrupt_token = nullptr;

void on_interrupt(int) { interrupt_token->cancel(); }

}  // namespace

InterruptGuard::InterruptGuard(const CancelToken& token) {
  interrupt_token = &token;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace lightbench::cli
