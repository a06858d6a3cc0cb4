#include "dialects/haproxy/expression_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "dialects/haproxy/action_words.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

bool of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._-+:").find(c) != std::string_view::npos;
}

std::string_view take_name(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, of_name) - text.begin();
  const std::string_view name = text.substr(0, static_cast<std::size_t>(end));
  text.remove_prefix(name.size());
  return name;
}

// Passes over "(a,b)"; false: what stands in it may hide its end.
bool pass_arguments(std::string_view& text) {
  if (!text.starts_with('(')) return true;
  const auto end = text.find_first_of("()\"'\\", 1);
  if (end == std::string_view::npos || text[end] != ')') return false;
  text.remove_prefix(end + 1);
  return true;
}

std::string_view word_for(SampleKind kind) {
  return kind == SampleKind::converter ? "converter" : "sample fetch";
}

// method_beg: of many fetches there are words for tests alone, and of others there are none.
std::string instead_of(std::string_view name, model::Version version) {
  static constexpr std::array<std::string_view, 7> methods{"beg", "dir", "dom", "end",
                                                           "len", "reg", "sub"};
  const auto cut = name.rfind('_');
  if (cut == std::string_view::npos) return "";
  const std::string_view fetch = name.substr(0, cut), method = name.substr(cut + 1);
  if (std::ranges::find(methods, method) == methods.end()) return "";
  if (sample_known(fetch, SampleKind::fetch, version) != SampleKnown::yes) return "";
  return fmt::format("write {}… -m {}", fetch, method);
}

std::string hint_for(const UnknownSample& unknown, const Scope& scope) {
  if (unknown.kind == SampleKind::test)
    if (std::string instead = instead_of(unknown.name, scope.version); !instead.empty())
      return instead;
  std::string_view near;
  if (scope.may_suggest()) near = nearest_sample(unknown.name, unknown.kind, scope.version);
  if (near.empty()) return "see section 7.3 of HAProxy's configuration manual";
  return fmt::format("did you mean \"{}\"?", near);
}

text::Diagnostic said_of(const Line& line, std::size_t i, const UnknownSample& unknown,
                         const Scope& scope) {
  const std::string_view word = word_for(unknown.kind);
  if (unknown.known == SampleKnown::later)  // a version that is only assumed may be the wrong one
    return {scope.options.version ? text::Severity::error : text::Severity::warning,
            fmt::format("HAProxy {} has no {} \"{}\" yet", model::to_string(scope.version), word,
                        unknown.name),
            "give --lb-version if another version reads this file", line.place(i), line.length(i)};
  if (line.hidden(i))  // what looks like a name may be the secret
    return {text::Severity::error, fmt::format("HAProxy has no such {}", word), "", line.place(i),
            line.length(i)};
  return {text::Severity::error, fmt::format("there is no {} \"{}\"", word, shown(unknown.name)),
          hint_for(unknown, scope), line.place(i), line.length(i)};
}

// What is put together from the environment may have holes, and what is not kept nobody knows.
std::optional<std::string> certain(const Line& line, std::size_t i) {
  return line.has_variable(i) ? std::nullopt : line.meant(i);
}

// Actions whose first word is an expression.
bool takes_expression(std::string_view action) {
  static constexpr std::array<std::string_view, 9> names{"set-var",
                                                         "capture",
                                                         "set-src",
                                                         "set-src-port",
                                                         "set-dst",
                                                         "set-dst-port",
                                                         "do-resolve",
                                                         "set-priority-class",
                                                         "set-priority-offset"};
  const std::string_view name = action.substr(0, action.find('('));
  return std::ranges::find(names, name) != names.end() || name.starts_with("track-sc");
}

}  // namespace

std::optional<UnknownSample> unknown_in_expression(std::string_view text, SampleKind kind,
                                                   model::Version version) {
  for (;; kind = SampleKind::converter) {
    const std::string_view name = take_name(text);
    if (name.empty()) return std::nullopt;
    const SampleKnown known = sample_known(name, kind, version);
    if (known != SampleKnown::yes) return UnknownSample{name, kind, known};
    if (!pass_arguments(text) || !text.starts_with(',')) return std::nullopt;
    text.remove_prefix(std::min(text.find_first_not_of(','), text.size()));
  }
}

std::optional<UnknownSample> unknown_in_format(std::string_view text, model::Version version) {
  while (true) {
    const auto at = text.find('%');
    if (at == std::string_view::npos || at + 1 == text.size()) return std::nullopt;
    text.remove_prefix(at + 1);
    if (text.front() == '%') {
      text.remove_prefix(1);
      continue;
    }
    if (text.front() == '(') return std::nullopt;  // newer ones name and convert it so
    if (text.front() == '{') text.remove_prefix(std::min(text.find('}'), text.size() - 1) + 1);
    if (!text.starts_with('[')) continue;
    text.remove_prefix(1);
    const auto unknown = unknown_in_expression(text, SampleKind::fetch, version);
    if (unknown) return unknown;
    const std::string_view inside = text.substr(0, text.find(']'));
    if (inside.find_first_of("%\"'\\") != std::string_view::npos ||
        std::ranges::count(inside, '(') != std::ranges::count(inside, ')'))
      return std::nullopt;  // its end may be another
    text.remove_prefix(inside.size());
  }
}

std::optional<text::Diagnostic> wrong_expression(const Line& line, std::size_t i, SampleKind kind,
                                                 const Scope& scope) {
  const auto text = certain(line, i);
  if (!text) return std::nullopt;
  const auto unknown = unknown_in_expression(*text, kind, scope.version);
  return unknown ? std::optional(said_of(line, i, *unknown, scope)) : std::nullopt;
}

std::optional<text::Diagnostic> wrong_format(const Line& line, std::size_t i, const Scope& scope) {
  const auto text = certain(line, i);
  if (!text) return std::nullopt;
  const auto unknown = unknown_in_format(*text, scope.version);
  return unknown ? std::optional(said_of(line, i, *unknown, scope)) : std::nullopt;
}

void check_expression(const Line& line, std::size_t i, SampleKind kind, const Scope& scope) {
  if (auto wrong = wrong_expression(line, i, kind, scope))
    scope.diagnostics().add(std::move(*wrong));
}

void check_action_names(const Line& line, const Scope& scope) {
  const auto action = action_at(line);
  if (!action || *action == 0)
    return;  // redirect alone is taken with any name (asked of 2.4 to 3.4)
  if (takes_expression(line.word(*action)))
    return check_expression(line, *action + 1, SampleKind::fetch, scope);
  for (const std::size_t i : format_words(line))
    if (auto wrong = wrong_format(line, i, scope)) scope.diagnostics().add(std::move(*wrong));
}

}  // namespace ek::dialects::haproxy
