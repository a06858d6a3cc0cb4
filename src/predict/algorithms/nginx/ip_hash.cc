// nginx ip_hash: the client's /24 network chooses. See ip_hash.md.
#include <array>

#include "predict/nginx/grades.h"
#include "predict/nginx/hashes.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/slot_walk.h"
#include "predict/nginx/spread.h"

namespace ek::predict::nginx {
namespace {

class IpHash final : public Method {
 public:
  explicit IpHash(const Peers& peers) : slots_(peers, peers.primary()), rotation_(peers) {}

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single)
      return rotation_.choose(peers, attempt, now_s);
    if (const PeerId named = sticky_choice(peers, peers.primary(), attempt, now_s);
        named != no_peer)
      return named;
    if (!attempt.started) attempt.hash = ip_hash_start;
    attempt.started = true;
    const auto total = static_cast<std::uint64_t>(slots_.total());
    const PeerId picked = walk_slots(peers, slots_, attempt, now_s, [&] {
      attempt.hash = ip_hash_step(attempt.hash, attempt.key);
      return attempt.hash % total;
    });
    return picked != no_peer ? picked : rotation_.choose(peers, attempt, now_s);
  }

 private:
  Slots slots_;
  RoundRobin rotation_;
};

// A round over three bytes is h -> (h * 113^3 + x) mod 6271, where x depends on the bytes alone. So
// the 2^24 networks fall into 6271 classes with the same walk each, and everything can be counted.
constexpr std::uint32_t round_factor =
    ip_hash_factor * ip_hash_factor % ip_hash_modulus * ip_hash_factor % ip_hash_modulus;
using Classes = std::array<std::uint32_t, ip_hash_modulus>;  // how many networks each x has

Classes count_classes() {
  Classes counts{};
  counts[0] = 1;
  for (int byte = 0; byte < 3; ++byte) {
    Classes next{};
    for (std::uint32_t h = 0; h < ip_hash_modulus; ++h)
      if (counts[h] != 0)
        for (std::uint32_t octet = 0; octet < 256; ++octet)
          next[(h * ip_hash_factor + octet) % ip_hash_modulus] += counts[h];
    counts = next;
  }
  return counts;
}

const Classes& classes() {
  static const Classes counts = count_classes();
  return counts;
}
constexpr double networks = 256.0 * 256.0 * 256.0;

// The walk of one class: the servers it looks at, in turn.
class Walk {
 public:
  Walk(const Peers& peers, const Slots& slots, std::uint32_t x) : peers_(peers), slots_(slots), x_(x) {}
  bool over() const { return steps_ > unsuitable_max; }
  ServerIndex next() {
    ++steps_;
    hash_ = (hash_ * round_factor + x_) % ip_hash_modulus;
    return peers_[slots_.owner(hash_ % static_cast<std::uint64_t>(slots_.total()))].server;
  }
  // The next one of `spread`'s candidates other than `but`; no_server: into round robin.
  ServerIndex next_candidate(const Spread& spread, ServerIndex but) {
    while (!over())
      if (const ServerIndex server = next(); server != but && spread.is_candidate(server))
        return server;
    return no_server;
  }

 private:
  const Peers& peers_;
  const Slots& slots_;
  std::uint32_t x_;
  std::uint32_t hash_ = ip_hash_start;
  std::uint32_t steps_ = 0;
};

bool serves(const Context& context) { return context.pool.balance.algorithm.value == "ip_hash"; }

Grade grade(const Context& context) {
  Grade grade = stateless_grade(context);
  grade.notes.push_back(
      "The shares take IPv4 clients as spread evenly over all /24 networks: all clients of one /24 "
      "go to one server.");
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (candidates.empty()) return {};
  const Peers peers(context);
  const Slots slots(peers, peers.primary());
  Spread spread(context, candidates);
  for (std::uint32_t x = 0; x < ip_hash_modulus; ++x) {
    Walk walk(peers, slots, x);
    const ServerIndex server = walk.next_candidate(spread, no_server);
    if (server == no_server) spread.add_rotated(classes()[x] / networks);
    else spread.add(server, classes()[x] / networks);
  }
  return spread.shares();
}

// Every class has one server, so its walk is followed further for one loss alone.
void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double>, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  const Peers peers(context);
  const Slots slots(peers, peers.primary());
  Spread spread(context, candidates);
  std::vector<std::vector<std::pair<std::uint32_t, Walk>>> held(context.pool.servers.size());
  double rotated = 0, weight = 0;
  for (std::uint32_t x = 0; x < ip_hash_modulus; ++x) {
    Walk walk(peers, slots, x);
    const ServerIndex server = walk.next_candidate(spread, no_server);
    if (server == no_server) rotated += classes()[x] / networks;
    else held[server].emplace_back(x, walk);
  }
  for (const ServerIndex i : candidates) weight += context.pool.servers[i].weight.value;
  for (const ServerIndex lost : candidates) {
    spread.add_rotated(rotated * context.pool.servers[lost].weight.value / weight);
    for (auto& [x, walk] : held[lost]) {
      const ServerIndex next = walk.next_candidate(spread, lost);
      if (next == no_server) spread.add_rotated(classes()[x] / networks);
      else spread.add(next, classes()[x] / networks);
    }
    sink(lost, spread.take_shift(lost));
  }
}

std::unique_ptr<Method> method(const Context& context, const Peers& peers, std::uint64_t) {
  return ip_hash_method(context, peers);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t seed) {
  return make_method_picker(context, candidates, seed, method);
}

}  // namespace

std::unique_ptr<Method> ip_hash_method(const Context&, const Peers& peers) {
  return std::make_unique<IpHash>(peers);
}

const Algorithm& ip_hash() {
  static const Algorithm instance{"nginx/ip_hash", "nginx/ip_hash", model::ProgramKind::nginx,
                                  serves, grade, shares, losses, picker};
  return instance;
}

}  // namespace ek::predict::nginx
