#include "dialects/haproxy/section_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {

bool begins_misspelt(const Line& line, char letter, const Scope& scope) {
  static constexpr std::array<std::string_view, 5> sections{"backend", "defaults", "frontend",
                                                            "global", "listen"};
  const std::string_view word = line.word(0);
  if (line.prefix() != Prefix::none || line.size() > 2 || find_anywhere(word) != nullptr ||
      is_family(word) || !scope.may_suggest())
    return false;
  std::vector<std::string_view> names = names_in(letter);
  names.insert(names.end(), sections.begin(), sections.end());
  const std::string_view meant = base::nearest(word, names);
  if (std::ranges::find(sections, meant) == sections.end()) return false;
  scope.diagnostics().error(line.place(), line.length(),
                            fmt::format("\"{}\" begins no section", shown(word)),
                            fmt::format("did you mean \"{}\"?", meant));
  return true;
}

bool left_out(const text::Node& node, const Line& line, const SectionWord& word,
              const Scope& scope) {
  if (std::string_view("DB").find(word.letter) == std::string_view::npos) return false;
  const std::size_t from = word.letter == 'D' && line.word(1) == "from" ? 1 : 2;
  const bool wrong = (line.size() > from && line.word(from) != "from") ||
                     (line.word(from) == "from" && line.size() == from + 1) ||
                     (word.letter == 'D' && !well_named(line.word(1)));
  if (!wrong) return false;
  for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
    if (child->active && child->kind != text::NodeKind::blank) return false;
  scope.config().coverage.add(model::Support::unrecognised, word.name,
                              "this line begins no section", line.place());
  scope.diagnostics().warning(
      line.place(), line.length(),
      fmt::format("this line does not begin a {} section, and HAProxy passes over it", word.name),
      fmt::format("write {} and a name, or {} NAME from DEFAULTS", word.name, word.name));
  return true;
}

void check_section(const Line& line, const SectionWord& word, const Scope& scope) {
  const bool proxy = std::string_view("DFLB").find(word.letter) != std::string_view::npos;
  const bool known = available(word.since, word.until, scope.version);
  scope.config().coverage.add(!known  ? model::Support::unrecognised
                              : proxy ? model::Support::modelled
                                      : model::Support::irrelevant,
                              word.name, known ? "" : "this version does not have the section",
                              line.place());
  if (!known)
    scope.diagnostics().warning(
        line.place(), line.length(),
        fmt::format("HAProxy {} has no {} section; {}", model::to_string(scope.version), word.name,
                    word.since != 0 ? "it came with " + version_text(word.since)
                                    : version_text(word.until) + " had it last"),
        "give --lb-version if another version reads this file");
  const bool needs_name =
      word.letter != 'G' && word.letter != 'D' && word.letter != 'T' && word.letter != 'K';
  if (needs_name && line.size() < 2)
    scope.diagnostics().error(line.place(), line.length(),
                              fmt::format("this {} section has no name", word.name),
                              fmt::format("write for example {} app", word.name));
  else if (!well_named(line.word(1)))
    scope.diagnostics().error(line.place(1), line.length(1),
                              "a character in this name is not allowed", std::string(name_hint));
}

}  // namespace ek::dialects::haproxy
