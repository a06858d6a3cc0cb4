#include "dialects/nginx/memory_zones.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/nginx/defaults.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

// What the module that keeps a zone is called here: by its directives.
std::string_view use_of_limit(std::string_view directive, const Scope& scope) {
  if (directive.starts_with("limit_req")) return "limit_req";
  return layer_of(scope) == model::Layer::tcp ? "limit_conn in stream" : "limit_conn";
}

std::string_view use_of_cache(std::string_view directive) {
  return directive.substr(0, directive.find("_cache") + 6);
}

// The word that begins so; 0: none.
std::size_t word_with(const Node& node, std::string_view begin) {
  for (std::size_t word = node.words.size(); word-- > 1;)
    if (node.word(word).starts_with(begin)) return word;
  return 0;
}

// "zone=NAME:SIZE" of a line that makes a zone; a cache's may be smaller than others.
void note_sized(Lowering& lowering, const Node& node, std::size_t word, std::string_view use) {
  const bool cache = use.ends_with("_cache");
  const char* what = cache ? "keys zone" : "zone";
  std::string_view text = node.word(word);
  text.remove_prefix(text.find('=') + 1);
  const auto colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const auto bytes = parse_size(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!bytes || name.empty())
    lowering.error(node, word, fmt::format("invalid {} size \"{}\"", what, shown(node.word(word))),
                   "write NAME:SIZE, the size as 64k or 10m");
  else if (*bytes < (cache ? keys_zone_bytes_min : zone_bytes_min))
    lowering.error(node, word, fmt::format("{} \"{}\" is too small", what, shown(node.word(word))),
                   "write a larger one");
  note_zone(lowering, node, word, name, use, ZoneLine::sizes);
}

void check_rate(Lowering& lowering, const Node& node, std::size_t word) {
  std::string_view text = node.word(word).substr(5);
  const bool by_time = text.ends_with("r/s") || text.ends_with("r/m");
  if (by_time) text.remove_suffix(3);
  if (parse_number(text).value_or(0) == 0)
    lowering.error(node, word, fmt::format("invalid rate \"{}\"", shown(node.word(word))),
                   "write rate=10r/s or rate=30r/m");
}

// A limit's zone, which a block names once.
void note_limit(Lowering& lowering, const Node& node, std::size_t word, std::string_view name,
                const Scope& scope) {
  const std::string_view use = use_of_limit(node.word(0), scope);
  note_zone(lowering, node, word, name, use, ZoneLine::uses);
  const Node* first = said_in_block(lowering, scope.block, fmt::format("{} {}", use, name), node);
  if (first != nullptr) refuse_second(lowering, *first, node);
}

// Of a zone named with a word out of which a secret was taken nobody knows the name.
bool any_is_hidden(const Lowering& lowering) {
  return std::ranges::any_of(lowering.memory_zones,
                             [](const auto& zone) { return is_hidden(zone.first); });
}

}  // namespace

bool note_zone(Lowering& lowering, const Node& node, std::size_t word, std::string_view name,
               std::string_view use, ZoneLine line) {
  const auto [known, added] =
      lowering.memory_zones.try_emplace(std::string(name), MemoryZone{use, &node, word});
  MemoryZone& zone = known->second;
  if (is_hidden(name) || lowering.document.mains.size() > 1) return true;
  if (zone.use != use) {
    lowering.error(
        node, word,
        fmt::format("the shared memory zone \"{}\" is already declared for a different use",
                    shown(name)),
        fmt::format("{}; {}", zone.use, where_first(lowering, *zone.line, node)));
    return false;
  }
  const bool once = use != "upstream" && use != "upstream of stream";
  if (once && zone.sized && line == ZoneLine::sizes)
    lowering.error(node, word, fmt::format("the zone \"{}\" is there already", shown(name)),
                   where_first(lowering, *zone.line, node));
  if (line == ZoneLine::sizes && !zone.sized) zone = {use, &node, word, true};
  return true;
}

void check_limit_req(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::size_t named = word_with(node, "zone=");
  if (named == 0)
    return lowering.error(node, 0, "\"limit_req\" must have \"zone\" parameter", "add zone=NAME");
  for (std::size_t word = 1; word < node.words.size(); ++word) {
    const std::string_view value = node.word(word);
    const bool counts = value.starts_with("burst=") || value.starts_with("delay=");
    if (value.starts_with("zone=") || value == "nodelay") continue;
    if (counts && parse_number(value.substr(6)).value_or(0) > 0) continue;
    lowering.error(node, word,
                   fmt::format("invalid {} \"{}\"", counts ? "value" : "parameter", shown(value)),
                   "beside zone= it takes burst=N and nodelay or delay=N");
  }
  note_limit(lowering, node, named, node.word(named).substr(5), scope);
}

void check_limit_conn(Lowering& lowering, const Node& node, const Scope& scope) {
  constexpr std::int64_t connections_max = 65535;
  const std::int64_t number = parse_number(node.word(2)).value_or(0);
  if (number == 0 || number > connections_max)
    lowering.error(node, 2,
                   fmt::format("invalid number of connections \"{}\"", shown(node.word(2))),
                   "write a number from 1 to 65535");
  note_limit(lowering, node, 1, node.word(1), scope);
}

void note_limit_zone(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::size_t named = word_with(node, "zone=");
  if (const std::size_t rate = word_with(node, "rate=")) check_rate(lowering, node, rate);
  if (named > 1) note_sized(lowering, node, named, use_of_limit(node.word(0), scope));
}

void check_cache(Lowering& lowering, const Node& node, const Scope&) {
  if (node.word(1) == "off" || has_variable(node.word(1))) return;
  note_zone(lowering, node, 1, node.word(1), use_of_cache(node.word(0)), ZoneLine::uses);
}

void note_cache_path(Lowering& lowering, const Node& node, const Scope&) {
  const std::size_t named = word_with(node, "keys_zone=");
  if (named == 0)
    return lowering.error(node, 0,
                          fmt::format("\"{}\" must have \"keys_zone\" parameter", node.word(0)),
                          "add keys_zone=NAME:SIZE");
  note_sized(lowering, node, named, use_of_cache(node.word(0)));
}

void name_unsized_zones(Lowering& lowering) {
  if (!is_complete(lowering) || any_is_hidden(lowering)) return;
  for (const auto& [name, zone] : lowering.memory_zones) {
    if (zone.sized || zone.use.starts_with("upstream")) continue;
    const bool cache = zone.use.ends_with("_cache");
    const std::string_view directive = zone.line->word(0);
    lowering.error(*zone.line, zone.word,
                   fmt::format("no line defines the {} zone \"{}\"", zone.use, shown(name)),
                   cache ? fmt::format("add {}_path with keys_zone={}:10m", zone.use, shown(name))
                         : fmt::format("add {}_zone with zone={}:10m", directive, shown(name)));
  }
}

}  // namespace ek::dialects::nginx
