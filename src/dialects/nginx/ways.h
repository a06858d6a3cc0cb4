// What the lines between a listener and a pool do to the URI, its arguments and a variable of the
// configuration's own: nothing, a text that is known, or something that is not followed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/nginx/effects.h"
#include "dialects/nginx/location.h"

namespace ek::dialects::nginx {

// One way to a pool: the block of the line that hands over to it.
struct Way {
  BlockId block = outermost_block;
  BlockId owner = outermost_block;  // its location, else its server
  BlockId server = outermost_block;
};

struct Change {
  enum class Kind : std::uint8_t { none, text, unknown };
  Kind kind = Kind::none;
  std::string text;            // may hold variables
  const Node* line = nullptr;  // of the change
};

class Ways {
 public:
  explicit Ways(const Lowering& lowering)
      : lowering_(lowering), effects_(lowering), locations_(lowering) {}

  Way way_of(BlockId block) const {
    return {block, owner_of(lowering_, block), server_of(lowering_, block)};
  }
  Change uri_on(const Way& way);
  Change args_on(const Way& way);
  Change variable_on(const Way& way, const std::string& variable) const;
  // The line that lets code or another module change headers on the way; nullptr: none.
  const Node* headers_changed_on(const Way& way, model::Layer layer) const;
  // The line that lets realip replace the client's address; nullptr: none.
  const Node* real_address_on(const Way& way, model::Layer layer) const;
  bool only_unix_sockets(const Way& way) const;  // of its server's listen lines
  const Effects& effects() const { return effects_; }
  const Locations& locations() const { return locations_; }

 private:
  template <class Visit>
  void each_line(const Way& way, Visit&& visit) const;
  Change change_on(const Way& way, bool args);
  void rewrite(const Way& way, const Effect& effect, bool certain, bool args, Change& change) const;
  void jump(const Way& way, const Effect& effect, bool args, Change& change);
  void index_jump(const Way& way, const Effect& effect, Change& change) const;
  bool may_jump(const Way& way, std::string_view target);
  bool broken_off(const Way& way, const Effect& rewrite) const;
  bool run(const Way& way, bool of_location, bool args, Change& change) const;
  Change settle(const Way& way, Change change) const;
  Change set_elsewhere(const Way& way, const std::string& variable) const;

  const Lowering& lowering_;
  Effects effects_;
  Locations locations_;
  // Why: a server of thousands of locations that all rewrite asks each of each other one.
  std::size_t jumps_left_ = 2'000'000;
};

}  // namespace ek::dialects::nginx
