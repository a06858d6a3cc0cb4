#include "dialects/nginx/lowering.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialects/nginx/seen.h"
#include "model/edition.h"

namespace ek::dialects::nginx {

// The byte `offset` of a word's value, as a place in the file: where a parameter's value begins.
Place Lowering::place_within(const Node& node, std::size_t word, std::size_t offset) const {
  Place at = place(node, word);
  const Word& w = node.words[word];
  const bool quoted = w.end - w.begin > w.value.size() && w.value.data() != nullptr;
  const std::size_t column = at.column + offset + (quoted ? 1 : 0);
  at.column = static_cast<std::uint16_t>(std::min<std::size_t>(column, 65535));
  return at;
}

void Lowering::error(const Node& node, std::size_t word, std::string message, std::string hint) {
  if (!is_hidden(node.word(word))) error_of_any(node, word, std::move(message), std::move(hint));
}

void Lowering::error_of_any(const Node& node, std::size_t word, std::string message,
                            std::string hint) {
  reading.diagnostics.error(place(node, word), length(node, word), std::move(message),
                            std::move(hint));
}

void Lowering::warning(const Node& node, std::size_t word, std::string message, std::string hint) {
  reading.diagnostics.warning(place(node, word), length(node, word), std::move(message),
                              std::move(hint));
}

void Lowering::version_error(const Node& node, std::size_t word, std::string message) {
  if (!version_assumed) return error(node, word, std::move(message), "write it for that version");
  warning(node, word, std::move(message),
          fmt::format("version {} is assumed; give the real one with --lb-version",
                      model::to_string(version)));
}

void Lowering::commercial(const Node& node, std::size_t word, const Scope& scope,
                          model::Version open_since) {
  const std::string_view written = node.word(word).substr(0, node.word(word).find('='));
  const std::size_t pool = scope.pool != nullptr ? scope.pool->index + 1 : 0;
  if (scope.repeated || !commercial_said.insert({pool, written}).second) return;
  const std::string when =
      open_since == model::Version{} ? "" : fmt::format("before {} ", model::to_string(open_since));
  auto& depends =
      scope.pool != nullptr ? config().pools[scope.pool->index].depends : config().depends;
  depends.push_back({fmt::format("{}\"{}\" is part of the commercial subscription only", when,
                                 base::printable(written.substr(0, 64))),
                     "the open source program refuses it", place(node, word),
                     std::string(model::commercial_edition)});
}

bool Lowering::may_add(const Node& node, const Scope& scope) {
  if (!scope.repeated || ++repeated_objects < repeated_objects_max) return true;
  if (repeated_objects == repeated_objects_max)
    error(node, 0,
          fmt::format("more than {} servers and routes come from files included again and again",
                      repeated_objects_max),
          "the rest of them is left out");
  return false;
}

bool is_complete(const Lowering& lowering) {
  const Document& document = lowering.document;
  return !lowering.fragment && !document.may_lack_definitions && document.mains.size() == 1;
}

model::Layer layer_of(const Scope& scope) {
  return (scope.context & context::any_stream) != 0 ? model::Layer::tcp : model::Layer::http;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string pool_key(model::Layer layer, std::string_view name) {
  return (layer == model::Layer::http ? "h" : "s") + lower_case(name);
}

}  // namespace ek::dialects::nginx
