// nginx least_time: the lowest measured response time. See least_time.md.
#include <algorithm>

#include "predict/nginx/grades.h"

namespace ek::predict::nginx {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "least_time";
}

std::uint32_t greatest_weight(const Context& context, std::span<const ServerIndex> candidates) {
  std::uint32_t greatest = 0;
  for (const ServerIndex server : candidates)
    greatest = std::max(greatest, context.pool.servers[server].weight.value);
  return greatest;
}

bool weights_differ(const Context& context) {
  const auto& servers = context.pool.servers;
  return std::ranges::any_of(servers, [&](const model::Server& server) {
    return server.weight.value != servers.front().weight.value;
  });
}

Grade grade(const Context& context) {
  Grade grade = stateless_grade(context);
  grade.exactness = Exactness::approximate;
  grade.reason =
      "it chooses by response times that it measures as it runs; the figures hold as long as "
      "requests do not overlap and all servers answer equally fast (within the same 20 ms)";
  if (weights_differ(context))
    grade.notes.emplace_back(
        "Without requests in flight the servers of the greatest weight take everything; with many, "
        "the shares go towards the weights.");
  if (context.program.version < model::Version{1, 31, 0})
    grade.notes.emplace_back(
        "least_time is in open-source nginx from 1.31.0; before, in nginx Plus alone.");
  return grade;
}

// Response time / weight is least where the weight is greatest; these take turns.
std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  const std::uint32_t greatest = greatest_weight(context, candidates);
  const auto first = [&](ServerIndex server) {
    return context.pool.servers[server].weight.value == greatest;
  };
  const auto count = static_cast<double>(std::ranges::count_if(candidates, first));
  std::vector<double> shares;
  for (const ServerIndex server : candidates) shares.push_back(first(server) ? 1 / count : 0);
  return shares;
}

Holds holds(const Context& context) {
  return weights_differ(context) ? Holds::idle_only : Holds::nearly;
}

}  // namespace

const Algorithm& least_time() {
  static const Algorithm instance{.name = "nginx/least_time",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .holds = holds,
                                  .weighs = Weighs::under_load,
                                  .follows_load = true};
  return instance;
}

}  // namespace ek::predict::nginx
