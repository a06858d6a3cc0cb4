#include "dialects/nginx/effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ek::dialects::nginx {
namespace {

constexpr auto kept = std::to_array<std::string_view>({"add_after_body",
                                                       "add_before_body",
                                                       "auth_jwt_claim_set",
                                                       "auth_request",
                                                       "auth_request_set",
                                                       "break",
                                                       "error_page",
                                                       "geo",
                                                       "ignore_invalid_headers",
                                                       "index",
                                                       "internal",
                                                       "js_set",
                                                       "js_var",
                                                       "keyval",
                                                       "listen",
                                                       "map",
                                                       "merge_slashes",
                                                       "mirror",
                                                       "more_clear_input_headers",
                                                       "more_set_input_headers",
                                                       "num_map",
                                                       "perl_set",
                                                       "post_action",
                                                       "random_index",
                                                       "real_ip_header",
                                                       "rewrite",
                                                       "rewrite_by_lua_block",
                                                       "rewrite_by_lua_file",
                                                       "server_name",
                                                       "server_rewrite_by_lua_block",
                                                       "server_rewrite_by_lua_file",
                                                       "set",
                                                       "set_by_lua_block",
                                                       "set_escape_uri",
                                                       "set_md5",
                                                       "set_real_ip_from",
                                                       "set_unescape_uri",
                                                       "slice",
                                                       "split_clients",
                                                       "ssi",
                                                       "ssl",
                                                       "try_files",
                                                       "underscores_in_headers"});

// Which word of the line names the variable that the whole layer then has; 0: none.
std::size_t defined_word(const Node& line) {
  const std::string_view name = line.word(0);
  if (name == "map" || name == "split_clients" || name == "keyval" || name == "num_map") return 2;
  if (name == "geo") return line.words.size() - 1;
  if (name == "perl_set" || name == "js_set" || name == "js_var" || name == "auth_jwt_claim_set")
    return 1;
  return 0;
}

bool is_set(std::string_view name) {
  return name == "set" || name == "auth_request_set" || name.starts_with("set_by_lua") ||
         name == "set_md5" || name == "set_escape_uri" || name == "set_unescape_uri";
}

bool is_jump(std::string_view name) {
  return name == "rewrite" || name == "try_files" || name == "index" || name == "random_index";
}

}  // namespace

void note_effect(Lowering& lowering, const Node& node, const Scope& scope) {
  if (!std::binary_search(kept.begin(), kept.end(), node.word(0))) return;
  const bool stream = (scope.context & context::any_stream) != 0;
  if ((scope.context & (context::mail | context::mail_server)) != 0) return;
  lowering.effects.push_back({&node, scope.block, stream ? model::Layer::tcp : model::Layer::http});
}

bool opened_by(const Lowering& lowering, BlockId block, std::string_view word) {
  const Node* opened = lowering.blocks[block].opened;
  return opened != nullptr && opened->word(0) == word;
}

bool is_within(const Lowering& lowering, BlockId block, BlockId around) {
  while (block > around) block = lowering.blocks[block].parent;  // an outer block is an older one
  return block == around;
}

BlockId owner_of(const Lowering& lowering, BlockId block) {
  while (block != outermost_block && !opened_by(lowering, block, "location") &&
         !opened_by(lowering, block, "server"))
    block = lowering.blocks[block].parent;
  return block;
}

BlockId server_of(const Lowering& lowering, BlockId block) {
  while (block != outermost_block && !opened_by(lowering, block, "server"))
    block = lowering.blocks[block].parent;
  return block;
}

std::string words_of(const Lowering& lowering, const Node& line, Place seen_from) {
  return fmt::format(
      "{}, {}", line.word(0),
      text::other_place(lowering.place(line, 0), seen_from, lowering.reading.sources));
}

Effects::Effects(const Lowering& lowering) : lowering_(lowering) {
  for (const Effect& effect : lowering.effects) {
    const std::string_view name = effect.line->word(0);
    if (const std::size_t word = defined_word(*effect.line); word != 0) {
      const std::string_view variable = effect.line->word(word);
      if (variable.starts_with('$'))
        definitions_[{effect.layer, lower_case(variable.substr(1))}] = &effect;
      continue;
    }
    by_owner_[owner_of(lowering, effect.block)].push_back(&effect);
    by_name_[{effect.block, name}].push_back(&effect);
    const BlockId server = server_of(lowering, effect.block);
    if (is_jump(name)) jumps_[server].push_back(&effect);
    if (is_set(name)) sets_[server].push_back(&effect);
  }
}

const Effect* Effects::definition(model::Layer layer, const std::string& variable) const {
  const auto found = definitions_.find({layer, variable});
  return found == definitions_.end() ? nullptr : found->second;
}

const Effect* Effects::in_force(std::string_view name, BlockId block, model::Layer layer) const {
  const Lines lines = all_in_force(name, block, layer);
  return lines.empty() ? nullptr : lines.front();
}

Effects::Lines Effects::all_in_force(std::string_view name, BlockId block,
                                     model::Layer layer) const {
  for (;; block = lowering_.blocks[block].parent) {
    Lines lines;
    if (const auto found = by_name_.find({block, name}); found != by_name_.end())
      for (const Effect* effect : found->second)
        if (effect->layer == layer) lines.push_back(effect);
    if (!lines.empty() || block == outermost_block) return lines;
  }
}

const Effects::Lines& Effects::find(const std::map<BlockId, Lines>& lines, BlockId block) {
  static const Lines none;
  const auto found = lines.find(block);
  return found == lines.end() ? none : found->second;
}

}  // namespace ek::dialects::nginx
