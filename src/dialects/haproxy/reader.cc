#include "dialects/haproxy/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/secret.h"
#include "dialects/haproxy/address_variables.h"
#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/secrets.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// Nothing but white space, or a comment.
bool is_blank(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r\v\f");
  return first == std::string_view::npos || line[first] == '#';
}

// ".notice" and its like, whose text is repeated to the user.
bool is_message(std::string_view verb) {
  return verb.starts_with('.') && verb != ".if" && verb != ".elif";
}

}  // namespace

Reader::Reader(Reading& reading, const ReadOptions& options, model::Version version)
    : reading_(reading), version_(version), environment_(options.environment, version) {}

void Reader::read(text::FileId file) {
  file_ = file;
  source_ = &reading_.sources[file];
  const std::string_view bytes = source_->bytes();
  root_ = reading_.tree.add_file(file, bytes.size());
  section_ = nullptr;
  section_name_.clear();
  levels_.clear();
  levels_beyond_ = 0;
  line_ = 0;
  for (std::size_t begin = skip_byte_order_mark(bytes); begin < bytes.size();) {
    ++line_;
    const std::size_t feed = bytes.find('\n', begin);
    const std::size_t end = feed == std::string_view::npos ? bytes.size() : feed + 1;
    read_line(begin, end);
    if (feed == std::string_view::npos)
      reading_.diagnostics.error(place(end - begin - 1), 1,
                                 "the last line does not end in a line feed",
                                 "HAProxy refuses it as cut short; add one");
    begin = end;
  }
  close_section(bytes.size());
  reading_.used.environment = environment_.used();
  for (const Level& level : levels_)
    reading_.diagnostics.error({level.line, 1, file_}, 1, "this .if has no .endif", "add one");
}

// HAProxy takes it for a part of the first word; one error is then enough.
std::size_t Reader::skip_byte_order_mark(std::string_view bytes) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (!bytes.starts_with(mark)) return 0;
  line_ = 1;
  add_blank(0, mark.size());
  line_ = 0;
  reading_.diagnostics.error({1, 1, file_}, 1, "this file begins with a byte order mark (BOM)",
                             "HAProxy does not know it: save the file without it");
  return mark.size();
}

void Reader::read_line(std::size_t begin, std::size_t end) {
  std::string_view line = source_->bytes().substr(begin, end - begin);
  if (statements_ >= statements_max) return beyond_limit(begin, end);
  if (line.ends_with('\n')) line.remove_suffix(1);
  const std::size_t nul = line.find('\0');
  if (nul != std::string_view::npos) {
    reading_.diagnostics.error(place(nul), 1, "a NUL byte in the configuration",
                               "is this a text file? HAProxy refuses it");
    if (may_hold_secret(line)) reading_.sources.hide_line(file_, line_);
    line = line.substr(0, nul);
    lexed_.words.clear();
    return add_line(begin, end, text::NodeKind::broken, active());
  }
  if (is_blank(line)) return add_blank(begin, end);
  if (line.size() > line_bytes_max) {
    reading_.diagnostics.error(place(0), 1,
                               fmt::format("this line is longer than {} KiB", line_bytes_max >> 10),
                               "it is left out; is a line end missing?");
    reading_.sources.hide_line(file_, line_, text::Hidden::too_long);
    lexed_.words.clear();
    return add_line(begin, end, text::NodeKind::broken, active());
  }
  const Here here{source_->path(), line_, section_name_};
  const std::size_t left = expanded_bytes_total - std::min(expanded_bytes_, expanded_bytes_total);
  lex(line, environment_, here, left, reading_.tree, lexed_);
  fill_in_addresses(environment_, left, reading_.tree, lexed_);
  expanded_bytes_ += lexed_.expanded_bytes;
  const bool was_active = active();
  if (lexed_.error == LexError::none && was_active) change_environment();
  if (is_message(word(0))) hide_line_secrets(line);  // conditional() repeats it
  const bool directive = lexed_.error == LexError::none && conditional();
  const bool on = directive ? was_active || active() : active();
  hide_line_secrets(line);
  if (lexed_.error != LexError::none) {
    report_lex_error();
    return add_line(begin, end, text::NodeKind::broken, on);
  }
  if (on) note_variables();
  // The program takes a line whose first word is empty for an empty line.
  if (word(0).empty()) return add_blank(begin, end);
  if (on && !directive && find_section(word(words_before_keyword())) != nullptr)
    return begin_section(begin, end);
  add_line(begin, end, text::NodeKind::statement, on);
}

std::size_t Reader::words_before_keyword() const {
  return (word(0) == "no" || word(0) == "default") && lexed_.words.size() > 1 ? 1 : 0;
}

text::Place Reader::place(std::size_t offset_in_line) const {
  return {line_, static_cast<std::uint16_t>(std::min<std::size_t>(offset_in_line + 1, 65535)),
          file_};
}

void Reader::error(std::size_t index, std::string message, std::string hint) {
  text::Place at{line_, 1, file_};
  std::uint32_t length = 1;
  if (index < lexed_.words.size()) {
    at = place(lexed_.words[index].begin);
    length = lexed_.words[index].end - lexed_.words[index].begin;
  }
  reading_.diagnostics.error(at, length, std::move(message), std::move(hint));
}

// Runs of blank lines and comments are one node: large files are full of them.
void Reader::add_blank(std::size_t begin, std::size_t end) {
  text::Node* parent = section_ != nullptr ? section_ : root_;
  text::Node* last = parent->last_child;
  if (last != nullptr && last->kind == text::NodeKind::blank && last->end == begin &&
      last->active == active()) {
    last->end = static_cast<std::uint32_t>(end);
    return;
  }
  lexed_.words.clear();
  add_line(begin, end, text::NodeKind::blank, active());
}

