// nginx hash <key> consistent: the next point of a ring. See hash_consistent.md.
#include <algorithm>

#include "predict/nginx/arcs.h"
#include "predict/nginx/constant_key.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/hashes.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/ring.h"
#include "predict/nginx/smooth.h"
#include "predict/nginx/spread.h"
#include "predict/nginx/weights.h"

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
      return std::ranges::binary_search(members, peers[id].server);
    });
  }

  RingOwners owners_;
  Ring ring_;
  std::vector<PeerId> lone_;  // by owner: its only server, or no_peer
  RoundRobin rotation_;
};

constexpr double circle = 4294967296.0;

// The candidates of one owner share its arcs by weight.
class Arcs {
 public:
  Arcs(const Context& context, std::span<const ServerIndex> candidates)
      : context_(context), candidates_(candidates), owners_(context), spread_(context, candidates) {
    open_.assign(owners_.size(), 0);
    losable_.assign(owners_.size(), 0);
    sole_.assign(owners_.size(), no_server);
    for (OwnerId owner = 0; owner < owners_.size(); ++owner) {
      std::size_t open = 0;
      for (const ServerIndex i : owners_.members(owner))
        if (spread_.is_candidate(i)) sole_[owner] = i, ++open;
      open_[owner] = open > 0;
      losable_[owner] = open == 1;
      if (open != 1) sole_[owner] = no_server;
    }
  }

  std::vector<double> shares() {
    measure(nullptr);
    for (OwnerId owner = 0; owner < owners_.size(); ++owner)
      give(owner, no_server, static_cast<double>(held_[owner]) / circle);
    spread_.add_rotated(rotated_);
    return spread_.shares();
  }

  void losses(const ShiftSink& sink) {
    const auto arcs = arcs_of_owners();
    lose_sharers(sink);
    for (OwnerId begin = 0; begin < owners_.size();) {
      OwnerId end = begin;
      for (std::uint64_t size = 0; end < owners_.size(); ++end)
        if (size += arcs[end]; size > batch_arcs && end > begin) break;
      lose_batch(begin, end, arcs, sink);
      begin = end;
    }
  }

 private:
  // Heirs of so many arcs at a time: 40 MB. More arcs take more passes over the ring.
  static constexpr std::uint64_t batch_arcs = 5'000'000;
  struct Heir {
    OwnerId owner;
    std::uint32_t length;
  };

  // Fills held_ and rotated_, and counts each owner's arcs.
  void measure(std::vector<std::uint64_t>* arcs) {
    held_.assign(owners_.size(), 0);
    rotated_ = 0;
    walk_arcs(owners_, open_, {}, [&](const Arc& arc) {
      if (arc.holder == no_owner) {
        rotated_ += static_cast<double>(arc.length) / circle;
        return;
      }
      held_[arc.holder] += arc.length;
      if (arcs != nullptr) ++(*arcs)[arc.holder];
    });
  }

  // How many arcs each owner has at most. With every owner open and alone, its points; else
  // counted.
  std::vector<std::uint64_t> arcs_of_owners() {
    std::vector<std::uint64_t> arcs(owners_.size(), 0);
    if (std::ranges::all_of(losable_, [](std::uint8_t alone) { return alone != 0; })) {
      for (OwnerId owner = 0; owner < owners_.size(); ++owner)
        arcs[owner] = owners_.points_of(owner);
    } else {
      measure(&arcs);
    }
    return arcs;
  }

  // Adds a part of the keys to the owner's candidates other than `but`, by weight.
  void give(OwnerId owner, ServerIndex but, double part) {
    if (sole_[owner] != no_server && sole_[owner] != but) return spread_.add(sole_[owner], part);
    double weight = 0;
    const auto takes = [&](ServerIndex i) { return i != but && spread_.is_candidate(i); };
    for (const ServerIndex i : owners_.members(owner))
      if (takes(i)) weight += context_.pool.servers[i].weight.value;
    for (const ServerIndex i : owners_.members(owner))
      if (takes(i)) spread_.add(i, part * context_.pool.servers[i].weight.value / weight);
  }

