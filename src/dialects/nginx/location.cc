#include "dialects/nginx/location.h"

#include <algorithm>

#include "dialects/nginx/effects.h"

namespace ek::dialects::nginx {

LocationName location_name(const Node& location) {
  std::string_view text = location.word(1);
  const bool apart = location.words.size() > 2;
  const std::string_view uri = apart ? location.word(2) : text;
  const auto without = [&](std::size_t mark) { return apart ? uri : text.substr(mark); };
  if (text.starts_with("^~")) return {LocationKind::first_prefix, without(2)};
  if (text.starts_with('=')) return {LocationKind::exact, without(1)};
  if (text.starts_with("~*")) return {LocationKind::pattern, without(2)};
  if (text.starts_with('~')) return {LocationKind::pattern, without(1)};
  if (text.starts_with('@')) return {LocationKind::named, text};
  return {LocationKind::prefix, uri};
}

WrittenUri written_uri(std::string_view text) {
  text = text.substr(0, text.find('?'));
  const std::size_t variable = text.find('$');
  return {text.substr(0, variable), variable == std::string_view::npos};
}

Locations::Locations(const Lowering& lowering) : lowering_(lowering) {
  for (BlockId block = 1; block < lowering.blocks.size(); ++block)
    if (opened_by(lowering, block, "location"))
      by_server_[server_of(lowering, block)].push_back(block);
}

const std::vector<BlockId>& Locations::of_server(BlockId server) const {
  static const std::vector<BlockId> none;
  const auto found = by_server_.find(server);
  return found == by_server_.end() ? none : found->second;
}

bool Locations::may_take(BlockId location, const WrittenUri& uri) const {
  if (!opened_by(lowering_, location, "location")) return true;
  const LocationName name = location_name(*lowering_.blocks[location].opened);
  if (name.kind == LocationKind::named) return name.uri == uri.begin && uri.whole;
  if (uri.begin.starts_with('@') && uri.whole) return false;
  if (!uri.whole) {
    if (name.kind == LocationKind::pattern) return true;
    if (name.kind == LocationKind::exact) return name.uri.starts_with(uri.begin);
    return name.uri.starts_with(uri.begin) || uri.begin.starts_with(name.uri);
  }
  std::size_t longest = 0;
  bool patterns = true;  // are they asked at all?
  for (const BlockId other : of_server(server_of(lowering_, location))) {
    const LocationName rival = location_name(*lowering_.blocks[other].opened);
    if (rival.kind == LocationKind::exact && rival.uri == uri.begin) return other == location;
    const bool prefix =
        rival.kind == LocationKind::prefix || rival.kind == LocationKind::first_prefix;
    if (!prefix || !uri.begin.starts_with(rival.uri) || rival.uri.size() < longest) continue;
    longest = rival.uri.size();
    patterns = rival.kind == LocationKind::prefix;
  }
  if (name.kind == LocationKind::pattern) return patterns;
  return name.kind != LocationKind::exact && uri.begin.starts_with(name.uri) &&
         name.uri.size() == longest;
}

bool Locations::all_passed_on(BlockId server) const {
  bool root = false;
  for (const BlockId block : of_server(server)) {
    if (lowering_.blocks[block].pass == nullptr) return false;
    const LocationName name = location_name(*lowering_.blocks[block].opened);
    root =
        root || ((name.kind == LocationKind::prefix || name.kind == LocationKind::first_prefix) &&
                 name.uri == "/");
  }
  return root;
}

}  // namespace ek::dialects::nginx
