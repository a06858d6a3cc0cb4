#include "dialects/haproxy/inheritance.h"

#include <fmt/format.h>

#include <utility>

#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

void refuse_inherited_rules(const Line& line, const SectionWord& section, const Inheritable& from,
                            const Scope& scope) {
  if (!from.rules.known() || (section.letter != 'L' && section.letter != 'D')) return;
  scope.diagnostics().error(
      line.place(), line.length(),
      fmt::format("a {} section cannot inherit the rules that begin at {}", section.name,
                  text::other_place(from.rules, line.place(), scope.reading.sources)),
      "HAProxy refuses it; name a defaults section without rules (from NAME)");
}

}  // namespace

Inheritable Inheritance::of(const Line& line, const SectionWord& section, std::size_t i,
                            const Scope& scope) const {
  if (line.word(i) == "from" && line.size() > i + 2)
    scope.diagnostics().error(line.place(i + 2), line.length(i + 2),
                              "nothing may follow the name behind \"from\"",
                              "HAProxy refuses it; remove it");
  if (line.word(i) == "from") {
    const auto found = named_.find(line.word(i + 1));
    if (found != named_.end() && found->second.twice)
      scope.diagnostics().error(line.place(i + 1), line.length(i + 1),
                                "two defaults sections have this name",
                                "HAProxy refuses it; rename one of them");
    if (found != named_.end()) {
      refuse_inherited_rules(line, section, found->second.settings, scope);
      return found->second.settings;
    }
    scope.diagnostics().error(
        line.place(i + 1), line.length(i + 1),
        fmt::format("there is no defaults section named \"{}\" before this line",
                    shown(line.word(i + 1))),
        "name it, or move it up");
  } else if (line.size() > i) {
    scope.diagnostics().error(line.place(i), line.length(i),
                              "only \"from\" and a name may follow the name of a section",
                              "addresses go on bind lines");
  }
  if (section.letter == 'D') return built_in(scope);
  refuse_inherited_rules(line, section, unnamed_, scope);
  return unnamed_;
}

void Inheritance::keep(Proxy&& proxy) {
  settle_conditions(proxy.settings.request_rules);
  settle_answers(proxy);
  proxy.settings.request_rules = handed_down(std::move(proxy.settings.request_rules));
  if (!proxy.name.empty() && named_.size() < named_defaults_max) {
    const auto [entry, added] = named_.try_emplace(proxy.name, Named{proxy.settings});
    if (!added) entry->second = {proxy.settings, true};
  }
  unnamed_ = std::move(proxy.settings);
}

}  // namespace ek::dialects::haproxy
