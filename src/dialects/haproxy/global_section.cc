#include "dialects/haproxy/global_section.h"

#include <fmt/format.h>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

void refuse_above(const Line& line, std::uint32_t value, std::uint32_t most, std::string_view what,
                  const Scope& scope) {
  if (value <= most) return;
  scope.diagnostics().error(
      line.place(1), line.length(1),
      fmt::format("HAProxy {} has at most {} {}", model::to_string(scope.version), most, what),
      "leave the line out for its own choice");
}

}  // namespace

void GlobalSection::read(const Line& line, const Scope& scope) {
  model::Program& program = scope.config().program;
  const std::string_view word = line.word(0);
  const auto take = [&](std::uint32_t& into) {
    const std::int64_t value = number_at(line, 1, scope.diagnostics());
    if (value <= 0 || value > UINT32_MAX)
      return scope.diagnostics().error(line.place(1), line.length(1),
                                       fmt::format("{} {} is out of range", word, value),
                                       "HAProxy refuses it; leave it out for its own choice");
    into = static_cast<std::uint32_t>(value);
  };
  if (word == "nbthread") {
    take(program.threads);
    refuse_above(line, program.threads, scope.defaults.threads_max, "threads", scope);
  }
  if (word == "nbproc") take(program.processes);
  if (word == "cpu-policy") cpu_policy_ = std::string(line.word(1));
  if (word == "thread-groups") {
    groups_stated_ = true;
    take(program.thread_groups);
    refuse_above(line, program.thread_groups, scope.defaults.thread_groups_max, "thread groups",
                 scope);
  }
  if (word == "maxconn")
    scope.config().maxconn.set(number_in(line, 1, 0, INT32_MAX, scope.diagnostics()),
                               line.place(1));
}

// Without thread-groups, and with neither a number of threads nor a plain cpu-policy, newer
// versions make as many groups as the machine suggests (manual 3.1, cpu-policy, thread-groups).
void GlobalSection::settle(const Scope& scope) const {
  model::Program& program = scope.config().program;
  if (groups_stated_) return;
  const bool one = program.threads != 0 || cpu_policy_ == "none" ||
                   cpu_policy_ == "first-usable-node" ||
                   (cpu_policy_.empty() && scope.defaults.thread_groups == 1);
  program.thread_groups = one ? 1 : 0;
}

}  // namespace ek::dialects::haproxy
