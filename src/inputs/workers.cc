#include "inputs/workers.h"

#include <fmt/format.h>

namespace ek::inputs {

void take_workers(const model::Policy& policy, model::Config& config,
                  text::Diagnostics& diagnostics) {
  const auto& given = policy.worker_processes;
  model::Program& program = config.program;
  if (!given.value || program.kind != model::ProgramKind::nginx) return;
  if (program.processes == 0) program.processes = *given.value;
  if (program.processes == *given.value) return;
  diagnostics.note(given.at, 1,
                   fmt::format("worker_processes = {} is not used: the configuration runs {}",
                               *given.value, program.processes),
                   "it counts where the configuration says worker_processes auto");
}

}  // namespace ek::inputs
