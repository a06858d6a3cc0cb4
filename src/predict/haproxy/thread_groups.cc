#include "predict/haproxy/thread_groups.h"

namespace ek::predict::haproxy {

void limit_to_one_thread_group(const Context& context, Grade& grade) {
  if (context.program.version < first_with_state_per_group) return;
  if (context.program.thread_groups == 1) return;
  if (grade.exactness == Exactness::exact) grade.exactness = Exactness::exact_given;
  grade.reason =
      context.program.thread_groups == 0
          ? "one thread group: with several, each has its own sequence (since 3.2)"
          : "the thread group that takes the request: each has its own sequence (since 3.2)";
  grade.notes.push_back(
      "The shares hold for any number of thread groups. Set `thread-groups 1` in the global "
      "section "
      "for one sequence.");
}

}  // namespace ek::predict::haproxy
