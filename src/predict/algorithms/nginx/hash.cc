// nginx hash <key>: a slot by the key's CRC-32. See hash.md.
#include <algorithm>
#include <optional>

#include "predict/nginx/class_walk.h"
#include "predict/nginx/constant_key.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/hash_walk.h"
#include "predict/nginx/hashes.h"
#include "predict/nginx/method_picker.h"
#include "predict/nginx/primaries.h"
#include "predict/nginx/slot_walk.h"
#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

class Hash final : public Method {
 public:
  explicit Hash(const Peers& peers) : slots_(peers, peers.primary()), rotation_(peers) {}

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) override {
    if (attempt.gave_up() || peers.primary().single || attempt.key.empty())
      return rotation_.choose(peers, attempt, now_s);
    if (const PeerId named = sticky_choice(peers, peers.primary(), attempt, now_s);
        named != no_peer)
      return named;
    const auto total = static_cast<std::uint64_t>(slots_.total());
    const PeerId picked = walk_slots(peers, slots_, attempt, now_s, [&] {
      attempt.hash += hash_step(attempt.rehashes++, attempt.key);
      return attempt.hash % total;
    });
    return picked != no_peer ? picked : rotation_.choose(peers, attempt, now_s);
  }

 private:
  Slots slots_;
  RoundRobin rotation_;
};

// CRC-32 is linear: what a rehash adds is what the first try added, XOR a number that depends on
// the try and on the key's length alone. So keys of one length fall into 32768 classes with the
// same walk each: after a loss they do not spread by weight, and where they go can be counted.
struct LengthSteps {
  const std::vector<std::uint32_t>* flips = nullptr;  // by try
  std::uint32_t first = 0, hash = 0, tries = 0;
  std::uint32_t next() { return hash += first ^ (*flips)[tries++]; }
};

std::vector<std::uint32_t> flips_of(std::size_t key_length) {
  const std::string key(key_length, '\0');
  std::vector<std::uint32_t> flips;
  for (std::uint32_t n = 0; n <= unsuitable_max; ++n)
    flips.push_back(hash_step(n, key) ^ hash_step(0, key));
  return flips;
}

std::vector<ClassWalk<LengthSteps>> length_walks(const std::vector<std::uint32_t>& flips) {
  std::vector<ClassWalk<LengthSteps>> walks;
  for (std::uint32_t first = 0; first < HashWalk::step_values; ++first)
    walks.push_back({{&flips, first}, 1.0 / HashWalk::step_values});
  return walks;
}

// The length that all keys have; IPv6 clients of $binary_remote_addr are left out. nullopt: varies.
std::optional<std::size_t> key_length(const Context& context) {
  std::size_t length = 0;
  for (const model::KeyPart& part : context.pool.balance.key.value.parts) {
    if (part.source == model::KeySource::literal)
      length += part.text.size();
    else if (part.source == model::KeySource::client_address && part.text == "binary")
      length += 4;
    else
      return std::nullopt;
  }
  return length;
}

// Above so many places in all, losses are taken as proportional: what a loss moves is then so
// little to each other server that the difference is below 0.01 % of the traffic. See hash.md.
constexpr std::size_t places_exact_max = 250'000;

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hash" &&
         context.pool.balance.hash_type.value.mapping == model::HashMapping::map_based;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (candidates.empty()) return {};
  if (on_backups(context, candidates)) return weight_shares(context, candidates);
  if (const auto fixed = constant_key_shares(context, candidates, make<Hash>)) return *fixed;
  if (const auto length = key_length(context)) {
    const auto flips = flips_of(*length);
    return class_shares(context, candidates, length_walks(flips));
  }
  Spread spread(context, candidates);
  HashWalk(context).run(spread);
  return spread.take_shares();
}

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> before, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (on_backups(context, candidates)) return proportional_losses(candidates, before, sink);
  if (constant_key_losses(context, candidates, make<Hash>, sink)) return;
  if (const auto length = key_length(context)) {
    const auto flips = flips_of(*length);
    return class_losses(context, candidates, length_walks(flips), sink);
  }
  HashWalk walk(context);
  Spread spread(context, candidates);
  const auto walk_on = [&](ServerIndex lost) {
    walk.run(spread, lost);
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (candidates[i] != lost) spread.add(candidates[i], -before[i]);
    sink(lost, spread.take_shift(lost));
  };
  const bool too_many = walk.places() * candidates.size() > places_exact_max;
  if (!too_many) return std::ranges::for_each(candidates, walk_on), void();
  // The grade says so. Who has everything leaves no proportions behind.
  std::size_t at = 0;
  proportional_losses(candidates, before, [&](ServerIndex lost, const Shift& shift) {
    before[at++] == 1 ? walk_on(lost) : sink(lost, shift);
  });
}

constexpr std::string_view by_length =
    "the keys of a lost server spread by their length, which is not known here; the figures are "
    "means over keys of all lengths";

std::ptrdiff_t servers_up(const Context& context) {
  return std::ranges::count_if(context.pool.servers,
                               [](const model::Server& server) { return !server.disabled.value; });
}

// With a server down, what a loss does has happened. Who is alone gets all, whatever the key.
void grade_by_length(const Context& context, Grade& grade) {
  if (grade.exactness == Exactness::not_predictable) return;
  const std::ptrdiff_t up = servers_up(context);
  if (up > 2) grade.losses_reason = by_length;
  if (up < 2 || up == std::ssize(context.pool.servers)) return;
  grade.exactness = Exactness::approximate;
  grade.reason +=
      (grade.reason.empty() ? "" : "; ") + ("with a server down, " + std::string(by_length));
}

Grade grade(const Context& context) {
  Grade grade = keyed_grade(context);
  if (key_length(context) || constant_key(context)) return grade;
  if (HashWalk::places_of(context) * context.pool.servers.size() > places_exact_max)
    grade.notes.push_back(
        "So many servers or so much weight: losses are taken as proportional to the shares.");
  grade_by_length(context, grade);
  return grade;
}

}  // namespace

const Algorithm& hash() {
  static const Algorithm instance{.name = "nginx/hash",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses,
                                  .picker = method_picker,
                                  .method = make<Hash>,
                                  .key = KeyFrom::configuration};
  return instance;
}

}  // namespace ek::predict::nginx
