// What the readers said of the user's files, as an answer repeats it: how much of it there was, and
// that a configuration with errors is refused.
#pragma once

#include <span>
#include <string>

#include "dialects/dialect.h"
#include "report/json.h"
#include "report/style.h"

namespace ek::report {

// What was said of one input, and the lines that it speaks of. Empty: there was no such input.
struct Told {
  const text::Diagnostics* diagnostics = nullptr;
  const text::Sources* sources = nullptr;

  std::size_t count(text::Severity severity) const {
    return diagnostics == nullptr ? 0 : diagnostics->count(severity);
  }
};

Told told(const dialects::Reading& reading);

// With errors the program would not start, or the policy is not what its author meant.
bool refused(const dialects::Reading& reading, const Told& policy);

// "refused: 4 errors; haproxy would not start with this configuration"; "" when it is not.
std::string refusal(const dialects::Reading& reading, const Told& policy);

// Each drawn with its line; without the notes whose message is in `repeated`.
std::string told_text(const Told& told, std::span<const std::string_view> repeated = {});

// "refused": true, "diagnostics": [ … ], of both inputs.
void told_json(const dialects::Reading& reading, const Told& policy, Json& json);

std::string_view name_of(text::Severity severity);             // "error"
std::string_view name_of(model::OwnAnswers answers);           // "pages"
std::string plural(std::size_t count, std::string_view word);  // "1 error", "4 errors"

// "haproxy 2.6.12 · version assumed (Debian 12)", "… · version from --lb-version".
std::string program_text(const model::Program& program);

}  // namespace ek::report
