// nginx's default method: smooth weighted round robin. See round_robin.md.
#include "predict/nginx/grades.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/smooth.h"
#include "predict/nginx/weights.h"

namespace ek::predict::nginx {
namespace {

class RoundRobinMethod final : public Method {
 public:
  explicit RoundRobinMethod(const Peers& peers) : rotation_(peers) {}
  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    return rotation_.choose(peers, attempt, now_s);
  }

 private:
  RoundRobin rotation_;
};

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "round_robin";
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  return weight_shares(context, candidates);
}

void losses(const Context&, std::span<const ServerIndex> candidates, std::span<const double> shares,
            const ShiftSink& sink) {
  proportional_losses(candidates, shares, sink);
}

std::unique_ptr<Method> method(const Context& context, const Peers& peers, std::uint64_t) {
  return round_robin_method(context, peers);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  return make_method_picker(context, candidates, seed, method);
}

}  // namespace

std::unique_ptr<Method> round_robin_method(const Context&, const Peers& peers) {
  return std::make_unique<RoundRobinMethod>(peers);
}

const Algorithm& round_robin() {
  static const Algorithm instance{"nginx/round_robin",
                                  "nginx/round_robin",
                                  model::ProgramKind::nginx,
                                  serves,
                                  sequence_grade,
                                  shares,
                                  losses,
                                  picker};
  return instance;
}

}  // namespace ek::predict::nginx
