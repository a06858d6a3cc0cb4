// The words that each version knows, as data (keywords_*.def, sections.def), and looking them up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/coverage.h"
#include "model/program.h"

namespace ek::dialects::haproxy {

struct SectionWord {
  std::string_view name;
  char letter = 0;  // how `Keyword::sections` names it
  std::uint16_t since = 0, until = 0;
};

struct Keyword {
  std::string_view name;      // "balance", "option httpchk"
  std::string_view sections;  // letters; also s: server lines, b: bind lines, a: actions of rules
  std::uint16_t since = 0;    // major * 100 + minor; 0: before the oldest version of the tables
  std::uint16_t until = 0;    // last version that has it; 0: the newest still does
  std::int8_t arguments = 0;  // words that belong to a parameter of server and bind lines
  model::Support support = model::Support::irrelevant;
  std::string_view note;
};

const SectionWord* find_section(std::string_view word);  // nullptr: begins no section

// The row for this name in that place; nullptr: none.
const Keyword* find_keyword(std::string_view name, char section);
// "first second", without building it. The second word counts up to its parenthesis.
const Keyword* find_keyword(std::string_view first, std::string_view second, char section);
// Is it a word of any other place? One row of it.
const Keyword* find_anywhere(std::string_view name);
// Do names of two words begin with it ("option", "timeout", "stick", …)?
bool is_family(std::string_view first);

// Does a place of that version know the name?
bool known_somewhere(std::string_view name, model::Version version);

bool available(std::uint16_t since, std::uint16_t until, model::Version version);
std::string version_text(std::uint16_t packed);  // 304 -> "3.4"

// Names that this place has, for "did you mean".
std::vector<std::string_view> names_in(char section);

// How a statement that begins with these words is used, in whatever section. two_words: not
// modelled, but both of them are its keyword ("timeout client").
enum class Use : std::uint8_t { unknown, known, two_words, modelled };
Use use_of(std::string_view first, std::string_view second);

}  // namespace ek::dialects::haproxy
