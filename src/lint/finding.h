// What a rule says: a figure, a place in the file, a reason, and where it can, the fix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/diagnostic.h"
#include "text/edit.h"

namespace ek::lint {

using text::Severity;

struct Fix {
  std::string title;  // "set web1's weight to 100, as its neighbours have"
  std::vector<text::Edit> edits;
  bool safe = false;  // cannot change anything but what the title says
};

// Among findings that are equally grave, what is read first.
enum class Rank : std::uint8_t {
  cause,   // something is written wrong, or missing
  effect,  // what the configuration does as it stands
  loss,    // what a loss would do
  gap,     // what cannot be told
};

// What some findings of a rule are about, for `covers`.
inline constexpr std::string_view overloaded_before_loss = "overloaded before anything is lost";

struct Finding {
  std::string_view rule;  // this and the rank: filled in by what runs the rules
  Rank rank = Rank::cause;
  Severity severity = Severity::warning;
  std::string message;               // one sentence, with the figure, without a full stop
  std::vector<std::string> because;  // the reasoning, a sentence each
  std::string hint;                  // what to do, when there is no fix to apply by machine
  std::string where;                 // "pool:app", "pool:app/server:web1": what waivers match
  text::Place at{};                  // a finding without a place is a bug
  std::uint32_t length = 1;
  std::vector<std::pair<std::string, double>> figures;  // for JSON: "share", "intended", …
  std::optional<Fix> fix;
  // Rules and topics: what they say of the same pool, and no more gravely, this finding says, too.
  std::vector<std::string_view> covers;
  std::string_view topic;
  std::string repeats;  // the note of the reading that says the same; "": none does
};

}  // namespace ek::lint
