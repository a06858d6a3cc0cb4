#include "text/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ek::text {
namespace {

constexpr std::size_t excerpt_bytes_max = 160;

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

// Columns that `text` takes on a terminal once made printable (one per character, not per byte).
std::size_t width(std::string_view text) {
  const std::string shown = base::printable(text);
  return static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string spaces_for_tabs(std::string_view line) {
  std::string out(line);
  std::replace(out.begin(), out.end(), '\t', ' ');
  return out;
}

// What is shown of a long line: it holds the column, and begins at its start where that fits.
struct Window {
  std::size_t begin, end;
};
Window window_around(std::string_view line, std::size_t column) {
  const std::size_t begin = column >= excerpt_bytes_max ? column - excerpt_bytes_max / 2 : 0;
  return {begin, std::min(line.size(), begin + excerpt_bytes_max)};
}
constexpr std::string_view cut_mark = "...";

std::string_view why(Hidden hidden) {
  switch (hidden) {
    case Hidden::secret:
      return "this line may hold a secret";
    case Hidden::unknown:
      return "evenkeel does not know this line, and shows only what it knows";
    case Hidden::too_long:
      return "this line is too long";
  }
  return "";
}

// The part of a line that may be shown, and the caret if it points there. A comment is left out
// without a word.
std::string draw_beginning(Place at, std::uint32_t length, std::string_view line, bool comment) {
  line = line.substr(0, excerpt_bytes_max);
  const std::string_view rest = comment ? "" : " [rest not shown: unknown words]";
  std::string out =
      fmt::format("{:>5} | {}{}\n", at.line, base::printable(spaces_for_tabs(line)), rest);
  const std::size_t column = at.column > 0 ? at.column - 1 : 0;
  if (column >= line.size()) return out;
  const std::string_view marked = line.substr(column, length);
  out += fmt::format("{:>5} | {:>{}}{}\n", "", "", width(line.substr(0, column)),
                     std::string(std::max<std::size_t>(1, width(marked)), '^'));
  return out;
}

}  // namespace

void Diagnostics::doubt(Place line, std::string_view reason) {
  const std::pair here{line.file, line.line};
  if (doubted_.empty() || doubted_.back() != here) doubted_.push_back(here);
  doubt_ = reason;
}

bool Diagnostics::doubted(Place at) const {
  return std::ranges::binary_search(doubted_, std::pair{at.file, at.line});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error && doubted(diagnostic.at)) {
    diagnostic.severity = Severity::warning;
    diagnostic.hint = doubt_;
  }
  // Errors have room of their own: what stops the reader must not be crowded out by notes.
  ++counts_[static_cast<std::size_t>(diagnostic.severity)];
  const std::size_t errors = counts_[static_cast<std::size_t>(Severity::error)];
  const bool error = diagnostic.severity == Severity::error;
  const std::size_t others = counts_[static_cast<std::size_t>(Severity::note)] +
                             counts_[static_cast<std::size_t>(Severity::warning)];
  if ((error ? errors : others) <= kept_max)
    all_.push_back(std::move(diagnostic));
  else
    ++dropped_;
}

void Diagnostics::error(Place at, std::uint32_t length, std::string message, std::string hint) {
  add({Severity::error, std::move(message), std::move(hint), at, length});
}

void Diagnostics::warning(Place at, std::uint32_t length, std::string message, std::string hint) {
  add({Severity::warning, std::move(message), std::move(hint), at, length});
}

void Diagnostics::note(Place at, std::uint32_t length, std::string message, std::string hint) {
  add({Severity::note, std::move(message), std::move(hint), at, length});
}

std::string other_place(Place there, Place here, const Sources& sources) {
  if (there.file == here.file || there.file >= sources.size())
    return fmt::format("line {}", there.line);
  return fmt::format("{}:{}", base::printable(sources[there.file].path()), there.line);
}

std::string draw_excerpt(Place at, std::uint32_t length, const Sources& sources) {
  if (!at.known() || at.file >= sources.size() || at.line > sources[at.file].line_count())
    return {};
  const Source& source = sources[at.file];
  const std::size_t shown = source.shown_bytes(at.line);
  std::string_view line = source.line(at.line);
  if (shown == 0 && !line.empty())
    return fmt::format("{:>5} | (not shown: {})\n", at.line, why(source.why_hidden(at.line)));
  if (shown < line.size())
    return draw_beginning(at, length, line.substr(0, shown), line[shown] == '#');
  const std::size_t column = std::min<std::size_t>(at.column > 0 ? at.column - 1 : 0, line.size());
  const Window window = window_around(line, column);
  const std::string_view before = line.substr(window.begin, column - window.begin);
  const std::string_view marked =
      line.substr(column, std::min<std::size_t>(length, window.end - column));
  const std::string_view left_out = window.begin > 0 ? cut_mark : "";
  const std::string shown_line =
      spaces_for_tabs(line.substr(window.begin, window.end - window.begin));
  return fmt::format("{:>5} | {}{}{}\n{:>5} | {:>{}}{}\n", at.line, left_out,
                     base::printable(shown_line), window.end < line.size() ? cut_mark : "", "", "",
                     left_out.size() + width(spaces_for_tabs(before)),
                     std::string(std::max<std::size_t>(1, width(marked)), '^'));
}

std::string draw(const Diagnostic& diagnostic, const Sources& sources) {
  std::string out;
  if (diagnostic.at.known() && diagnostic.at.file < sources.size())
    out += fmt::format("{}:{}:{}: ", base::printable(sources[diagnostic.at.file].path()),
                       diagnostic.at.line, diagnostic.at.column);
  out += fmt::format("{}: {}\n", name(diagnostic.severity), diagnostic.message);
  out += draw_excerpt(diagnostic.at, diagnostic.length, sources);
  if (!diagnostic.hint.empty()) out += fmt::format("  = help: {}\n", diagnostic.hint);
  return out;
}

}  // namespace ek::text
