#include "predict/keys/only_key.h"

#include <algorithm>

#include "predict/haproxy/hashed.h"
#include "predict/keys/haproxy_key.h"
#include "predict/keys/possible_keys.h"

namespace ek::predict::haproxy {
namespace {

// On a ring the others' losses move nothing; a map is another one after each.
bool others_matter(const Context& context, std::size_t candidates) {
  return context.pool.balance.hash_type.value.mapping == model::HashMapping::map_based &&
         candidates <= only_key_losses_max;
}

}  // namespace

std::optional<std::string> only_key(const Context& context) {
  if (keys_possible(context) != 1) return std::nullopt;
  const model::Balance& balance = context.pool.balance;
  const KeyReader reader(balance.key.value, balance.algorithm.value, context.program.version);
  if (!reader.problem().empty()) return std::nullopt;
  model::Request request;  // any will do
  request.source = "192.0.2.1";
  SampleSpace space;
  const std::string_view key = reader.bytes(request, space);
  return key.data() == nullptr ? std::nullopt : std::optional<std::string>(key);
}

std::optional<std::vector<double>> only_key_shares(const Context& context,
                                                   std::span<const ServerIndex> candidates) {
  const auto key = only_key(context);
  if (!key || candidates.empty()) return std::nullopt;
  const auto picker = hashed_picker(context, candidates, 0);
  if (picker == nullptr) return std::nullopt;
  const ServerIndex only = picker->pick(*key);
  std::vector<double> shares;
  for (const ServerIndex i : candidates) shares.push_back(i == only ? 1 : 0);
  return shares;
}

bool only_key_losses(const Context& context, std::span<const ServerIndex> candidates,
                     const ShiftSink& sink) {
  const auto key = only_key(context);
  if (!key || candidates.size() < 2) return false;
  const auto picker = hashed_picker(context, candidates, 0);
  if (picker == nullptr) return false;
  const ServerIndex only = picker->pick(*key);
  for (const ServerIndex lost : candidates) {
    Shift shift;
    ServerIndex heir = only;
    if (lost == only || others_matter(context, candidates.size())) {
      std::vector<ServerIndex> left(candidates.begin(), candidates.end());
      std::erase(left, lost);
      heir = hashed_picker(context, left, 0)->pick(*key);
    }
    if (heir != only) {
      if (lost != only) shift.moved.emplace_back(only, -1.0);
      shift.moved.emplace_back(heir, 1.0);
    }
    sink(lost, shift);
  }
  return true;
}

}  // namespace ek::predict::haproxy
