// Are the fetches and converters of an expression names that the version knows (manual 7.3)? Only
// what is certain is refused: behind an argument with quotes, brackets or a backslash nothing is
// looked at.
#pragma once

#include <optional>
#include <string_view>

#include "dialects/haproxy/line.h"
#include "dialects/haproxy/sample_names.h"
#include "text/diagnostic.h"

namespace ek::dialects::haproxy {

struct Scope;

struct UnknownSample {
  std::string_view name;
  SampleKind kind;
  SampleKnown known;  // later or no
};
// The first in an expression (`kind`: what it begins with), and in a log-format with
// %[expressions].
std::optional<UnknownSample> unknown_in_expression(std::string_view text, SampleKind kind,
                                                   model::Version version);
std::optional<UnknownSample> unknown_in_format(std::string_view text, model::Version version);

// The same of word `i`, as the error or, of an assumed version, the warning that it is.
std::optional<text::Diagnostic> wrong_expression(const Line& line, std::size_t i, SampleKind kind,
                                                 const Scope& scope);
std::optional<text::Diagnostic> wrong_format(const Line& line, std::size_t i, const Scope& scope);

void check_expression(const Line& line, std::size_t i, SampleKind kind, const Scope& scope);

// Those in the words that the action of a rule takes.
void check_action_names(const Line& line, const Scope& scope);

}  // namespace ek::dialects::haproxy
