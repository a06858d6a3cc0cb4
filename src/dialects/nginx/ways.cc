#include "dialects/nginx/ways.h"

#include <algorithm>
#include <array>

#include "dialects/nginx/key.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using Kind = Change::Kind;

// Fits every path: they begin with a slash.
bool fits_all(std::string_view pattern) {
  constexpr std::array<std::string_view, 12> all{
      "^", ".*", "^.*", "^.*$", "(.*)", "^(.*)", "^(.*)$", "^/", "^/.*$", "^/(.*)$", "/", "^/(.*)"};
  return std::find(all.begin(), all.end(), pattern) != all.end();
}

// Answers the client, who comes again with a new request.
bool redirects(const Node& rewrite) {
  const std::string_view to = rewrite.word(2), flag = rewrite.word(3);
  return flag == "redirect" || flag == "permanent" || to.starts_with("http://") ||
         to.starts_with("https://") || to.starts_with("$scheme");
}

bool stays(const Node& rewrite) {
  return rewrite.word(3) == "break";
}

bool stops(const Node& line) {
  return line.word(0) == "break" ||
         (line.word(0) == "rewrite" && (line.word(3) == "last" || line.word(3) == "break"));
}

bool is_set_of(const Node& line, const std::string& variable) {
  const std::string_view name = line.word(0);
  return (name == "set" || name == "auth_request_set" || name.starts_with("set_")) &&
         line.word(1).starts_with('$') && lower_case(line.word(1).substr(1)) == variable;
}

// The last word of try_files: what becomes of requests for which no file is found.
std::string_view fallback(const Node& try_files) {
  return try_files.word(try_files.words.size() - 1);
}

// Does the new URI carry the arguments on as they were?
bool keeps_args(std::string_view target) {
  for (const std::string_view tail :
       {"?$args", "?$query_string", "$is_args$args", "$is_args$query_string"})
    if (target.ends_with(tail) &&
        target.substr(0, target.size() - tail.size()).find('?') == std::string_view::npos)
      return true;
  return false;
}

bool plain(std::string_view text) {
  return !has_variable(text) && text.find_first_of("%$") == std::string_view::npos;
}

Change unknown(const Node* line) {
  return {Kind::unknown, {}, line};
}

Change set_to(const Node& line, bool certain) {
  if (!certain || line.word(0) != "set") return unknown(&line);
  return {Kind::text, std::string(line.word(2)), &line};
}

// Does try_files look for files other than that of the URI itself?
bool other_files(const Node& try_files) {
  for (std::size_t i = 1; i + 1 < try_files.words.size(); ++i)
    if (try_files.word(i) != "$uri") return true;
  return false;
}

}  // namespace

// In the order in which they run: what is stated outside, then the server's, then the location's.
// `certain`: it runs for every request that comes this way.
template <class Visit>
void Ways::each_line(const Way& way, Visit&& visit) const {
  std::array<BlockId, 3> owners{outermost_block, way.server, way.owner};
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (i > 0 && owners[i] == owners[i - 1]) continue;
    bool stopped = false;
    for (const Effect* effect : effects_.of_owner(owners[i])) {
      const bool certain = !stopped && is_within(lowering_, way.block, effect->block);
      visit(*effect, certain);
      stopped = stopped || stops(*effect->line);
    }
  }
}

bool Ways::may_jump(const Way& way, std::string_view target) {
  const std::size_t asked = 1 + locations_.of_server(way.server).size();
  if (jumps_left_ < asked) return true;
  jumps_left_ -= asked;
  return locations_.may_take(way.owner, written_uri(target));
}

void Ways::rewrite(const Way& way, const Effect& effect, bool certain, bool args,
                   Change& change) const {
  const Node& line = *effect.line;
  if (redirects(line)) return;
  const std::string_view to = line.word(2);
  const std::size_t mark = to.find('?');
  if (args && mark == std::string_view::npos) return;
  // In a location it leads elsewhere, and perhaps back; there is one round of the server's own.
  const bool here = stays(line) || owner_of(lowering_, effect.block) == way.server;
  const std::string_view path = to.substr(0, mark);
  const std::string_view rest =
      mark == std::string_view::npos ? std::string_view() : to.substr(mark + 1);
  const bool replaces = !args || to.ends_with('?');  // without the last `?` the old ones follow
  const std::string_view text = args ? rest.substr(0, rest.find('?')) : path;
  if (certain && here && fits_all(line.word(1)) && replaces && plain(text))
    change = {Kind::text, std::string(text), &line};
  else
    change = unknown(&line);
}

// A directory's index file: the name of the directory and one more, or a URI of its own.
void Ways::index_jump(const Way& way, const Effect& effect, Change& change) const {
  if (locations_.all_passed_on(way.server)) return;
  if (!opened_by(lowering_, way.owner, "location")) return;
  const LocationName name = location_name(*lowering_.blocks[way.owner].opened);
  const bool whole_folder = name.kind == LocationKind::named ||
                            (name.kind != LocationKind::pattern &&
                             name.kind != LocationKind::exact && name.uri.ends_with('/'));
  const Node& line = *effect.line;
  const std::string_view last = fallback(line);
  const bool leads_here = line.word(0) == "index" && last.starts_with('/') &&
                          locations_.may_take(way.owner, written_uri(last));
  if (!whole_folder || leads_here) change = unknown(&line);
}

