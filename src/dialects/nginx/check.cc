#include "dialects/nginx/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/nginx/opening_brace.h"
#include "dialects/nginx/shown.h"

namespace ek::dialects::nginx {
namespace {

struct Name {
  Contexts bit;
  std::string_view text;
};

constexpr std::array<Name, 14> context_names{{{context::main, "the main level"},
                                              {context::events, "events"},
                                              {context::http, "http"},
                                              {context::server, "server"},
                                              {context::location, "location"},
                                              {context::upstream, "upstream"},
                                              {context::server_if, "if in server"},
                                              {context::location_if, "if in location"},
                                              {context::limit_except, "limit_except"},
                                              {context::stream, "stream"},
                                              {context::stream_server, "server of stream"},
                                              {context::stream_upstream, "upstream of stream"},
                                              {context::mail, "mail"},
                                              {context::mail_server, "server of mail"}}};

std::string in_words(Contexts contexts) {
  std::string out;
  for (const Name& name : context_names)
    if ((contexts & name.bit) != 0) out += (out.empty() ? "" : ", ") + std::string(name.text);
  return out;
}

// Why a limit: looking for the nearest of a thousand names takes a while, and a file with more
// unknown lines is not one that a person mistyped.
constexpr std::size_t suggestions_max = 50;

void unknown(Lowering& lowering, const Node& node, Contexts where) {
  if (node.word(0).starts_with("\xEF\xBB\xBF"))
    return lowering.error(node, 0, "this file begins with a byte order mark (BOM)",
                          "nginx takes it for a part of the first word: save the file without it");
  std::string_view near;
  if (++lowering.unknown_lines <= suggestions_max)
    near = base::nearest(node.word(0), directive_names(where));
  if (lowering.unknown_lines > text::Diagnostics::kept_max) return lowering.count_more_errors();
  const std::string message = fmt::format("unknown directive \"{}\"", shown(node.word(0)));
  if (near.empty())
    lowering.warning(node, 0, message, "it is left out; only another module could know it");
  else
    lowering.error(node, 0, message, fmt::format("did you mean \"{}\"?", near));
}

void misplaced(Lowering& lowering, const Node& node, std::span<const Directive> entries) {
  Contexts allowed = 0;
  for (const Directive& entry : entries) allowed |= entry.contexts;
  lowering.error(node, 0, fmt::format("\"{}\" directive is not allowed here", shown(node.word(0))),
                 fmt::format("it belongs in: {}", in_words(allowed)));
}

void wrong_version(Lowering& lowering, const Node& node, const Directive& entry) {
  const bool later = lowering.version < entry.since;
  lowering.version_error(node, 0,
                         fmt::format("\"{}\" {} {}; this is {}", shown(node.word(0)),
                                     later ? "is known from version" : "was removed in version",
                                     model::to_string(later ? entry.since : entry.gone),
                                     model::to_string(lowering.version)));
}

// By the builder, which knows most of them as it reads.
bool said_unopened(const Lowering& lowering, const Node& node) {
  const Place at = lowering.place(node, 0);
  return std::ranges::any_of(lowering.reading.diagnostics.all(), [&](const auto& said) {
    return said.at == at && said.message == no_opening_brace(node.word(0));
  });
}

bool well_shaped(Lowering& lowering, const Node& node, const Directive& entry, bool say) {
  const bool is_block = node.kind == text::NodeKind::block;
  const std::size_t arguments = node.words.size() - 1;
  if (entry.is_block() != is_block) {
    if (say && is_block)
      lowering.error(
          node, 0, fmt::format("directive \"{}\" is not terminated by \";\"", shown(node.word(0))),
          "it opens no block: end it with \";\"");
    else if (say && !said_unopened(lowering, node))
      lowering.error(node, 0, no_opening_brace(node.word(0)), "write its content between braces");
    return false;
  }
  if (!entry.takes(arguments)) {
    if (say)
      lowering.error(
          node, 0,
          fmt::format("invalid number of arguments in \"{}\" directive", shown(node.word(0))),
          fmt::format("it takes {}", arity_in_words(entry.arity)));
    return false;
  }
  if ((entry.arity & arity::flag) == 0 || arguments != 1) return true;
  std::string value(node.word(1));
  for (char& c : value) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (value == "on" || value == "off") return true;
  if (say)
    lowering.error(node, 1,
                   fmt::format("invalid value \"{}\" in \"{}\" directive",
                               base::printable(node.word(1).substr(0, 64)), shown(node.word(0))),
                   "it must be \"on\" or \"off\"");
  return true;
}

// The entry for this place: of this version if there is one, the program's own before others'.
const Directive* choose(std::span<const Directive> entries, Contexts where,
                        model::Version version) {
  const Directive* other_version = nullptr;
  for (const Directive& entry : entries) {
    if ((entry.contexts & where) == 0) continue;
    if (entry.exists_in(version)) return &entry;
    other_version = &entry;
  }
  return other_version;
}

}  // namespace

Verdict check(Lowering& lowering, const Node& node, Contexts where, bool say) {
  Verdict verdict;
  const auto entries = find_directives(node.word(0));
  if (entries.empty()) {
    if (say) unknown(lowering, node, where);
    return verdict;
  }
  verdict.directive = choose(entries, where, lowering.version);
  if (verdict.directive == nullptr) {
    if (say) misplaced(lowering, node, entries);
    return verdict;
  }
  const Directive& entry = *verdict.directive;
  if (!entry.exists_in(lowering.version)) {
    if (say) wrong_version(lowering, node, entry);
    return verdict;
  }
  verdict.support = entry.support;
  verdict.note = entry.note;
  verdict.usable = well_shaped(lowering, node, entry, say);
  return verdict;
}

}  // namespace ek::dialects::nginx
