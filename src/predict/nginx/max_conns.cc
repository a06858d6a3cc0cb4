#include "predict/nginx/max_conns.h"

namespace ek::predict::nginx {

std::uint32_t connection_counters(const Context& context) {
  return context.pool.shared_state.value ? 1 : context.program.processes;
}

}  // namespace ek::predict::nginx
