// The line that begins a section, and lines that were meant to begin one.
#pragma once

#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct Scope;

// "bakend app": nearer to a section's word than to any that the section has. True: reported.
bool begins_misspelt(const Line& line, char letter, const Scope& scope);

// A section whose first line is wrong is not begun; where nothing follows, the program does not
// even say so. True: it is such a one.
bool left_out(const text::Node& node, const Line& line, const SectionWord& word,
              const Scope& scope);

void check_section(const Line& line, const SectionWord& word, const Scope& scope);

}  // namespace ek::dialects::haproxy
