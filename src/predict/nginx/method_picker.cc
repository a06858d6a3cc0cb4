#include "predict/nginx/method_picker.h"

#include <algorithm>
#include <utility>

namespace ek::predict::nginx {
namespace {

class MethodPicker final : public Picker {
 public:
  MethodPicker(const Context& context, std::span<const ServerIndex> candidates, std::uint64_t seed,
               MakeMethod make)
      : program_(context.program),
        pool_(context.pool),
        seed_(seed),
        make_(make),
        candidates_(candidates.begin(), candidates.end()) {
    restart();
  }

  ServerIndex pick(std::string_view key, ServerIndex avoid) override {
    attempt_->start(key);
    if (avoid != no_server) attempt_->mark_tried(peers_->of(avoid));
    const PeerId id = method_->choose(*peers_, *attempt_, 0);
    return id == no_peer ? no_server : peers_->server(id);
  }
  void take(ServerIndex server) override { peers_->take(peers_->of(server)); }
  void drop(ServerIndex server) override { peers_->drop(peers_->of(server)); }
  void set_full(ServerIndex server, bool full) override {
    peers_->set_full(peers_->of(server), full);
  }
  void set_candidates(std::span<const ServerIndex> candidates) override {
    candidates_.assign(candidates.begin(), candidates.end());
    mark_candidates();
  }
  // nginx takes a new weight with a reload alone, and a reload begins every sequence again.
  void set_weight(ServerIndex server, std::uint32_t weight) override {
    if (pool_.servers[server].weight.value == weight) return;
    pool_.servers[server].weight.value = weight;
    restart();
  }

 private:
  void restart() {
    const Context context{program_, pool_};
    peers_ = std::make_unique<Peers>(context);
    attempt_ = std::make_unique<Attempt>(peers_->size());
    method_ = make_(context, *peers_, seed_);
    mark_candidates();
  }
  void mark_candidates() {
    std::vector<std::uint8_t> is_candidate(pool_.servers.size(), 0);
    for (const ServerIndex i : candidates_) is_candidate[i] = 1;
    for (ServerIndex i = 0; i < is_candidate.size(); ++i)
      peers_->set_down(peers_->of(i), is_candidate[i] == 0);
  }

  model::Program program_;
  model::Pool pool_;  // a copy: set_weight changes it
  std::uint64_t seed_;
  MakeMethod make_;
  std::vector<ServerIndex> candidates_;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<Attempt> attempt_;
  std::unique_ptr<Method> method_;
};

}  // namespace

std::unique_ptr<Picker> make_method_picker(const Context& context,
                                           std::span<const ServerIndex> candidates,
                                           std::uint64_t seed, MakeMethod make) {
  return std::make_unique<MethodPicker>(context, candidates, seed, make);
}

}  // namespace ek::predict::nginx
