// nginx hash <key> consistent: the next point of a ring. See hash_consistent.md.
#include <algorithm>
#include <optional>

#include "predict/nginx/constant_key.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/hashes.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/primaries.h"
#include "predict/nginx/ring.h"
#include "predict/nginx/ring_shares.h"
#include "predict/nginx/smooth.h"
#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

class HashConsistent final : public Method {
 public:
  HashConsistent(const Context& context, const Peers& peers)
      : owners_(context), ring_(owners_), rotation_(peers) {
    for (OwnerId owner = 0; owner < owners_.size(); ++owner) {
      const auto members = owners_.members(owner);
      lone_.push_back(members.size() == 1 ? peers.of(members[0]) : no_peer);
    }
  }

  // Most picks: the owner of the next point is one server, and it is open.
  std::optional<PeerId> choose_at_once(Peers& peers, std::string_view key) const {
    if (key.empty() || !peers.steady() || peers.primary().single) return std::nullopt;
    const std::uint32_t place = ring_.place_of(key_crc(key));
    if (place == ring_.size()) return std::nullopt;
    const PeerId id = lone_[ring_.owner(place)];
    if (id == no_peer || !peers.plainly_open(id)) return std::nullopt;
    return id;
  }

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single || attempt.key.empty() || ring_.size() == 0)
      return rotation_.choose(peers, attempt, now_s);
    if (const PeerId named = sticky_choice(peers, peers.primary(), attempt, now_s);
        named != no_peer)
      return named;
    if (!attempt.started) attempt.hash = ring_.place_of(key_crc(attempt.key));
    attempt.started = true;
    do {
      const PeerId picked = choose_owned(peers, attempt, now_s);
      if (picked != no_peer) return picked;
      ++attempt.hash;
    } while (!attempt.give_up());
    return rotation_.choose(peers, attempt, now_s);
  }

 private:
  // Servers of one text rotate among themselves; a server alone needs no rotation.
  PeerId choose_owned(Peers& peers, Attempt& attempt, std::int64_t now_s) {
    while (attempt.hash >= ring_.size()) attempt.hash -= ring_.size();  // seldom, so no division
    const OwnerId owner = ring_.owner(attempt.hash);
    if (const PeerId id = lone_[owner]; id != no_peer) {
      if (attempt.tried(id) || !peers.open(id, now_s)) return no_peer;
      peers.strengthen(id);
      return id;
    }
    const auto members = owners_.members(owner);
    rotation_.settle(peers);
    return smooth_walk(peers, peers.primary(), &attempt, now_s, [&](PeerId id) {
      return std::ranges::binary_search(members, peers.server(id));
    });
  }

  RingOwners owners_;
  Ring ring_;
  std::vector<PeerId> lone_;  // by owner: its only server, or no_peer
  RoundRobin rotation_;
};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hash" &&
         context.pool.balance.hash_type.value.mapping == model::HashMapping::consistent;
}

bool too_large(const Context& context) {
  return ring_points(context) > ring_points_max;
}

std::unique_ptr<HashConsistent> own_method(const Context& context, const Peers& peers,
                                           std::uint64_t) {
  return std::make_unique<HashConsistent>(context, peers);
}

std::unique_ptr<Method> method(const Context& context, const Peers& peers, std::uint64_t seed) {
  if (too_large(context)) return nullptr;
  return own_method(context, peers, seed);
}

Grade grade(const Context& context) {
  Grade grade = keyed_grade(context);
  if (!too_large(context)) return grade;
  grade.exactness = Exactness::approximate;
  grade.reason = "the ring has " + std::to_string(ring_points(context)) +
                 " points (160 for each unit of weight), more than are computed here; the shares "
                 "are the weights";
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (candidates.empty()) return {};
  if (too_large(context) || on_backups(context, candidates))
    return weight_shares(context, candidates);
  if (const auto fixed = constant_key_shares(context, candidates, method)) return *fixed;
  return RingShares(context, candidates, RingShares::Want::shares).shares();
}

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> before, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (too_large(context) || on_backups(context, candidates))
    return proportional_losses(candidates, before, sink);
  if (constant_key_losses(context, candidates, method, sink)) return;
  RingShares ring(context, candidates, RingShares::Want::losses_too);
  ring.shares();
  ring.losses(sink);
}

std::unique_ptr<ClosedForm> closed_form(const Context& context,
                                        std::span<const ServerIndex> candidates) {
  if (too_large(context) || on_backups(context, candidates) || constant_key(context))
    return nullptr;
  return std::make_unique<RingShares>(context, candidates, RingShares::Want::losses_too);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  if (too_large(context)) return nullptr;
  return std::make_unique<MethodPicker<HashConsistent>>(context, candidates, seed, own_method);
}

}  // namespace

const Algorithm& hash_consistent() {
  static const Algorithm instance{.name = "nginx/hash_consistent",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .closed_form = closed_form,
                                  .picker = picker,
                                  .method = method,
                                  .key = KeyFrom::configuration};
  return instance;
}

}  // namespace ek::predict::nginx
