#include "dialects/haproxy/other_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// Those that must have a name of their own; of others the program takes the last, or joins them.
constexpr std::array<std::string_view, 6> unique_sections{"http-errors", "mailers",   "peers",
                                                          "program",     "resolvers", "ring"};

void refuse(const Line& line, std::size_t i, std::string message, std::string hint,
            text::Diagnostics& out) {
  out.error(line.place(i), line.length(i), std::move(message), std::move(hint));
}

// The words that may follow the section's own; what more there is may be another version's.
std::size_t words_after(std::string_view section) {
  if (section == "global") return 0;
  return section == "peers" || section == "userlist" || section == "cache" ? 1 : SIZE_MAX;
}

void check_name_server(const Line& line, text::Diagnostics& out) {
  if (line.size() < 3)
    return refuse(line, 0, "nameserver needs a name and an address",
                  "write for example nameserver dns1 10.0.0.53:53", out);
  const std::string_view address = line.word(2);
  if (address.find(':') == std::string_view::npos && address.find('/') == std::string_view::npos)
    refuse(
        line, 2, "a name server's address needs a port",
        fmt::format("write for example nameserver {} {}:53", shown(line.word(1)), shown(address)),
        out);
}

void check_hold(const Line& line, text::Diagnostics& out) {
  static constexpr std::array<std::string_view, 6> events{"nx",      "other", "refused",
                                                          "timeout", "valid", "obsolete"};
  if (std::find(events.begin(), events.end(), line.word(1)) == events.end())
    return refuse(line, 1, fmt::format("\"{}\" is not an answer to hold", shown(line.word(1))),
                  "hold takes nx, obsolete, other, refused, timeout or valid", out);
  time_at(line, 2, out);
}

template <class Uses>
void check_uses(const Uses& uses, const OtherSections::Names& names, std::string_view section,
                std::string_view built_in, text::Diagnostics& out) {
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::size_t suggested = 0;
  for (const Named& use : uses) {
    if (names.contains(use.name) || use.name == built_in) continue;
    const std::string_view meant = ++suggested <= suggestions_max && known.size() <= suggestions_max
                                       ? base::nearest(use.name, known)
                                       : "";
    out.error(use.at, use.length,
              fmt::format("there is no {} section \"{}\"", section, shown(use.name)),
              meant.empty()
                  ? fmt::format("add {} {}, or give all files with -f", section, shown(use.name))
                  : fmt::format("did you mean \"{}\"?", shown(meant)));
  }
}

}  // namespace

void OtherSections::begin(const Line& line, const SectionWord& section,
                          const text::Sources& sources, text::Diagnostics& out) {
  const std::size_t most = words_after(section.name);
  if (most < line.size() - 1)
    refuse(line, most + 1,
           fmt::format("\"{}\" is one word too many in this line", shown(line.word(most + 1))),
           "HAProxy refuses it; remove it", out);
  const std::string name(line.word(1));
  if (section.name == "peers") peers.insert(name);
  if (section.name == "resolvers") resolvers.insert(name);
  if (std::find(unique_sections.begin(), unique_sections.end(), section.name) ==
      unique_sections.end())
    return;
  const text::Place at = line.place(1);
  const auto [first, added] = seen.emplace(std::string(section.name) + " " + name, at);
  if (!added)
    refuse(line, 1,
           fmt::format("a {} section \"{}\" already stands at {}", section.name, shown(name),
                       text::other_place(first->second, at, sources)),
           "HAProxy refuses it; give one of them another name", out);
}

void OtherSections::read(const Line& line, std::string_view section, std::string_view name,
                         text::Diagnostics& out) {
  const std::string_view word = line.word(0);
  if (section == "peers" && word == "table" && line.size() > 1)
    tables.insert(fmt::format("{}/{}", name, line.word(1)));
  if (section == "resolvers" && word == "nameserver") check_name_server(line, out);
  if (section == "resolvers" && word == "hold") check_hold(line, out);
  if (section == "mailers" && word == "mailer" && line.size() < 3)
    refuse(line, 0, "mailer needs a name and an address",
           "write for example mailer smtp1 10.0.0.25:25", out);
}

void OtherSections::take_id(const Line& line, std::string_view name, text::Diagnostics& out) {
  const auto id = static_cast<std::int32_t>(number_at(line, 1, out));
  if (id <= 0) return refuse(line, 1, "id must be above 0", "ids are 1 and up", out);
  const auto [first, added] = proxy_ids.emplace(id, Named{std::string(name), line.place(1)});
  if (!added)
    refuse(line, 1,
           fmt::format("the id {} already belongs to \"{}\"", id, shown(first->second.name)),
           "HAProxy refuses it; give one of them another id", out);
}

void OtherSections::check(text::Diagnostics& out) const {
  check_uses(uses_peers, peers, "peers", "", out);
  check_uses(uses_resolvers, resolvers, "resolvers", "default", out);
}

}  // namespace ek::dialects::haproxy
