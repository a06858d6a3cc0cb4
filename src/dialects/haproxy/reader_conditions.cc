// The part of the reader that follows .if, .elif, .else, .endif and the message directives.
#include <fmt/format.h>

#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/reader.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {

bool Reader::conditional() {
  const std::string_view verb = word(0);
  if (!verb.starts_with('.')) return false;
  if (verb == ".if") return open_level(), true;
  if (verb == ".elif") return else_if(), true;
  if (verb == ".else") return else_level(), true;
  if (verb == ".endif") return close_level(), true;
  if (active()) message_directive();
  return true;
}

void Reader::open_level() {
  if (levels_.size() >= condition_depth && !depth_reported_) {
    depth_reported_ = true;
    error(0, fmt::format("more than {} nested .if", condition_depth),
          "HAProxy refuses it; unnest them");
  }
  if (levels_.size() >= condition_depth_kept) {
    ++levels_beyond_;
    return;
  }
  const bool outer = active();
  const Branch branch = !outer ? Branch::hidden : holds() ? Branch::taken : Branch::not_yet;
  levels_.push_back({branch, false, line_});
}

void Reader::else_if() {
  if (levels_beyond_ > 0) return;
  if (levels_.empty())
    return error(0, ".elif without an .if before it", "add the .if, or remove it");
  Level& level = levels_.back();
  if (level.after_else) error(0, ".elif after .else", "put it before the .else");
  if (level.branch == Branch::taken)
    level.branch = Branch::done;
  else if (level.branch == Branch::not_yet && holds())
    level.branch = Branch::taken;
}

void Reader::else_level() {
  if (levels_beyond_ > 0) return;
  if (levels_.empty())
    return error(0, ".else without an .if before it", "add the .if, or remove it");
  if (!word(1).empty()) error(1, ".else takes no argument", "write .elif for a condition");
  Level& level = levels_.back();
  if (level.after_else) error(0, "a second .else", "one .if has at most one .else");
  level.after_else = true;
  if (level.branch == Branch::taken)
    level.branch = Branch::done;
  else if (level.branch == Branch::not_yet)
    level.branch = Branch::taken;
}

void Reader::close_level() {
  if (levels_beyond_ > 0) {
    --levels_beyond_;
    return;
  }
  if (levels_.empty())
    return error(0, ".endif without an .if before it", "add the .if, or remove it");
  if (!word(1).empty()) error(1, ".endif takes no argument", "remove it");
  levels_.pop_back();
}

bool Reader::holds() {
  std::string text;
  for (std::size_t i = 1; i < lexed_.words.size(); ++i) {
    if (i > 1) text += ' ';
    text += word(i);
  }
  const Verdict verdict = evaluate_condition(text, environment_, version_);
  if (!verdict.error.empty())
    error(1, fmt::format("this condition cannot be read: {}", verdict.error),
          "see section 2.4 of HAProxy's configuration manual");
  for (const Assumption& assumption : verdict.assumptions) {
    if (!reported_assumptions_.insert(assumption.what).second) continue;
    const text::Place at = lexed_.words.size() > 1 ? place(lexed_.words[1].begin) : place(0);
    std::string what = "a condition depends on " + assumption.what;
    reading_.config.depends.push_back({what, assumption.how, at});
    reading_.diagnostics.note(at, 1, std::move(what), assumption.how);
  }
  return verdict.value;
}

void Reader::message_directive() {
  const std::string_view verb = word(0);
  const bool known = verb == ".notice" || verb == ".warning" || verb == ".alert" || verb == ".diag";
  if (!known)
    return error(0, fmt::format("there is no directive \"{}\"", shown(verb)),
                 "directives are .if .elif .else .endif .notice .warning .alert .diag");
  if (!word(2).empty())
    return error(2, fmt::format("{} takes one argument", verb), "put quotes around the message");
  const std::string message = fmt::format("the configuration says: {}", shown(word(1)));
  if (verb == ".alert") error(0, message, "HAProxy stops here; see why this line is reached");
  if (verb == ".warning") reading_.diagnostics.warning(place(lexed_.words[0].begin), 1, message);
  if (verb == ".notice") reading_.diagnostics.note(place(lexed_.words[0].begin), 1, message);
}

}  // namespace ek::dialects::haproxy
