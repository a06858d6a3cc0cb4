#include "dialects/haproxy/section_names.h"

#include <fmt/format.h>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {

void SectionNames::add(const Proxy& proxy, const Scope& scope) {
  const char letter = proxy.section->letter;
  if (letter == 'D' || proxy.name.empty()) return;
  auto& [front, back] = names_[proxy.name];
  const bool again = (letter == 'B' ? back : front).known();
  if (again)
    scope.diagnostics().error(
        proxy.at, proxy.length,
        fmt::format(
            "a section named \"{}\" already stands at {}", shown(proxy.name),
            text::other_place(front.known() ? front : back, proxy.at, scope.reading.sources)),
        "give one of them another name");
  if (letter != 'B') front = proxy.at;
  if (letter != 'F') back = proxy.at;
}

}  // namespace ek::dialects::haproxy