  void emit(ServerIndex lost, const ShiftSink& sink) {
    if (rotated_ > 0) {
      double weight = 0;
      for (const ServerIndex i : candidates_) weight += context_.pool.servers[i].weight.value;
      spread_.add_rotated(rotated_ * context_.pool.servers[lost].weight.value / weight);
    }
    sink(lost, spread_.take_shift(lost));
  }

  // Servers whose text others have too: those take over.
  void lose_sharers(const ShiftSink& sink) {
    for (OwnerId owner = 0; owner < owners_.size(); ++owner) {
      if (open_[owner] == 0 || losable_[owner] != 0) continue;
      double weight = 0;
      for (const ServerIndex i : owners_.members(owner))
        if (spread_.is_candidate(i)) weight += context_.pool.servers[i].weight.value;
      for (const ServerIndex lost : owners_.members(owner)) {
        if (!spread_.is_candidate(lost)) continue;
        const double part = context_.pool.servers[lost].weight.value / weight;
        give(owner, lost, static_cast<double>(held_[owner]) / circle * part);
        emit(lost, sink);
      }
    }
  }

  void lose_batch(OwnerId begin, OwnerId end, const std::vector<std::uint64_t>& arcs,
                  const ShiftSink& sink) {
    std::vector<std::size_t> first(end - begin + 1, 0);
    for (OwnerId owner = begin; owner < end; ++owner)
      first[owner - begin + 1] = first[owner - begin] + arcs[owner];
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    std::vector<Heir> heirs(first.back());
    walk_arcs(owners_, open_, losable_, [&](const Arc& arc) {
      if (arc.holder >= begin && arc.holder < end && losable_[arc.holder] != 0)
        heirs[next[arc.holder - begin]++] = {arc.heir, static_cast<std::uint32_t>(arc.length)};
    });
    for (OwnerId owner = begin; owner < end; ++owner) {
      const std::size_t from = first[owner - begin], to = next[owner - begin];
      if (losable_[owner] != 0) lose_owner(owner, std::span(heirs).subspan(from, to - from), sink);
    }
  }

  void lose_owner(OwnerId owner, std::span<const Heir> heirs, const ShiftSink& sink) {
    for (const Heir& heir : heirs) {
      const double part = static_cast<double>(heir.length) / circle;
      if (heir.owner == no_owner)
        spread_.add_rotated(part);
      else
        give(heir.owner, no_server, part);
    }
    emit(sole_[owner], sink);
  }

  const Context& context_;
  std::span<const ServerIndex> candidates_;
  RingOwners owners_;
  Spread spread_;
  std::vector<std::uint8_t> open_, losable_;
  std::vector<ServerIndex> sole_;  // by owner: its only candidate, or no_server
  std::vector<std::uint64_t> held_;
  double rotated_ = 0;
};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hash" &&
         context.pool.balance.hash_type.value.mapping == model::HashMapping::consistent;
}

bool too_large(const Context& context) {
  return ring_points(context) > ring_points_max;
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
  if (const auto fixed = constant_key_shares(context, candidates, hash_consistent_method))
    return *fixed;
  return Arcs(context, candidates).shares();
}

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> before, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (too_large(context) || on_backups(context, candidates))
    return proportional_losses(candidates, before, sink);
  if (constant_key_losses(context, candidates, hash_consistent_method, sink)) return;
  Arcs(context, candidates).losses(sink);
}

std::unique_ptr<Method> method(const Context& context, const Peers& peers, std::uint64_t) {
  return hash_consistent_method(context, peers);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  if (too_large(context)) return nullptr;
  return make_method_picker(context, candidates, seed, method);
}

}  // namespace

std::unique_ptr<Method> hash_consistent_method(const Context& context, const Peers& peers) {
  return std::make_unique<HashConsistent>(context, peers);
}

const Algorithm& hash_consistent() {
  static const Algorithm instance{"nginx/hash_consistent",
                                  "nginx/hash_consistent",
                                  model::ProgramKind::nginx,
                                  serves,
                                  grade,
                                  shares,
                                  losses,
                                  picker};
  return instance;
}

}  // namespace ek::predict::nginx
