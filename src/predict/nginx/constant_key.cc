#include "predict/nginx/constant_key.h"

#include "predict/weights.h"

namespace ek::predict::nginx {
namespace {

// Which server the key chooses among the candidates without `lost`.
ServerIndex chosen(const Context& context, std::span<const ServerIndex> candidates,
                   ServerIndex lost, const std::string& key, MakeMethod make) {
  Peers peers(context);
  std::vector<std::uint8_t> candidate(context.pool.servers.size(), 0);
  for (const ServerIndex i : candidates) candidate[i] = i != lost;
  for (ServerIndex i = 0; i < candidate.size(); ++i) peers.set_down(peers.of(i), candidate[i] == 0);
  Attempt attempt(peers.size());
  attempt.start(key);
  const PeerId id = make(context, peers, 0)->choose(peers, attempt, 0);
  return id == no_peer ? no_server : peers.server(id);
}

}  // namespace

std::optional<std::string> constant_key(const Context& context) {
  std::string text;
  for (const model::KeyPart& part : context.pool.balance.key.value.parts) {
    if (part.source != model::KeySource::literal) return std::nullopt;
    text += part.text;
  }
  return text;
}

std::optional<std::vector<double>> constant_key_shares(const Context& context,
                                                       std::span<const ServerIndex> candidates,
                                                       MakeMethod make) {
  const auto key = constant_key(context);
  if (!key) return std::nullopt;
  if (key->empty()) return weight_shares(context, candidates);
  const ServerIndex only = chosen(context, candidates, no_server, *key, make);
  std::vector<double> shares;
  for (const ServerIndex i : candidates) shares.push_back(i == only ? 1 : 0);
  return shares;
}

bool constant_key_losses(const Context& context, std::span<const ServerIndex> candidates,
                         MakeMethod make, const ShiftSink& sink) {
  const auto key = constant_key(context);
  if (!key) return false;
  if (key->empty()) {
    proportional_losses(candidates, weight_shares(context, candidates), sink);
    return true;
  }
  const ServerIndex only = chosen(context, candidates, no_server, *key, make);
  for (const ServerIndex lost : candidates) {
    Shift shift;
    if (lost == only) shift.moved.emplace_back(chosen(context, candidates, lost, *key, make), 1.0);
    sink(lost, shift);
  }
  return true;
}

}  // namespace ek::predict::nginx
