#include "dialects/haproxy/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/haproxy/demands.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

using model::Support;

constexpr std::string_view proxy_letters = "DFLB";

int rank(Support support) {
  switch (support) {
    case Support::irrelevant:
      return 0;
    case Support::modelled:
      return 1;
    case Support::depends:
      return 2;
    case Support::unmodelled:
      return 3;
    case Support::unrecognised:
      return 4;
  }
  return 0;
}

// What is known of a statement so far; each of its words can only make it worse.
class Judgement {
 public:
  Judgement(const Line& line, const Scope& scope) : line_(line), scope_(scope) {}

  void add(Support support, std::string_view note) {
    if (seen_ && rank(support) <= rank(support_)) return;
    seen_ = true;
    support_ = support;
    note_ = note;
  }

  // A row of the tables, used at word `i`.
  void add(const Keyword& row, std::size_t i) {
    add(row.support, row.note);
    if (available(row.since, row.until, scope_.version)) return;
    const bool newer = !available(row.since, 0, scope_.version);
    if (newer) add(Support::unrecognised, "this version does not have it yet");
    // A version that is only assumed may be the wrong one.
    const bool refused =
        newer && scope_.options.version.has_value() && !known_somewhere(row.name, scope_.version);
    scope_.diagnostics().add(
        {refused ? text::Severity::error : text::Severity::warning,
         newer ? fmt::format("\"{}\" came with HAProxy {}; the version here is {}", row.name,
                             version_text(row.since), model::to_string(scope_.version))
               : fmt::format("\"{}\" is not in the manual of HAProxy {}; {} had it last", row.name,
                             model::to_string(scope_.version), version_text(row.until)),
         "give --lb-version if another version reads this file", line_.place(i), line_.length(i)});
  }

  void refuse(std::size_t i, std::string message, std::string hint) {
    add(Support::unrecognised, "not a word of this program");
    scope_.diagnostics().error(line_.place(i), line_.length(i), std::move(message),
                               std::move(hint));
  }

  Support support() const { return support_; }
  void save(std::string_view keyword) const {
    scope_.config().coverage.add(support_, keyword, note_, line_.place());
  }

 private:
  const Line& line_;
  const Scope& scope_;
  Support support_ = Support::irrelevant;
  std::string_view note_;
  bool seen_ = false;
};

std::string suggestion(std::string_view word, char letter, const Scope& scope) {
  std::string_view close;
  if (scope.may_suggest()) close = base::nearest(word, names_in(letter));
  if (!close.empty()) return fmt::format("did you mean \"{}\"?", close);
  return "see HAProxy's configuration manual for the words of this section";
}

// Parameters of server lines ('s') and bind lines ('b') from word `i` on. The words of server lines
// that are none are refused where they are lowered; here they only count.
void parameters(const Line& line, std::size_t i, char letter, bool refuse, Judgement& judgement,
                const Scope& scope) {
  bool after_unknown = false;
  for (; i < line.size(); ++i) {
    const std::string_view word = line.word(i);
    const Keyword* row = find_keyword(word.substr(0, word.find('(')), letter);
    if (row == nullptr) {
      judgement.add(Support::unrecognised, "a parameter is not a word of this program");
      if (refuse && !after_unknown)
        judgement.refuse(i, fmt::format("\"{}\" is not a parameter of this line", shown(word)),
                         suggestion(word, letter, scope));
      after_unknown = true;  // what follows may be its value
      continue;
    }
    after_unknown = false;
    judgement.add(*row, i);
    std::size_t values = static_cast<std::size_t>(row->arguments);
    if (word == "source")
      while (line.word(i + values + 1) == "usesrc" || line.word(i + values + 1) == "interface")
        values += 2;
    i += values;
  }
}

// "track-sc0" -> "track-sc", "lua.name" -> "lua.", "set-var(txn.a)" -> "set-var"
std::string_view action_name(std::string_view word) {
  word = word.substr(0, word.find('('));
  if (word.starts_with("lua.")) return word.substr(0, 4);
  if (word.starts_with("track-sc")) return word.substr(0, 8);
  return word;
}

// The action's word in a line of a rule set; 0: the line has none.
std::size_t action_word(const Line& line) {
  const std::string_view set = line.word(0);
  if (set == "http-request" || set == "http-response" || set == "http-after-response" ||
      set == "quic-initial")
    return 1;
  const bool layer4 = set == "tcp-request" || set == "tcp-response";
  return layer4 && line.word(1) != "inspect-delay" ? 2 : 0;
}

void action(const Line& line, Judgement& judgement, const Scope& scope) {
  const std::size_t i = action_word(line);
  if (i == 0) return;
  const std::string_view word = line.word(i);
  if (const Keyword* row = find_keyword(action_name(word), 'a')) return judgement.add(*row, i);
  if (word.empty())
    judgement.refuse(0, fmt::format("{} needs an action", line.word(0)),
                     "write for example deny or set-header");
  else
    judgement.refuse(i, fmt::format("\"{}\" is not an action", shown(word)),
                     suggestion(word, 'a', scope));
}

