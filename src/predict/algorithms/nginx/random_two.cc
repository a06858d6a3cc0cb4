// nginx random two [least_conn]: two different draws, the less loaded wins. See random_two.md.
#include <algorithm>
#include <map>

#include "base/random.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/primaries.h"
#include "predict/nginx/slots.h"
#include "predict/nginx/smooth.h"
#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

class RandomTwo final : public Method {
 public:
  RandomTwo(const Peers& peers, std::uint64_t seed)
      : slots_(peers, peers.primary()), rotation_(peers), random_(seed) {}

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single) return rotation_.choose(peers, attempt, now_s);
    if (const PeerId named = sticky_choice(peers, peers.primary(), attempt, now_s);
        named != no_peer)
      return named;
    if (slots_.total() == 0) return rotation_.choose(peers, attempt, now_s);
    PeerId first = no_peer;
    do {
      const PeerId id = slots_.owner(random_.below(static_cast<std::uint64_t>(slots_.total())));
      if (id == first || attempt.tried(id) || !peers.open(id, now_s)) continue;
      if (first != no_peer) return more_loaded(peers, id, first) ? first : id;
      first = id;  // counts as a draw, like the unsuitable ones
    } while (!attempt.give_up());
    return rotation_.choose(peers, attempt, now_s);
  }

 private:
  static bool more_loaded(const Peers& peers, PeerId a, PeerId b) {
    return peers.conns(a) * peers.weight(b) > peers.conns(b) * peers.weight(a);
  }

  Slots slots_;
  RoundRobin rotation_;
  base::Random random_;
};

// With nothing in flight the second draw wins. Draws are made anew while they give a server that is
// out (together `out` of the weight) or the first again; after 20 draws without an end: round
// robin.
class IdleDraws {
 public:
  IdleDraws(const Context& context, std::span<const ServerIndex> candidates, ServerIndex lost) {
    double total = 0;
    for (const ServerIndex i : primaries(context)) total += context.pool.servers[i].weight.value;
    std::map<std::uint32_t, double> servers_of_weight;
    for (const ServerIndex i : candidates)
      if (i != lost) servers_of_weight[context.pool.servers[i].weight.value] += 1;
    for (const auto& [weight, servers] : servers_of_weight) in_ += servers * weight / total;
    out_ = std::max(0.0, 1 - in_);
    for (const auto& [weight, servers] : servers_of_weight) {
      const double p = weight / total;
      ends_ += servers * p * second(p);
      rotated_ -= servers * p * second(p) * (in_ - p);
    }
    rotated_ = std::max(0.0, 1 + rotated_);
    for (const auto& [weight, servers] : servers_of_weight) {
      const double p = weight / total;
      share_[weight] = p * (ends_ - p * second(p)) + rotated_ * p / in_;
    }
  }
  double share(std::uint32_t weight) const { return share_.at(weight); }
  const std::map<std::uint32_t, double>& by_weight() const { return share_; }

 private:
  // Given a first server of probability p: how often is each other one's probability counted? The
  // sum over all numbers of repeated draws, before the first server and after it, 19 at most.
  double second(double p) const {
    double before_only = 1, both = 0, sum = 0;
    for (std::uint32_t draws = 0; draws < unsuitable_max; ++draws) {
      both = both * (out_ + p) + before_only;  // all ways to place `draws` repeats
      sum += both;
      before_only *= out_;
    }
    return sum;
  }

  double in_ = 0, out_ = 0, ends_ = 0, rotated_ = 0;
  std::map<std::uint32_t, double> share_;
};

// Up to so many servers losses are exact; above, taken as proportional: each server is then so
// small a part that two draws hardly differ from one.
constexpr std::size_t servers_exact_max = 1024;

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "random" && context.pool.balance.draws.value >= 2;
}

// Equal weights leave nothing to even out.
bool weights_differ(const Context& context) {
  const auto& servers = context.pool.servers;
  return std::ranges::any_of(servers, [&](const model::Server& server) {
    return server.weight.value != servers.front().weight.value;
  });
}

Grade grade(const Context& context) {
  Grade grade = drawn_grade(context);
  if (weights_differ(context)) {
    grade.reason += "; given a pool in which requests do not overlap";
    grade.notes.push_back(
        "The shares are those of an idle pool: two different draws even weights out, so heavy "
        "servers get less than their weight. As soon as requests overlap, the less loaded of the "
        "two gets the request, and the shares go back towards the weights.");
  }
  if (context.pool.servers.size() > servers_exact_max)
    grade.notes.push_back(
        "More than 1,024 servers: where weights differ, losses are taken as proportional.");
  if (context.pool.balance.draw_method.value.starts_with("least_time"))
    grade.notes.push_back("Response times decide between the two draws; they are not known here.");
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (candidates.size() < 2) return std::vector<double>(candidates.size(), 1.0);
  if (on_backups(context, candidates)) return weight_shares(context, candidates);
  const IdleDraws draws(context, candidates, no_server);
  std::vector<double> result;
  result.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    result.push_back(draws.share(context.pool.servers[i].weight.value));
  return result;
}

// All servers of one weight change by the same factor: the commonest weight's factor is the scale.
Shift shift_between(const Context& context, std::span<const ServerIndex> candidates,
                    const IdleDraws& before, const IdleDraws& after, ServerIndex lost,
                    std::uint32_t common) {
  Shift shift;
  if (after.by_weight().contains(common)) shift.scale = after.share(common) / before.share(common);
  if (before.by_weight().size() == 1) return shift;
  for (const ServerIndex i : candidates) {
    const std::uint32_t weight = context.pool.servers[i].weight.value;
    if (i == lost || weight == common) continue;
    shift.moved.emplace_back(i, after.share(weight) - before.share(weight) * shift.scale);
  }
  return shift;
}

std::uint32_t commonest_weight(const Context& context, std::span<const ServerIndex> candidates) {
  std::map<std::uint32_t, std::size_t> servers;
  for (const ServerIndex i : candidates) ++servers[context.pool.servers[i].weight.value];
  return std::ranges::max_element(servers, {}, [](const auto& entry) { return entry.second; })
      ->first;
}

// Computed once for each distinct weight: losing one server of a weight is like losing any other.
void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> shares_before, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (on_backups(context, candidates)) return proportional_losses(candidates, shares_before, sink);
  const std::uint32_t common = commonest_weight(context, candidates);
  const bool all_equal = std::ranges::all_of(
      candidates, [&](ServerIndex i) { return context.pool.servers[i].weight.value == common; });
  if (candidates.size() > servers_exact_max && !all_equal) {
    proportional_losses(candidates, shares_before, sink);
    return;
  }
  const IdleDraws before(context, candidates, no_server);
  std::map<std::uint32_t, IdleDraws> after;
  for (const ServerIndex lost : candidates) {
    const std::uint32_t weight = context.pool.servers[lost].weight.value;
    const auto& draws = after.try_emplace(weight, context, candidates, lost).first->second;
    sink(lost, shift_between(context, candidates, before, draws, lost, common));
  }
}

Holds holds(const Context& context) {
  return weights_differ(context) ? Holds::idle_only : Holds::nearly;
}

}  // namespace

const Algorithm& random_two() {
  static const Algorithm instance{.name = "nginx/random_two",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .picker = method_picker,
                                  .method = make<RandomTwo>,
                                  .holds = holds};
  return instance;
}

}  // namespace ek::predict::nginx
