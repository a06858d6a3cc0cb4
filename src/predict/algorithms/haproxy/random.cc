// HAProxy random(<draws>): the less loaded of some servers drawn from the ring. See random.md.
#include "predict/algorithm.h"
#include "predict/haproxy/on_rings.h"
#include "predict/haproxy/ring_arcs.h"

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
  } else if (context.program.threads != 1) {
    grade.exactness = Exactness::exact_given;
    grade.reason = "one thread (nbthread 1): each thread draws its own sequence";
  } else if (context.pool.balance.draws.value > 1) {
    grade.exactness = Exactness::exact_given;
    grade.reason = "the requests in flight (the less loaded of the drawn servers is taken)";
  }
  grade.notes.push_back(
      "The shares are the arcs of the same ring that consistent hashing uses, not the weights.");
  if (context.pool.balance.draws.value > 1)
    grade.notes.push_back("Shares of an idle pool; as requests overlap, the draws even them out.");
  return grade;
}

class RandomPicker final : public OnRings {
 public:
  RandomPicker(const Context& context, std::span<const ServerIndex> candidates, std::uint32_t state)
      : OnRings(context, candidates), draws_(context.pool.balance.draws.value), state_(state) {}

  ServerIndex pick(std::string_view, ServerIndex avoid) override {
    if (rings_.used() == 0) return no_server;
    ServerIndex best = rings_.of_hash(draw(), avoid);
    for (std::uint32_t drawn = 1; drawn < draws_; ++drawn) {
      const ServerIndex other = rings_.of_hash(draw(), avoid);
      if (!less_loaded(best, other)) best = other;  // the later one wins a tie
    }
    return rings_.full(best) ? no_server : best;
  }

 private:
  std::uint32_t draw() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  bool less_loaded(ServerIndex a, ServerIndex b) const {
    return rings_.served(b) * rings_.fine_weight(a) > rings_.served(a) * rings_.fine_weight(b);
  }

  std::uint32_t draws_;
  std::uint32_t state_;
};

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  if (ring_too_large(context) || context.pool.balance.draws.value > draws_max) return nullptr;
  const auto mixed = static_cast<std::uint32_t>(seed ^ (seed >> 32)) * 2654435761u;
  const std::uint32_t state =
      fixed_start(context.program.version) ? first_thread_state : (mixed == 0 ? 1 : mixed);
  return std::make_unique<RandomPicker>(context, candidates, state);
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
                                  .shares = ring_shares,
                                  .losses = ring_losses,
                                  .closed_form = ring_closed_form,
                                  .picker = picker,
                                  .holds = holds};
  return instance;
}

}  // namespace ek::predict::haproxy
