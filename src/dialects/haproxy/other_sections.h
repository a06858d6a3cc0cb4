// Sections that are no proxies, as far as proxies name them or the program refuses them: peers with
// their tables, resolvers, mailers, and the numbers that proxies give themselves (manual 3, 5.3).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/line.h"
#include "text/diagnostic.h"

namespace ek::dialects::haproxy {

struct Named {  // a name as a statement uses it
  std::string name;
  text::Place at{};
  std::uint32_t length = 1;
};

struct OtherSections {
  using Names = std::set<std::string, std::less<>>;
  Names peers, resolvers;
  Names tables;  // that stick rules may name: of proxies and, as "peers/table", of peers
  std::vector<Named> uses_peers, uses_resolvers;
  std::map<std::uint32_t, Named> proxy_ids;
  std::map<std::string, text::Place, std::less<>> seen;  // "peers p"

  // The line that begins one.
  void begin(const Line& line, const SectionWord& section, const text::Sources& sources,
             text::Diagnostics& out);
  // A statement of one.
  void read(const Line& line, std::string_view section, std::string_view name,
            text::Diagnostics& out);
  // `id` of the proxy `name`.
  void take_id(const Line& line, std::string_view name, text::Diagnostics& out);
  // After the last section: names that must exist.
  void check(text::Diagnostics& out) const;
};

}  // namespace ek::dialects::haproxy
