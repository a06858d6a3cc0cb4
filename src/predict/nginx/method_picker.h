// A method of nginx as a picker: one try a request, with the candidates that it is told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "predict/algorithm.h"
#include "predict/nginx/method.h"

namespace ek::predict::nginx {

// Some: Method, or one method's own final class, which spares a call through a table. If that has
// `std::optional<PeerId> choose_at_once(Peers&, std::string_view key)` it is asked first, of
// requests that avoid nobody, and `choose` then.
template <class Some>
class MethodPicker final : public Picker {
 public:
  using Make = std::unique_ptr<Some> (*)(const Context&, const Peers&, std::uint64_t seed);

  MethodPicker(const Context& context, std::span<const ServerIndex> candidates, std::uint64_t seed,
               Make make)
      : program_(context.program),
        pool_(context.pool),
        seed_(seed),
        make_(make),
        candidates_(candidates.begin(), candidates.end()) {
    restart();
  }

  ServerIndex pick(std::string_view key, ServerIndex avoid) override {
    if constexpr (requires(Some & some, Peers & peers) { some.choose_at_once(peers, key); })
      if (avoid == no_server)
        if (const auto id = method_->choose_at_once(*peers_, key)) [[likely]]
          return peers_->server(*id);
    return choose(key, avoid);
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
  // Apart, so that picks which need none of it do not save registers for it.
  [[gnu::noinline]] ServerIndex choose(std::string_view key, ServerIndex avoid) {
    attempt_->start(key);
    if (avoid != no_server) attempt_->mark_tried(peers_->of(avoid));
    const PeerId id = method_->choose(*peers_, *attempt_, 0);
    return id == no_peer ? no_server : peers_->server(id);
  }
  void restart() {
    const Context context{program_, pool_};
    peers_.emplace(context);
    attempt_.emplace(peers_->size());
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
  Make make_;
  std::vector<ServerIndex> candidates_;
  std::optional<Peers> peers_;
  std::optional<Attempt> attempt_;
  std::unique_ptr<Some> method_;
};

// As Algorithm::picker: asks the method of the pool's algorithm, which it must have. Keys: the
// bytes of the `hash` key; for ip_hash the binary address (4 or 16 bytes, network order). Other
// methods ignore them.
std::unique_ptr<Picker> method_picker(const Context& context,
                                      std::span<const ServerIndex> candidates, std::uint64_t seed);

}  // namespace ek::predict::nginx