// A line of some location of the server that may send its requests to this way's location.
void Ways::jump(const Way& way, const Effect& effect, bool args, Change& change) {
  const Node& line = *effect.line;
  const std::string_view name = line.word(0);
  if (name == "index" || name == "random_index") {
    if (!args) index_jump(way, effect, change);
    return;
  }
  if (name == "try_files") {
    const std::string_view to = fallback(line);
    if (!to.starts_with('=') && !to.starts_with('@') && !(args && keeps_args(to)) &&
        may_jump(way, to))
      change = unknown(&line);
    return;
  }
  const bool own = owner_of(lowering_, effect.block) == way.server;
  if (own || stays(line) || redirects(line)) return;
  if (args && line.word(2).find('?') == std::string_view::npos) return;
  if (may_jump(way, line.word(2))) change = unknown(&line);
}

// A location for one URI alone has it whatever led there.
Change Ways::settle(const Way& way, Change change) const {
  if (change.kind == Kind::none || !opened_by(lowering_, way.owner, "location")) return change;
  const LocationName name = location_name(*lowering_.blocks[way.owner].opened);
  if (name.kind != LocationKind::exact) return change;
  return {Kind::text, std::string(name.uri), lowering_.blocks[way.owner].opened};
}

// A variable keeps its value when a request goes on from the location that set it to another one.
Change Ways::set_elsewhere(const Way& way, const std::string& variable) const {
  if (effects_.jumps_in(way.server).empty()) return {};
  for (const Effect* effect : effects_.sets_in(way.server)) {
    const BlockId owner = owner_of(lowering_, effect->block);
    if (owner != way.owner && owner != way.server && is_set_of(*effect->line, variable))
      return unknown(effect->line);
  }
  return {};
}

// Does a rewrite without a flag end here after all, by a `break` behind it?
bool Ways::broken_off(const Way& way, const Effect& rewrite) const {
  if (!rewrite.line->word(3).empty()) return false;
  const auto& lines = effects_.of_owner(way.owner);
  return std::any_of(lines.begin(), lines.end(),
                     [](const Effect* line) { return line->line->word(0) == "break"; });
}

// The lines of the server's own, or those of the location.
bool Ways::run(const Way& way, bool of_location, bool args, Change& change) const {
  bool changed = false;
  each_line(way, [&](const Effect& effect, bool certain) {
    const BlockId owner = owner_of(lowering_, effect.block);
    if ((owner == way.owner && owner != way.server) != of_location) return;
    const Node& line = *effect.line;
    Change next;
    if (line.word(0) == "rewrite" && of_location && broken_off(way, effect))
      next = redirects(line) ? Change{} : unknown(&line);
    else if (line.word(0) == "rewrite" && (!of_location || stays(line)))
      rewrite(way, effect, certain, args, next);
    else if (line.word(0) == "try_files" && !args && owner == way.owner)
      next = other_files(line) ? unknown(&line) : Change{};
    else if (args && is_set_of(line, "args"))
      next = set_to(line, certain);
    if (next.kind == Kind::none) return;
    change = std::move(next);
    changed = true;
  });
  return changed;
}

Change Ways::change_on(const Way& way, bool args) {
  Change change;
  run(way, false, args, change);
  Change jumped;
  for (const Effect* effect : effects_.jumps_in(way.server)) {
    if (jumped.kind == Kind::none) jump(way, *effect, args, jumped);
  }
  if (args && jumped.kind == Kind::none) jumped = set_elsewhere(way, "args");
  if (jumped.kind != Kind::none) change = std::move(jumped);
  const bool here = run(way, true, args, change);
  return args || here ? change : settle(way, std::move(change));
}

Change Ways::uri_on(const Way& way) {
  return change_on(way, false);
}
Change Ways::args_on(const Way& way) {
  return change_on(way, true);
}

Change Ways::variable_on(const Way& way, const std::string& variable) const {
  Change change = set_elsewhere(way, variable);
  each_line(way, [&](const Effect& effect, bool certain) {
    if (is_set_of(*effect.line, variable)) change = set_to(*effect.line, certain);
  });
  return change;
}

const Node* Ways::headers_changed_on(const Way& way, model::Layer layer) const {
  for (const std::string_view name :
       {"more_set_input_headers", "more_clear_input_headers", "rewrite_by_lua_block",
        "rewrite_by_lua_file", "server_rewrite_by_lua_block", "server_rewrite_by_lua_file"})
    if (const Effect* effect = effects_.in_force(name, way.block, layer)) return effect->line;
  return nullptr;
}

const Node* Ways::real_address_on(const Way& way, model::Layer layer) const {
  const Effect* effect = effects_.in_force("set_real_ip_from", way.block, layer);
  return effect == nullptr ? nullptr : effect->line;
}

bool Ways::only_unix_sockets(const Way& way) const {
  bool any = false;
  for (const Effect* effect : effects_.of_owner(way.server)) {
    if (effect->line->word(0) != "listen") continue;
    any = true;
    if (!is_unix(effect->line->word(1))) return false;
  }
  return any && way.server != outermost_block;
}

}  // namespace ek::dialects::nginx