// Words after the keyword that have tables of their own.
void details(const Line& line, const SectionWord& section, Judgement& judgement,
             const Scope& scope) {
  const std::string_view word = line.word(0);
  const bool in_proxy = proxy_letters.find(section.letter) != std::string_view::npos;
  if (word == "server" || word == "peer")
    return parameters(line, 3, 's', !in_proxy, judgement, scope);
  if (word == "server-template") return parameters(line, 4, 's', false, judgement, scope);
  if (word == "default-server") return parameters(line, 1, 's', !in_proxy, judgement, scope);
  if (word == "bind" || word == "dgram-bind")
    return parameters(line, 2, 'b', true, judgement, scope);
  if (word == "default-bind") return parameters(line, 1, 'b', true, judgement, scope);
  if (word == "stats" && line.word(1) == "socket")
    return parameters(line, 3, 'b', true, judgement, scope);
  if (in_proxy) action(line, judgement, scope);
}

const Keyword* keyword_of(const Line& line, char letter) {
  if (is_family(line.word(0)))
    if (const Keyword* row = find_keyword(line.word(0), line.word(1), letter)) return row;
  return find_keyword(line.word(0), letter);
}

const Keyword* in_another_proxy(const Line& line) {
  for (const char letter : proxy_letters)
    if (const Keyword* row = keyword_of(line, letter)) return row;
  return nullptr;
}

// Most words are ignored in the wrong section, with a warning. haproxy -c of 2.6 and 3.4 refuses
// them in defaults, and these elsewhere.
bool refused_there(const Line& line, char letter) {
  static constexpr std::array<std::string_view, 8> in_frontend{
      "default-server", "retry-on",     "server",     "server-template",
      "tcp-response",   "use-fcgi-app", "use-server", "declare"};
  static constexpr std::array<std::string_view, 2> in_backend{"declare", "tcp-request"};
  const std::string_view word = line.word(0);
  if (letter == 'D') return true;
  if (letter == 'F')
    return std::find(in_frontend.begin(), in_frontend.end(), word) != in_frontend.end();
  return letter == 'B' && std::find(in_backend.begin(), in_backend.end(), word) != in_backend.end();
}

void misplaced_or_unknown(const Line& line, const SectionWord& section, Judgement& judgement,
                          const Scope& scope) {
  const std::string_view word = line.word(0);
  const bool in_proxy = proxy_letters.find(section.letter) != std::string_view::npos;
  if (in_proxy && in_another_proxy(line) != nullptr) {
    judgement.add(Support::irrelevant, "");
    const bool fatal = refused_there(line, section.letter);
    return scope.diagnostics().add(
        {fatal ? text::Severity::error : text::Severity::warning,
         fmt::format("\"{}\" is not for a {} section; HAProxy {} it there",
                     line.rest(0, is_family(word) ? 2 : 1), section.name,
                     fatal ? "refuses" : "ignores or refuses"),
         "move it to the section that it is for", line.place(), line.length()});
  }
  if (is_family(word) && !line.word(1).empty())
    return judgement.refuse(1,
                            fmt::format("\"{} {}\" is not a keyword of a {} section", shown(word),
                                        shown(line.word(1)), section.name),
                            suggestion(line.rest(0, 2), section.letter, scope));
  const Keyword* elsewhere = find_anywhere(word);
  judgement.refuse(
      0, fmt::format("\"{}\" is not a keyword of a {} section", shown(word), section.name),
      elsewhere != nullptr ? "it belongs in another section"
                           : suggestion(word, section.letter, scope));
}

// The program does not start with either. True: refused.
bool refused(const Line& line, const SectionWord& section, Judgement& judgement,
             const Scope& scope) {
  const bool in_global = section.letter == 'G';
  if (!in_global && proxy_letters.find(section.letter) == std::string_view::npos) return false;
  const RemovedWord* gone = find_removed(line, in_global);
  if (gone != nullptr && available(gone->since, 0, scope.version)) {
    judgement.refuse(
        0,
        fmt::format("HAProxy {} no longer has \"{}\"", model::to_string(scope.version), gone->name),
        std::string(gone->instead));
    return true;
  }
  if (lacks_value(line, in_global)) {
    judgement.refuse(0, fmt::format("\"{}\" needs a value", line.rest(0)),
                     "HAProxy refuses it: write the value, or remove the line");
    return true;
  }
  const std::size_t extra = word_too_many(line, in_global);
  if (extra == 0 || keyword_of(line, section.letter) == nullptr) return false;
  const bool told = line.word(1).ends_with("-check");  // to the server: it may be a password
  judgement.refuse(extra,
                   fmt::format("{} is one word too many in this line",
                               told ? "this" : fmt::format("\"{}\"", shown(line.word(extra)))),
                   "HAProxy refuses it; remove it, or put quotes around what belongs together");
  return true;
}

}  // namespace

bool Scope::may_suggest() const {
  const auto unknown = config().coverage.counts[static_cast<std::size_t>(Support::unrecognised)];
  return unknown <= suggestions_max && diagnostics().all().size() < text::Diagnostics::kept_max;
}

bool cover(const Line& line, const SectionWord& section, const Scope& scope) {
  Judgement judgement(line, scope);
  if (refused(line, section, judgement, scope)) {
    judgement.save(line.rest(0, is_family(line.word(0)) ? 2 : 1));
    return false;
  }
  const Keyword* row = keyword_of(line, section.letter);
  if (row == nullptr) {
    misplaced_or_unknown(line, section, judgement, scope);
    judgement.save(line.word(0));
    return false;
  }
  judgement.add(*row, 0);
  details(line, section, judgement, scope);
  const bool two_words = row->name.size() > line.word(0).size();
  judgement.save(two_words ? row->name : line.word(0));
  return true;
}

}  // namespace ek::dialects::haproxy
