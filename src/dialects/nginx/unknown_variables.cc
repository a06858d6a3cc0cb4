#include "dialects/nginx/unknown_variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/secret.h"
#include "base/text.h"
#include "dialects/nginx/builtin.h"
#include "dialects/nginx/condition.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/seen.h"

namespace ek::dialects::nginx {
namespace {

struct Evaluated {
  std::string_view directive;
  std::size_t from;  // word
};

constexpr Evaluated evaluated[]{
#define E(directive, from) {directive, from},
#include "dialects/nginx/directives/evaluated.def"
#undef E
};

// Modules that are often built in and bring variables along, though no line of theirs is written.
constexpr std::array<std::string_view, 11> others_begin{
    "brotli_",   "datadog_", "echo_",          "lua_", "naxsi_", "opentracing_",
    "pagespeed", "upload",   "uploadprogress", "vts_", "zstd_"};

bool may_be_defined(const Lowering& lowering, const std::string& name) {
  return lowering.fragment || !lowering.document.not_followed.empty() ||
         lowering.variables.contains(name);
}

bool may_be_anothers(const Lowering& lowering, std::string_view name) {
  return lowering.has_other_modules || lowering.document.mains.size() > 1 ||
         std::ranges::any_of(others_begin, [&](auto begin) { return name.starts_with(begin); });
}

struct Text {
  std::string_view written;
  model::Place at;
  std::uint32_t length;
  model::Layer layer;
  bool names_may_be_shown = true;
};

void look_at(Lowering& lowering, const Text& text, const std::string& name) {
  if (may_be_defined(lowering, name)) return;
  text::Diagnostics& diagnostics = lowering.reading.diagnostics;
  const std::string message =
      text.names_may_be_shown
          ? fmt::format("unknown \"{}\" variable", base::printable(name))
          : "unknown variable, whose name is not shown: what stands before it speaks of a secret";
  if (text.layer == model::Layer::tcp && is_http_only_variable(name))
    return diagnostics.error(text.at, text.length, message,
                             "stream sees connections and no requests: $remote_addr is there, or "
                             "$ssl_preread_server_name");
  if (is_builtin_variable(name)) return;
  if (may_be_anothers(lowering, name))
    diagnostics.warning(text.at, text.length, message,
                        "nginx does not start with it, unless another module defines it");
  else
    diagnostics.error(text.at, text.length, message,
                      "no map, geo, split_clients or set gives it a value, nor does a name in a "
                      "regular expression");
}

void look_at_all(Lowering& lowering, const Text& text) {
  for (const TemplatePart& part : split_template(text.written))
    if (part.variable && !part.capture) look_at(lowering, text, lower_case(part.text));
}

void note_name(Lowering& lowering, const Node& node, std::size_t word, std::string_view name,
               model::Layer layer, bool may_be_shown = true) {
  if (is_hidden(name)) return;
  lowering.variables_used.try_emplace(
      {layer, lower_case(name)},
      VariableUse{lowering.place(node, word), Lowering::length(node, word), may_be_shown});
}

// Behind words that speak of a secret, nobody knows whether "$XYZ" is one.
bool speaks_before(const Node& node, std::size_t word, std::string_view text,
                   std::string_view name) {
  const auto before = text.substr(0, static_cast<std::size_t>(name.data() - text.data()));
  return base::speaks_of_secret(before) ||
         (word > 1 && base::speaks_of_secret(node.word(word - 1)));
}

void note_text(Lowering& lowering, const Node& node, std::size_t word, std::string_view text,
               model::Layer layer) {
  if (text.find('$') == std::string_view::npos || is_hidden(text)) return;
  const auto captures = node.word(0) == "log_format" ? Captures::none : Captures::digits;
  for (const TemplatePart& part : split_template(text, captures))
    if (part.variable && !part.capture)
      note_name(lowering, node, word, part.text, layer,
                !speaks_before(node, word, text, part.text));
}

void note_condition(Lowering& lowering, const Node& node) {
  const auto condition = read_condition(node);
  if (!condition) return;
  const auto http = model::Layer::http;
  if (!condition->variable.empty())  // whatever stands behind the "$" is its name
    note_name(lowering, node, 1, condition->variable.substr(1), http);
  const std::string_view comparison =
      condition->comparison == 0 ? "" : node.word(condition->comparison);
  if (comparison.find('~') == std::string_view::npos)
    note_text(lowering, node, condition->value, condition->operand, http);
}

// Its path and "if=".
void note_log(Lowering& lowering, const Node& node, model::Layer layer) {
  if (!node.word(1).starts_with("syslog:")) note_text(lowering, node, 1, node.word(1), layer);
  for (std::size_t word = 3; word < node.words.size(); ++word)
    if (node.word(word).starts_with("if="))
      note_text(lowering, node, word, node.word(word).substr(3), layer);
}

// The word from which on the program evaluates the line; 0: it does not.
std::size_t evaluated_from(const Node& node) {
  const auto found = std::ranges::lower_bound(evaluated, node.word(0), {}, &Evaluated::directive);
  if (found == std::end(evaluated) || found->directive != node.word(0)) return 0;
  if (node.word(0) == "error_page") return node.words.size() - 1;
  if (node.word(0) == "geo" && node.words.size() == 2) return 0;
  return found->from;
}

// What a block gives a value stands last in its head.
bool is_target(const Node& node, std::size_t word) {
  return node.kind == text::NodeKind::block && word > 1 && word + 1 == node.words.size();
}

}  // namespace

void note_variables(Lowering& lowering, const Node& node, const Scope& scope) {
  const auto has_dollar = [](const Word& word) {
    return word.value.find('$') != std::string_view::npos;
  };
  if (std::ranges::none_of(node.words, has_dollar)) return;
  const model::Layer layer = layer_of(scope);
  if (node.word(0) == "if") return note_condition(lowering, node);
  if (node.word(0) == "access_log") return note_log(lowering, node, layer);
  const std::size_t from = evaluated_from(node);
  const bool replaces = node.word(0) == "rewrite";  // and its flag is no text
  for (std::size_t word = from; word != 0 && word < node.words.size(); ++word)
    if (!is_target(node, word) && !node.word(word).starts_with('~') && !(replaces && word > 2))
      note_text(lowering, node, word, node.word(word), layer);
}

void note_variables_of_result(Lowering& lowering, const Node& line, std::size_t word,
                              model::Layer layer) {
  note_text(lowering, line, word, line.word(word), layer);
}

void name_unknown_variables(Lowering& lowering) {
  for (const model::Pool& pool : lowering.config().pools) {
    const std::string& written = pool.balance.key.value.written;
    look_at_all(lowering, {written, pool.balance.key.at, static_cast<std::uint32_t>(written.size()),
                           pool.layer});
  }
  for (const auto& [variable, use] : lowering.variables_used)
    look_at(lowering, {{}, use.at, use.length, variable.first, use.may_be_shown}, variable.second);
}

void name_unknown_variables(Lowering& lowering, const model::Route& route, model::Layer layer) {
  look_at_all(lowering, {route.target, route.at, route.length, layer});
}

}  // namespace ek::dialects::nginx
