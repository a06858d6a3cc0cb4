// evenkeel: where load balancers send traffic, told before it happens.
#include <unistd.h>
#include <csignal>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/exit_code.h"

namespace {

// An assertion of ours failed; its message is on stderr already.
void on_abort(int) {
  _exit(ek::app::exit_bug);
}

struct Runner {
  int operator()(const ek::app::Nothing& nothing) const { return nothing.exit_code; }
  template <class Command>
  int operator()(const Command& command) const {
    return ek::app::run(command);
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, on_abort);
  std::signal(SIGPIPE, SIG_IGN);
  return std::visit(Runner{}, ek::app::parse_arguments(argc, argv));
}
