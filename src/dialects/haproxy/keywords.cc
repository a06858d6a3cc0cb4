#include "dialects/haproxy/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace ek::dialects::haproxy {
namespace {

using enum model::Support;

constexpr std::array section_words{
#define EVENKEEL_HAPROXY_SECTION(name, letter, since, until) \
  SectionWord{name, letter, since, until},
#include "dialects/haproxy/sections.def"
#undef EVENKEEL_HAPROXY_SECTION
};

#define EVENKEEL_HAPROXY_KEYWORD(name, sections, since, until, arguments, support, note) \
  Keyword{name, sections, since, until, arguments, support, note},
// A plain array: clang 14 does not deduce a std::array of so many elements.
constexpr Keyword keyword_rows[] = {
#include "dialects/haproxy/keywords_action.def"
#include "dialects/haproxy/keywords_bind.def"
#include "dialects/haproxy/keywords_global.def"
#include "dialects/haproxy/keywords_proxy.def"
#include "dialects/haproxy/keywords_section.def"
#include "dialects/haproxy/keywords_server.def"
};
#undef EVENKEEL_HAPROXY_KEYWORD

// Longer than any name; a longer word is in no table.
constexpr std::size_t name_bytes_max = 64;

struct Index {
  std::unordered_multimap<std::string_view, const Keyword*> rows;
  std::unordered_map<std::string_view, bool> families;

  Index() {
    rows.reserve(std::size(keyword_rows));
    for (const Keyword& row : keyword_rows) {
      rows.emplace(row.name, &row);
      const auto space = row.name.find(' ');
      if (space != std::string_view::npos && row.sections.find('s') == std::string_view::npos)
        families.emplace(row.name.substr(0, space), true);
    }
  }
};

const Index& index() {
  static const Index built;
  return built;
}

}  // namespace

const SectionWord* find_section(std::string_view word) {
  for (const SectionWord& section : section_words)
    if (section.name == word) return &section;
  return nullptr;
}

const Keyword* find_keyword(std::string_view name, char section) {
  const auto [begin, end] = index().rows.equal_range(name);
  for (auto at = begin; at != end; ++at)
    if (at->second->sections.find(section) != std::string_view::npos) return at->second;
  return nullptr;
}

const Keyword* find_keyword(std::string_view first, std::string_view second, char section) {
  second = second.substr(0, second.find('('));
  std::array<char, name_bytes_max> name{};
  if (first.size() + 1 + second.size() > name.size()) return nullptr;
  char* end = std::copy(first.begin(), first.end(), name.data());
  *end++ = ' ';
  end = std::copy(second.begin(), second.end(), end);
  return find_keyword({name.data(), static_cast<std::size_t>(end - name.data())}, section);
}

const Keyword* find_anywhere(std::string_view name) {
  const auto found = index().rows.find(name);
  return found == index().rows.end() ? nullptr : found->second;
}

bool known_somewhere(std::string_view name, model::Version version) {
  const auto [begin, end] = index().rows.equal_range(name);
  return std::any_of(begin, end, [&](const auto& row) {
    return available(row.second->since, row.second->until, version);
  });
}

Use use_of(std::string_view first, std::string_view second) {
  static constexpr std::string_view parameters = "sba";
  Use use = Use::unknown;
  const auto look = [&](std::string_view name, Use if_known) {
    const auto [begin, end] = index().rows.equal_range(name);
    for (auto at = begin; at != end; ++at) {
      const Keyword& row = *at->second;
      if (parameters.find(row.sections) != std::string_view::npos) continue;
      const bool is_modelled = row.support == modelled || row.support == depends;
      use = std::max(use, is_modelled ? Use::modelled : if_known);
    }
  };
  if (is_family(first)) {
    std::array<char, name_bytes_max> name{};
    second = second.substr(0, second.find('('));
    if (first.size() + 1 + second.size() <= name.size()) {
      char* end = std::copy(first.begin(), first.end(), name.data());
      *end++ = ' ';
      end = std::copy(second.begin(), second.end(), end);
      look({name.data(), static_cast<std::size_t>(end - name.data())}, Use::two_words);
    }
  }
  if (use == Use::unknown) look(first, Use::known);
  return use;
}

bool is_family(std::string_view first) {
  return index().families.contains(first);
}

bool available(std::uint16_t since, std::uint16_t until, model::Version version) {
  const int packed = version.major * 100 + version.minor;
  return packed >= since && (until == 0 || packed <= until);
}

std::string version_text(std::uint16_t packed) {
  return fmt::format("{}.{}", packed / 100, packed % 100);
}

std::vector<std::string_view> names_in(char section) {
  std::vector<std::string_view> names;
  for (const Keyword& row : keyword_rows)
    if (row.sections.find(section) != std::string_view::npos) names.push_back(row.name);
  return names;
}

}  // namespace ek::dialects::haproxy
