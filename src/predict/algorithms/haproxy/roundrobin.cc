// HAProxy roundrobin: smoothly in turns, by weight. See roundrobin.md.
#include "predict/algorithm.h"
#include "predict/haproxy/fwrr_cycle.h"
#include "predict/haproxy/grouped_picker.h"
#include "predict/haproxy/thread_groups.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

// By design of the program: above this many active servers its positions overflow (manual,
// `balance`).
constexpr std::size_t most_servers = 4095;

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "roundrobin";
}

Grade grade(const Context& context) {
  Grade grade;
  limit_to_one_thread_group(context, grade);
  if (context.pool.servers.size() > most_servers)
    grade.notes.push_back("The manual limits roundrobin to 4095 active servers.");
  return grade;
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t) {
  const Fwrr::Reweigh reweigh = context.program.version < first_with_state_per_group
                                    ? Fwrr::Reweigh::adjusts
                                    : Fwrr::Reweigh::places_anew;
  return std::make_unique<GroupedPicker<FwrrCycle>>(
      context, candidates, FwrrCycle(context.pool.servers.size(), reweigh));
}

}  // namespace

const Algorithm& roundrobin() {
  static const Algorithm instance{.name = "haproxy/roundrobin",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .picker = picker};
  return instance;
}

}  // namespace ek::predict::haproxy
