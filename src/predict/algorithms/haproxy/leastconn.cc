// HAProxy leastconn: fewest requests for its weight. See leastconn.md.
#include "predict/algorithm.h"
#include "predict/haproxy/grouped_picker.h"
#include "predict/haproxy/least_connections.h"

namespace ek::predict::haproxy {
namespace {

// Since 3.2 servers of equal load stand in several lists, and chance decides which list is served.
constexpr model::Version first_with_chance{3, 2, 0};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "leastconn";
}

bool weights_differ(const Context& context) {
  const auto& servers = context.pool.servers;
  for (const model::Server& server : servers)
    if (server.weight.value > 0 && server.weight.value != servers.front().weight.value) return true;
  return false;
}

Grade grade(const Context& context) {
  Grade grade{Exactness::exact_given, "the requests in flight", {}};
  if (context.program.version >= first_with_chance) {
    grade = {Exactness::distribution,
             "since 3.2 chance decides among servers of equal load, so single picks are unknown",
             {}};
  }
  grade.notes.push_back(
      "The shares are those of an idle pool: in turns. Under load they follow the requests in "
      "flight "
      "and the weights; a simulation with service times shows them.");
  if (weights_differ(context))
    grade.notes.push_back(
        "An idle server counts as unloaded whatever its weight, so the weights have "
        "no effect as long as requests do not overlap.");
  return grade;
}

std::vector<double> shares(const Context&, std::span<const ServerIndex> candidates) {
  return std::vector<double>(candidates.size(), 1.0 / static_cast<double>(candidates.size()));
}

void losses(const Context&, std::span<const ServerIndex> candidates, std::span<const double> shares,
            const ShiftSink& sink) {
  proportional_losses(candidates, shares, sink);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t) {
  if (context.program.version >= first_with_chance) return nullptr;
  return std::make_unique<GroupedPicker<LeastConnections>>(context, candidates);
}

Holds holds(const Context& context) {
  return weights_differ(context) ? Holds::idle_only : Holds::nearly;
}

}  // namespace

const Algorithm& leastconn() {
  static const Algorithm instance{.name = "haproxy/leastconn",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .picker = picker,
                                  .holds = holds,
                                  .weighs = Weighs::under_load,
                                  .follows_load = true};
  return instance;
}

}  // namespace ek::predict::haproxy
