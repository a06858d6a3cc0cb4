#include "predict/haproxy/map_picker.h"

#include "predict/haproxy/static_map.h"

namespace ek::predict::haproxy {

MapPicker::MapPicker(const Context& context, std::span<const ServerIndex> candidates,
                     std::optional<KeyRule> rule)
    : members_(context, candidates),
      rule_(rule),
      divisor_(common_divisor(context.pool.servers)),
      full_(context.pool.servers.size(), 0) {
  for (const model::Server& server : context.pool.servers)
    file_weights_.push_back(server.weight.value);
  rebuild();
}

ServerIndex MapPicker::pick(std::string_view key, ServerIndex avoid) {
  if (map_.empty()) return no_server;
  if (!rule_) return next_slot(avoid);
  if (key.data() == nullptr && (used_ > 1 || rule_->missing_matters_alone)) return next_slot(avoid);
  if (key.data() == nullptr || (used_ == 1 && !rule_->missing_matters_alone)) return map_.front();
  return map_[rule_->hash(key) % map_.size()];
}

// The next slot whose server has room; the avoided one only if there is no other.
ServerIndex MapPicker::next_slot(ServerIndex avoid) {
  if (next_ >= map_.size()) next_ = 0;
  const std::size_t start = next_;
  std::size_t at = start, avoided_at = 0;
  ServerIndex avoided = no_server;
  do {
    const ServerIndex server = map_[at++];
    if (full_[server] == 0) {
      if (server != avoid) {
        next_ = at;
        return server;
      }
      avoided = server;
      avoided_at = at;
    }
    if (at == map_.size()) at = 0;
  } while (at != start);
  if (avoided != no_server) next_ = avoided_at;
  return avoided;
}

void MapPicker::set_candidates(std::span<const ServerIndex> candidates) {
  if (!members_.set_candidates(candidates).empty()) rebuild();
}

void MapPicker::set_weight(ServerIndex server, std::uint32_t weight) {
  if (weight != 0 && weight != file_weights_[server]) return;
  const auto change = members_.set_fine_weight(server, weight * weight_scale);
  if (change.before != change.after) rebuild();
}

// With one backup server in use there are as many slots as it has weight, but all usable backup
// servers compete for them: the others do get requests. Measured on 2.6.12.
void MapPicker::rebuild() {
  const bool backup = members_.active() == 0;
  std::vector<MapServer> servers;
  std::uint32_t slots = 0;
  used_ = 0;
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    if (!members_.usable(i) || members_.backup(i) != backup) continue;
    servers.push_back({i, file_weights_[i] / divisor_});
    if (backup && !members_.all_backups() && i != members_.first_backup()) continue;
    slots += servers.back().weight;
    ++used_;
  }
  map_ = build_map(servers, slots);
}

std::unique_ptr<Picker> map_picker(const Context& context,
                                   std::span<const ServerIndex> candidates) {
  return std::make_unique<MapPicker>(context, candidates, key_rule(context));
}

}  // namespace ek::predict::haproxy
