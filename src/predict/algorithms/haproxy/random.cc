// HAProxy random(<draws>): the less loaded of some servers drawn from the ring. See random.md.
#include "predict/algorithm.h"
#include "predict/haproxy/on_rings.h"
#include "predict/haproxy/ring_arcs.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

// The program's generator (Marsaglia's xorshift of 32 bits) and the state it starts from on its
// first thread, before it was seeded at random in March 2024.
constexpr std::uint32_t first_thread_state = 2463534242;
constexpr model::Version last_fixed_26{2, 6, 12};  // the newest 2.6 it was measured on

// Each draw is a look-up, for every request, in the program too; nobody writes more.
constexpr std::uint32_t draws_max = 10'000;

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "random";
}

bool fixed_start(model::Version version) {
  if (version.major == 2 && version.minor == 6) return version <= last_fixed_26;
  return version < model::Version{3, 0, 0} && version.patch == 0;
}

// Since 3.4, of two drawn servers that are as loaded as each other, the one with fewer requests in
// the last second for its weight is taken. The change was marked for later releases of 3.3 as well.
constexpr model::Version first_with_rates{3, 4, 0};

bool evens_out_rates(const Context& context) {
  const model::Version version = context.program.version;
  return context.pool.balance.draws.value > 1 && version > model::Version{3, 3, 0};
}

void note_shares(const Context& context, Grade& grade) {
  if (evens_out_rates(context)) {
    if (context.program.version < first_with_rates) {
      grade.exactness = Exactness::approximate;
      grade.reason = "releases of 3.3 differ: the first has the arcs of the ring for its shares";
    }
    grade.notes.push_back(
        "The shares are the weights: of the drawn servers the one with the fewest requests in the "
        "last second is taken. Below some requests a second they go towards the arcs of the ring.");
    return;
  }
  grade.notes.push_back(
      "The shares are the arcs of the same ring that consistent hashing uses, not the weights.");
}

Grade grade(const Context& context) {
  Grade grade{Exactness::exact, "", {}};
  if (ring_too_large(context)) return {Exactness::approximate, ring_too_large_reason(context), {}};
  if (context.pool.balance.draws.value > draws_max) {
    grade.exactness = Exactness::distribution;
    grade.reason = "each request draws " + std::to_string(context.pool.balance.draws.value) +
                   " times, more than is followed here";
  } else if (!fixed_start(context.program.version)) {
    grade.exactness = Exactness::distribution;
    grade.reason = "this version starts its random numbers from a random state";
  } else if (context.program.threads > 1) {
    grade.exactness = Exactness::distribution;
    grade.reason = "each of the " + std::to_string(context.program.threads) +
                   " threads (nbthread) draws its own sequence";
  } else if (context.program.threads != 1) {
    grade.exactness = Exactness::exact_given;
    grade.reason = "one thread (nbthread 1): each thread draws its own sequence";
  } else if (context.pool.balance.draws.value > 1) {
    grade.exactness = Exactness::exact_given;
    grade.reason = "the requests in flight (the less loaded of the drawn servers is taken)";
  }
  grade.drawn = grade.exactness == Exactness::distribution;
  note_shares(context, grade);
  if (context.pool.balance.draws.value > 1)
    grade.notes.push_back("Shares of an idle pool; as requests overlap, the draws even them out.");
  return grade;
}

class RandomPicker final : public OnRings {
 public:
  RandomPicker(const Context& context, std::span<const ServerIndex> candidates, std::uint32_t state)
      : OnRings(context, candidates), draws_(context.pool.balance.draws.value), state_(state) {
    if (evens_out_rates(context)) recent_.resize(context.pool.servers.size());
  }

  ServerIndex pick(std::string_view, ServerIndex avoid) override {
    if (rings_.used() == 0) return no_server;
    ServerIndex best = rings_.of_hash(draw(), avoid);
    for (std::uint32_t drawn = 1; drawn < draws_; ++drawn) {
      const ServerIndex other = rings_.of_hash(draw(), avoid);
      if (!less_loaded(best, other)) best = other;  // the later one wins a tie
    }
    if (rings_.full(best)) return no_server;
    note_pick(best);
    return best;
  }

 private:
  std::uint32_t draw() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  bool less_loaded(ServerIndex a, ServerIndex b) const {
    const std::uint64_t of_a = std::uint64_t{rings_.served(a)} * rings_.fine_weight(b);
    const std::uint64_t of_b = std::uint64_t{rings_.served(b)} * rings_.fine_weight(a);
    if (of_a != of_b || a == b || recent_.empty()) return of_b > of_a;
    return recent_[b] * rings_.fine_weight(a) > recent_[a] * rings_.fine_weight(b);
  }
  // Requests of late: by their number, as a second is not known here.
  void note_pick(ServerIndex server) {
    if (recent_.empty()) return;
    ++recent_[server];
    if (++remembered_ < remembered_max) return;
    for (std::uint64_t& requests : recent_) requests /= 2;
    remembered_ /= 2;
  }
  static constexpr std::uint32_t remembered_max = 1 << 14;

  std::uint32_t draws_;
  std::uint32_t state_;
  std::vector<std::uint64_t> recent_;  // empty: rates do not count
  std::uint32_t remembered_ = 0;
};

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  if (ring_too_large(context) || context.pool.balance.draws.value > draws_max) return nullptr;
  const auto mixed = static_cast<std::uint32_t>(seed ^ (seed >> 32)) * 2654435761u;
  const std::uint32_t state =
      fixed_start(context.program.version) ? first_thread_state : (mixed == 0 ? 1 : mixed);
  return std::make_unique<RandomPicker>(context, candidates, state);
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  return evens_out_rates(context) ? weight_shares(context, candidates)
                                  : ring_shares(context, candidates);
}

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> shares, const ShiftSink& sink) {
  evens_out_rates(context) ? weight_losses(context, candidates, shares, sink)
                           : ring_losses(context, candidates, shares, sink);
}

std::unique_ptr<ClosedForm> closed_form(const Context& context,
                                        std::span<const ServerIndex> candidates) {
  return evens_out_rates(context) ? nullptr : ring_closed_form(context, candidates);
}

Holds holds(const Context& context) {
  return context.pool.balance.draws.value > 1 ? Holds::nearly : Holds::always;
}

}  // namespace

const Algorithm& random() {
  static const Algorithm instance{.name = "haproxy/random",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .closed_form = closed_form,
                                  .picker = picker,
                                  .holds = holds};
  return instance;
}

}  // namespace ek::predict::haproxy
