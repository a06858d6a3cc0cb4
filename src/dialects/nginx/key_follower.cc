#include "dialects/nginx/key_follower.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/seen.h"

namespace ek::dialects::nginx {
namespace {

// The one value that a map, or one of its kind, gives whatever it is asked.
std::optional<std::string> only_value(const Node& block) {
  const std::string_view kind = block.word(0);
  if (kind != "map" && kind != "geo" && kind != "split_clients") return std::nullopt;
  std::optional<std::string> value;
  bool rest = false;  // is there a line for everything else?
  for (const Node* line = block.first_child; line != nullptr; line = line->next) {
    if (line->words.size() == 1 && kind == "map") continue;  // a flag
    if (line->words.empty()) continue;
    if (line->words.size() != 2 || line->word(0) == "include") return std::nullopt;
    if (value && *value != line->word(1)) return std::nullopt;
    value = std::string(line->word(1));
    rest = rest || line->word(0) == (kind == "split_clients" ? "*" : "default");
  }
  if (!rest && value && !value->empty()) return std::nullopt;
  return value.value_or("");
}

// One line, and its value holds no variable, whatever of it was taken out.
bool gives_a_constant(const Lowering& lowering, const Node& block) {
  const Node* line = block.first_child;
  while (line != nullptr && line->words.empty()) line = line->next;  // comments
  if (line == nullptr || line->words.size() != 2) return false;
  for (const Node* other = line->next; other != nullptr; other = other->next)
    if (!other->words.empty()) return false;
  return block.word(0) == "geo" || !has_variable(lowering.raw(*line, 1));
}

bool is_constant(const model::KeyPart& part) {
  return part.source == model::KeySource::literal || part.values_max == 1;
}

bool comes_by_unix_sockets(const Ways& ways, const std::vector<Way>& from, model::Layer layer) {
  return !from.empty() && std::ranges::all_of(from, [&](const Way& way) {
    return ways.only_unix_sockets(way) && ways.real_address_on(way, layer) == nullptr;
  });
}

}  // namespace

KeyFollower::KeyFollower(Lowering& lowering, Ways& ways, const ServerFacts& facts,
                         model::Pool& pool, std::vector<Way> from)
    : lowering_(lowering),
      ways_(ways),
      facts_(facts),
      pool_(pool),
      from_(std::move(from)),
      at_(pool.balance.key.at),
      only_unix_(comes_by_unix_sockets(ways, from_, pool.layer)) {
  if (!from_.empty()) host_name_ = facts.name(from_[0].server);
  if (host_name_ && host_name_->empty()) host_name_.reset();
}

void KeyFollower::follow() {
  if (!has_variable(pool_.balance.key.value.written))
    return say_unknown(pool_.balance.key.value.parts);
  Parts all;
  for (const TemplatePart& part : split_template(pool_.balance.key.value.written)) {
    Parts parts = part.variable ? agreed(part.text) : Parts{text_part(part.text)};
    all.insert(all.end(), parts.begin(), parts.end());
  }
  if (all.size() > parts_max) return;
  say_unknown(all);
  pool_.balance.key.value.parts = std::move(all);
}

KeyFollower::KeyPart KeyFollower::unknown(std::string_view variable, std::string why,
                                          const Node* node) {
  if (changed_at_ == nullptr) changed_at_ = node;
  KeyPart part{model::KeySource::unsupported, "$" + base::printable(variable), {}};
  part.why = std::move(why);
  return part;
}

// What a variable is on all ways to the pool.
KeyFollower::Parts KeyFollower::agreed(std::string_view variable) {
  if (from_.empty()) return value(nullptr, lower_case(variable), 0);
  Parts first = value(&from_[0], lower_case(variable), 0);
  for (std::size_t i = 1; i < from_.size(); ++i) {
    const Parts other = value(&from_[i], lower_case(variable), 0);
    if (other == first) continue;
    const Node* there = lowering_.blocks[from_[i].block].pass;
    return {unknown(variable,
                    there == nullptr ? "differs between the places that send requests here"
                                     : "differs between the places that send requests here (" +
                                           line(*there) + ")",
                    there)};
  }
  return first;
}

KeyFollower::Parts KeyFollower::expand(const Way* way, std::string_view text, int depth) {
  Parts parts;
  for (const TemplatePart& part : split_template(text)) {
    Parts more =
        part.variable ? value(way, lower_case(part.text), depth + 1) : Parts{text_part(part.text)};
    parts.insert(parts.end(), more.begin(), more.end());
    if (parts.size() > parts_max) break;
  }
  return parts;
}

KeyFollower::Parts KeyFollower::value(const Way* way, const std::string& name, int depth) {
  if (depth > depth_max) return {unknown(name, "is defined by too many variables", nullptr)};
  if (way != nullptr) {
    const Change set = name == "args" ? Change{} : ways_.variable_on(*way, name);
    if (set.kind == Change::Kind::text) return expand(way, set.text, depth);
    if (set.kind == Change::Kind::unknown)
      return {unknown(name, "is not the same for all requests here (" + line(*set.line) + ")",
                      set.line)};
  }
  if (const Effect* block = ways_.effects().definition(pool_.layer, name))
    return defined(way, *block, name, depth);
  return built_in(way, name, depth);
}

// A map, or one of its kind: followed where it gives one value.
KeyFollower::Parts KeyFollower::defined(const Way* way, const Effect& block,
                                        const std::string& name, int depth) {
  if (const auto only = only_value(*block.line)) {
    const bool text = block.line->word(0) == "geo";
    if (is_hidden(*only) && gives_a_constant(lowering_, *block.line)) {
      KeyPart part = text_part(*only);
      part.values_max = 1;
      return {std::move(part)};
    }
    return text ? Parts{text_part(*only)} : expand(way, *only, depth);
  }
  return {unknown(name, "comes from " + line(*block.line) + ", which is not followed", block.line)};
}

void KeyFollower::say_unknown(const Parts& parts) {
  if (std::ranges::all_of(parts, is_constant)) return;  // all to one server: the prediction says it
  for (const KeyPart& part : parts) {
    const bool secret = is_hidden(part.text);
    if (part.why.empty() || (changed_at_ == nullptr && !secret)) continue;
    pool_.depends.push_back({"the value of " + part.text + " in the key of " +
                                 base::printable(pool_.name) + " " + part.why,
                             "the shares take it as spread evenly all the same",
                             secret ? at_ : lowering_.place(*changed_at_, 0)});
    return;
  }
}

}  // namespace ek::dialects::nginx
