// One request on its way through an upstream: which servers it has tried, and where its hash
// stands.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

// Hashing and random methods look at so many unsuitable servers, then fall back to round robin.
inline constexpr std::uint32_t unsuitable_max = 20;

class Attempt {
 public:
  explicit Attempt(std::uint32_t peers) : tried_((peers + 63) / 64, 0) {}

  void start(std::string_view request_key, PeerId sticky_peer = no_peer) {
    key = request_key;
    sticky = sticky_peer;
    hash = rehashes = unsuitable = 0;
    started = on_backups = false;
    if (any_tried_) tried_.assign(tried_.size(), 0);
    any_tried_ = false;
  }
  bool tried(PeerId id) const { return any_tried_ && (tried_[id / 64] >> (id % 64) & 1) != 0; }
  bool any_tried() const { return any_tried_; }
  void mark_tried(PeerId id) {
    tried_[id / 64] |= std::uint64_t{1} << (id % 64);
    any_tried_ = true;
  }
  // Counts one unsuitable server; true when there have been too many.
  bool give_up() { return ++unsuitable > unsuitable_max; }
  bool gave_up() const { return unsuitable > unsuitable_max; }

  std::string_view key;
  PeerId sticky = no_peer;  // the server that a sticky session names
  std::uint32_t hash = 0;   // the method's own: a running hash, or a place on the ring
  std::uint32_t rehashes = 0;
  std::uint32_t unsuitable = 0;
  bool started = false;  // `hash` holds something
  bool on_backups = false;

 private:
  std::vector<std::uint64_t> tried_;
  bool any_tried_ = false;
};

}  // namespace ek::predict::nginx
