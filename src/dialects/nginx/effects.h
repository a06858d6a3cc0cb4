// Lines that stand between a request and its pool: what they change of what a key sees (rewrite,
// set, map, try_files …), and what further requests they make (auth_request, mirror …).
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Keeps the line if it is one of them.
void note_effect(Lowering& lowering, const Node& node, const Scope& scope);

bool opened_by(const Lowering& lowering, BlockId block, std::string_view word);
bool is_within(const Lowering& lowering, BlockId block, BlockId around);  // or the block itself
// The server or location whose lines run when a request comes to `block`; else the outermost block.
BlockId owner_of(const Lowering& lowering, BlockId block);
BlockId server_of(const Lowering& lowering, BlockId block);

// "rewrite, line 12"
std::string words_of(const Lowering& lowering, const Node& line, Place seen_from);

// The lines by where they take effect.
class Effects {
 public:
  explicit Effects(const Lowering& lowering);

  using Lines = std::vector<const Effect*>;
  const Lines& of_owner(BlockId owner) const { return find(by_owner_, owner); }
  // Of all its locations: lines that may send a request from one location to another.
  const Lines& jumps_in(BlockId server) const { return find(jumps_, server); }
  // Of all its locations: lines that give a variable its value.
  const Lines& sets_in(BlockId server) const { return find(sets_, server); }
  // The block that defines a variable for the whole layer (map, geo …); nullptr: none.
  const Effect* definition(model::Layer layer, const std::string& variable) const;
  // The nearest line of that name that is in force in `block`; nullptr: none.
  const Effect* in_force(std::string_view name, BlockId block, model::Layer layer) const;
  // All lines of the nearest block that has such lines.
  Lines all_in_force(std::string_view name, BlockId block, model::Layer layer) const;

 private:
  static const Lines& find(const std::map<BlockId, Lines>& lines, BlockId block);

  const Lowering& lowering_;
  std::map<BlockId, Lines> by_owner_, jumps_, sets_;
  std::map<std::pair<model::Layer, std::string>, const Effect*> definitions_;
  std::map<std::pair<BlockId, std::string_view>, Lines> by_name_;  // by the block it stands in
};

}  // namespace ek::dialects::nginx
