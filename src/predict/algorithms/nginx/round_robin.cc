// nginx's default method: smooth weighted round robin. See round_robin.md.
#include "predict/nginx/grades.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/smooth.h"
#include "predict/weights.h"

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

}  // namespace

const Algorithm& round_robin() {
  static const Algorithm instance{.name = "nginx/round_robin",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = sequence_grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .picker = method_picker,
                                  .method = make<RoundRobinMethod>};
  return instance;
}

}  // namespace ek::predict::nginx
