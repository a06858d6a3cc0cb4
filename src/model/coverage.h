// How far we understand a file, line by line. Nothing is left out in silence.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/place.h"

namespace ek::model {

enum class Support : std::uint8_t {
  modelled,      // read, and its effect on the answer computed
  depends,       // modelled, with a note on what else decides
  unmodelled,    // known, could change an answer, not modelled: said aloud
  irrelevant,    // known; cannot change which server gets what
  unrecognised,  // not a word that this program and version has
};
inline constexpr std::size_t support_states = 5;

std::string_view to_string(Support support);

struct CoveredLine {
  Support support = Support::modelled;
  std::string keyword;  // "option httpchk"
  std::string note;     // for depends and unmodelled: what it could change
  text::Place at{};
};

struct Coverage {
  std::array<std::uint32_t, support_states> counts{};
  std::vector<CoveredLine> lines;  // those worth naming: depends, unmodelled, unrecognised

  void add(Support support, std::string_view keyword, std::string_view note, text::Place at);
};

}  // namespace ek::model
