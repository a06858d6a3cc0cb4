// nginx least_conn: fewest connections for its weight. See least_conn.md.
#include <optional>

#include "predict/nginx/grades.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/primaries.h"
#include "predict/nginx/smooth.h"
#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

class LeastConn final : public Method {
 public:
  explicit LeastConn(const Peers& peers) : rotation_(peers) {}

  // Most picks of a loaded pool: one of the primaries alone has the least. Else `choose` tells.
  std::optional<PeerId> choose_at_once(Peers& peers, std::string_view) const {
    if (rotating_ || !peers.steady()) return std::nullopt;
    return peers.begun_loads().known_least();
  }

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (peers.primary().single) return rotation_.choose(peers, attempt, now_s);
    const bool plain = peers.steady() && !attempt.any_tried() && attempt.sticky == no_peer;
    // With nothing in flight all are tied, and a tie is a round robin.
    if (plain && peers.idle()) {
      rotating_ = true;
      return rotation_.choose(peers, attempt, now_s);
    }
    rotation_.settle(peers);
    rotating_ = false;
    if (plain)
      if (const PeerId picked = least_of_primaries(peers); picked != no_peer) return picked;
    if (!attempt.on_backups) {
      const PeerId picked = least(peers, peers.primary(), attempt, now_s);
      if (picked != no_peer || peers.backup().size() == 0) return picked;
      attempt.on_backups = true;
    }
    return least(peers, peers.backup(), attempt, now_s);
  }

 private:
  // conns/weight compared without division.
  static std::int64_t compare(const Peers& peers, PeerId a, PeerId b) {
    return peers.conns(a) * peers.weight(b) - peers.conns(b) * peers.weight(a);
  }

  // least() without its walk over all servers. no_peer: none of the primaries is open.
  PeerId least_of_primaries(Peers& peers) {
    auto& loads = peers.loads();
    if (const auto only = loads.only_least()) return *only;
    loads.find_least(tied_);
    if (tied_.empty()) return no_peer;
    PeerId best = tied_.front();
    std::int64_t total = 0;
    for (const PeerId id : tied_) {
      peers.current[id] += peers.effective[id];
      total += peers.effective[id];
      if (peers.current[id] > peers.current[best]) best = id;
    }
    peers.current[best] -= total;
    return best;
  }

  static PeerId least(Peers& peers, const Group& group, const Attempt& attempt,
                      std::int64_t now_s) {
    if (const PeerId named = sticky_choice(peers, group, attempt, now_s); named != no_peer)
      return named;
    PeerId best = no_peer;
    bool tied = false;
    for (PeerId id = group.begin; id < group.end; ++id) {
      if (attempt.tried(id) || !peers.open(id, now_s)) continue;
      const std::int64_t order = best == no_peer ? -1 : compare(peers, id, best);
      if (order < 0) best = id;
      if (order <= 0) tied = order == 0;
    }
    if (!tied) return best;  // alone at the top: the rotation stands still
    return smooth_walk(peers, group, &attempt, now_s,
                       [&](PeerId id) { return compare(peers, id, best) == 0; });
  }

  RoundRobin rotation_;
  bool rotating_ = false;     // rotation_ holds turns that `current` does not show yet
  std::vector<PeerId> tied_;  // scratch
};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "least_conn";
}

std::unique_ptr<LeastConn> own_method(const Context&, const Peers& peers, std::uint64_t) {
  return std::make_unique<LeastConn>(peers);
}

std::unique_ptr<Method> method(const Context& context, const Peers& peers, std::uint64_t seed) {
  return own_method(context, peers, seed);
}

Grade grade(const Context& context) {
  Grade grade = sequence_grade(context);
  grade.exactness = Exactness::exact_given;
  grade.reason = "the connections in flight at each pick" +
                 (grade.reason.empty() ? std::string() : "; " + grade.reason);
  grade.notes.push_back("With nothing in flight least_conn is a weighted round robin.");
  return grade;
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  return std::make_unique<MethodPicker<LeastConn>>(context, candidates, seed, own_method);
}

Holds holds(const Context&) {
  return Holds::nearly;
}

}  // namespace

// By weight: idle, all servers are tied and rotate by it; loaded, equally fast servers hold
// connections in proportion to their weights and so are chosen in that proportion too.
const Algorithm& least_conn() {
  static const Algorithm instance{.name = "nginx/least_conn",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .picker = picker,
                                  .method = method,
                                  .holds = holds,
                                  .follows_load = true};
  return instance;
}

}  // namespace ek::predict::nginx
