// nginx ip_hash: the client's /24 network chooses. See ip_hash.md.
#include <array>

#include "predict/nginx/class_walk.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/hashes.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/slot_walk.h"

namespace ek::predict::nginx {
namespace {

class IpHash final : public Method {
 public:
  explicit IpHash(const Peers& peers) : slots_(peers, peers.primary()), rotation_(peers) {}

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single) return rotation_.choose(peers, attempt, now_s);
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

struct NetworkSteps {
  std::uint32_t x = 0;
  std::uint32_t hash = ip_hash_start;
  std::uint32_t next() { return hash = (hash * round_factor + x) % ip_hash_modulus; }
};

std::vector<ClassWalk<NetworkSteps>> network_walks() {
  std::vector<ClassWalk<NetworkSteps>> walks;
  for (std::uint32_t x = 0; x < ip_hash_modulus; ++x)
    walks.push_back({{x}, classes()[x] / networks});
  return walks;
}

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "ip_hash";
}

Grade grade(const Context& context) {
  Grade grade = stateless_grade(context);
  grade.notes.push_back(
      "The shares take IPv4 clients as spread evenly over all /24 networks: all clients of one /24 "
      "go to one server.");
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (candidates.empty()) return {};
  return class_shares(context, candidates, network_walks());
}

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double>, const ShiftSink& sink) {
  if (candidates.size() >= 2) class_losses(context, candidates, network_walks(), sink);
}

}  // namespace

const Algorithm& ip_hash() {
  static const Algorithm instance{.name = "nginx/ip_hash",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .picker = method_picker,
                                  .method = make<IpHash>,
                                  .key = KeyFrom::client};
  return instance;
}

}  // namespace ek::predict::nginx
