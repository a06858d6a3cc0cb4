// HAProxy first: the first server with room takes everything. See first.md.
#include "predict/algorithm.h"
#include "predict/haproxy/first_server.h"
#include "predict/haproxy/grouped_picker.h"
#include "predict/haproxy/ids.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "first";
}

bool any_without_maxconn(const Context& context) {
  for (const model::Server& server : context.pool.servers)
    if (server.maxconn.value == 0 && !server.backup.value) return true;
  return false;
}

Grade grade(const Context& context) {
  Grade grade{Exactness::exact_given, "the requests in flight", {}};
  grade.notes.push_back(
      "The shares are those of an idle pool: everything goes to the server with the lowest id. The "
      "next one is used when that one has reached its maxconn.");
  if (any_without_maxconn(context))
    grade.notes.push_back("A server without maxconn is never full, so none after it is ever used.");
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  const auto ids = server_ids(context);
  std::vector<double> shares(candidates.size(), 0);
  std::size_t lowest = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i)
    if (ids[candidates[i]] < ids[candidates[lowest]]) lowest = i;
  if (!shares.empty()) shares[lowest] = 1;
  return shares;
}

// Only the loss of the server in use moves anything: to the next lowest id.
void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> shares, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  const auto ids = server_ids(context);
  ServerIndex next = no_server;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (shares[i] == 0 && (next == no_server || ids[candidates[i]] < ids[next]))
      next = candidates[i];
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Shift shift;
    if (shares[i] > 0) shift.moved.emplace_back(next, 1.0);
    sink(candidates[i], shift);
  }
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t) {
  return std::make_unique<GroupedPicker<FirstServer>>(context, candidates,
                                                      FirstServer(server_ids(context)));
}

Holds holds(const Context&) {
  return Holds::idle_only;
}

}  // namespace

const Algorithm& first() {
  static const Algorithm instance{.name = "haproxy/first",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .picker = picker,
                                  .holds = holds,
                                  .weighs = Weighs::never,
                                  .follows_load = true};
  return instance;
}

}  // namespace ek::predict::haproxy
