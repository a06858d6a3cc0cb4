#include "predict/nginx/sticky.h"

#include "predict/keys/nginx_keys.h"
#include "predict/nginx/md5.h"

namespace ek::predict::nginx {

Sticky::Sticky(const Context& context, const Peers& peers) {
  const model::Persistence& persistence = context.pool.persistence;
  version_ = context.program.version;
  if (persistence.cookie.value.mode == model::CookieMode::insert) {
    model::Key key;
    key.parts.push_back({model::KeySource::cookie, persistence.cookie.value.name, {}});
    lookups_.push_back(std::move(key));
  }
  for (const model::StickRule& rule : persistence.stick_rules)
    if (rule.use == model::StickUse::match) lookups_.push_back(rule.key);
  if (lookups_.empty()) return;
  for (PeerId id = 0; id < peers.size(); ++id) {
    const model::Server& server = context.pool.servers[peers.server(id)];
    const bool routed = !server.cookie.value.empty();
    peers_.try_emplace(
        routed ? server.cookie.value : session_id(model::to_string(server.address.value)), id);
  }
}

PeerId Sticky::peer_of(const model::Request& request) const {
  std::string scratch;
  for (const model::Key& key : lookups_) {
    const std::string_view value = evaluate(key, request, version_, scratch);
    if (value.empty()) continue;
    const auto found = peers_.find(std::string(value));
    return found == peers_.end() ? no_peer : found->second;
  }
  return no_peer;
}

std::string session_id(std::string_view address) {
  return md5_hex(address);
}

}  // namespace ek::predict::nginx