// What lies behind the last statement that is read is kept as one piece, so that the tree is whole.
void Reader::beyond_limit(std::size_t begin, std::size_t end) {
  if (!limit_reported_)
    reading_.diagnostics.error(place(0), 1,
                               fmt::format("more than {} lines of statements", statements_max),
                               "what follows is left out; is this a configuration?");
  limit_reported_ = true;
  add_blank(begin, end);
}

void Reader::add_line(std::size_t begin, std::size_t end, text::NodeKind kind, bool is_active) {
  if (kind != text::NodeKind::blank) ++statements_;
  for (text::Word& one : lexed_.words) {
    one.begin += static_cast<std::uint32_t>(begin);
    one.end += static_cast<std::uint32_t>(begin);
  }
  text::Node node;
  node.kind = kind;
  node.active = is_active;
  node.begin = static_cast<std::uint32_t>(begin);
  node.end = static_cast<std::uint32_t>(end);
  node.line = line_;
  node.words = reading_.tree.keep(std::span<const text::Word>(lexed_.words));
  reading_.tree.add(section_ != nullptr ? section_ : root_, node);
}

void Reader::begin_section(std::size_t begin, std::size_t end) {
  close_section(begin);
  section_ = nullptr;
  add_line(begin, end, text::NodeKind::block, true);
  section_ = root_->last_child;
  const std::size_t first = words_before_keyword();
  section_name_ = word(first + 1).empty() ? word(first) : word(first + 1);
}

void Reader::close_section(std::size_t end) {
  if (section_ != nullptr) section_->end = static_cast<std::uint32_t>(end);
}

void Reader::report_lex_error() {
  if (!active()) return;
  reading_.diagnostics.error(place(lexed_.error_at), 1, message_of(lexed_.error),
                             hint_of(lexed_.error));
}

// Does it stand in the word that says where a server is, or where the program listens?
bool Reader::in_address(const VariableUse& use) const {
  const std::string_view keyword = word(0);
  const std::size_t index = keyword == "server"            ? 2
                            : keyword == "server-template" ? 3
                            : keyword == "bind"            ? 1
                                                           : 0;
  return index > 0 && index < lexed_.words.size() && lexed_.words[index].begin <= use.begin &&
         use.begin < lexed_.words[index].end;
}

void Reader::note_variables() {
  for (const VariableUse& use : lexed_.variables) {
    if (!use.missing) continue;
    reading_.diagnostics.doubt({line_, 1, file_},
                               "a variable on this line is not given, and its value may be what is "
                               "missing: give --env NAME=value");
    if (Environment::set_by_program(use.name)) continue;
    const bool address = in_address(use);
    const bool first = reported_variables_.emplace(use.name).second;
    if (!first && !(address && reported_in_addresses_.emplace(use.name).second)) continue;
    if (address) reported_in_addresses_.emplace(use.name);
    const text::Place at = place(use.begin);
    std::string what = fmt::format("the environment variable {} is not given; it is read as empty",
                                   shown(use.name));
    std::string how = fmt::format("give --env {}=value", shown(use.name));
    if (first) reading_.config.depends.push_back({what, how, at});
    if (address) what += ", in an address";
    reading_.diagnostics.add({address ? text::Severity::warning : text::Severity::note,
                              std::move(what), std::move(how), at,
                              static_cast<std::uint32_t>(use.name.size())});
  }
}

void Reader::hide_line_secrets(std::string_view line) {
  // A value that was torn apart by a line end: its rest is no keyword.
  if (after_secret_ && !lexed_.words.empty() && !begins_statement(word(0)))
    for (text::Word& one : lexed_.words) one.value = base::redacted;
  bool found = hide_secrets(lexed_.words, reading_.tree);
  found = found || word(0) == base::redacted;
  // Both lists are in the order of the line. A value that was split begins words where it ends.
  std::size_t at = 0;
  for (const VariableUse& use : lexed_.variables) {
    if (!use.secret) continue;
    found = true;
    while (at < lexed_.words.size() && lexed_.words[at].end <= use.begin) ++at;
    for (std::size_t i = at; i < lexed_.words.size(); ++i) {
      text::Word& one = lexed_.words[i];
      if (one.begin > use.end) break;
      if (one.begin <= use.begin || one.begin == use.end) one.value = base::redacted;
    }
  }
  if (lexed_.error != LexError::none) found = found || may_hold_secret(line);
  if (found) reading_.sources.hide_line(file_, line_);
  after_secret_ = found;
}

// setenv and its like are for the global section, and act on the lines after them.
void Reader::change_environment() {
  if (section_name_.empty() || section_ == nullptr || section_->word(0) != "global") return;
  const std::string_view verb = word(0);
  bool fits = true;
  if (verb == "setenv" && lexed_.words.size() >= 3) fits = environment_.set(word(1), word(2));
  if (verb == "presetenv" && lexed_.words.size() >= 3) fits = environment_.preset(word(1), word(2));
  if (verb == "unsetenv")
    for (std::size_t i = 1; i < lexed_.words.size(); ++i) environment_.unset(word(i));
  if (verb == "resetenv") {
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 1; i < lexed_.words.size(); ++i) names.emplace(word(i));
    environment_.keep_only(names);
  }
  if (!fits)
    error(0, fmt::format("the environment grows beyond {} MiB", environment_bytes >> 20),
          "is a variable built from itself?");
}

}  // namespace ek::dialects::haproxy
