// How true a prediction is. Printed beside every figure; never rounded up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ek::predict {

enum class Exactness : std::uint8_t {
  exact,            // pick for pick
  exact_given,      // pick for pick, given a stated input: in-flight counts, bytes, one worker
  distribution,     // the long-run shares are exact, single picks are not
  approximate,      // neither
  not_predictable,  // no figure at all; `reason` says why
};

std::string_view to_string(Exactness exactness);  // "exact", "exact-given", …

struct Grade {
  Exactness exactness = Exactness::exact;
  std::string reason;              // exact_given: given what; else why no better; "": nothing
  std::vector<std::string> notes;  // what else the reader should know, a sentence each
  // Not empty: the shares after a loss are approximate, whatever those before it are; because …
  // Who says so warrants that only the keys of the lost move: a bound rests on it (loss-overload).
  std::string losses_reason = {};
  bool drawn = false;  // chance decides about single picks: another run of the program has others
};

}  // namespace ek::predict
