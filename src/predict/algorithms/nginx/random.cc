// nginx random: one draw by weight. See random.md.
#include "base/random.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/slot_walk.h"
#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

class RandomDraw final : public Method {
 public:
  RandomDraw(const Peers& peers, std::uint64_t seed)
      : slots_(peers, peers.primary()), rotation_(peers), random_(seed) {}

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single) return rotation_.choose(peers, attempt, now_s);
    if (const PeerId named = sticky_choice(peers, peers.primary(), attempt, now_s);
        named != no_peer)
      return named;
    const auto total = static_cast<std::uint64_t>(slots_.total());
    const PeerId picked =
        walk_slots(peers, slots_, attempt, now_s, [&] { return random_.below(total); });
    return picked != no_peer ? picked : rotation_.choose(peers, attempt, now_s);
  }

 private:
  Slots slots_;
  RoundRobin rotation_;
  base::Random random_;
};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "random" && context.pool.balance.draws.value == 1;
}

}  // namespace

// By weight: unsuitable draws are drawn again, or end in a round robin by the same weights; so
// whoever is left shares in proportion to weight.
const Algorithm& random() {
  static const Algorithm instance{.name = "nginx/random",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = drawn_grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .picker = method_picker,
                                  .method = make<RandomDraw>};
  return instance;
}

}  // namespace ek::predict::nginx
