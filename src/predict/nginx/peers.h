// The servers of an nginx upstream as its balancing methods see them: primaries, then backups, each
// with its weight, its connections, its failures, and its place in the smooth weighted round robin.
//
// State of one worker, or of all of them with `zone`. Not thread-safe.
// Facts: ngx_http_upstream_module, "server" (weight, max_conns, max_fails, fail_timeout, backup,
// down).
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "predict/algorithm.h"
#include "predict/nginx/traffic.h"

namespace ek::predict::nginx {

using PeerId =
    std::uint32_t;  // into Peers: primaries first, then backups, each in the file's order
inline constexpr PeerId no_peer = std::numeric_limits<PeerId>::max();

// nginx measures failures in whole seconds; this is before any of them.
inline constexpr std::int64_t never_s = std::numeric_limits<std::int64_t>::min() / 4;

struct Peer {
  std::uint32_t conns_max = 0;  // 0: no limit
  std::uint32_t fails = 0;
  std::uint32_t fails_max = 0;  // 0: failures are not counted
  std::int64_t fail_timeout_s = 10;
  std::int64_t failed_at_s = never_s;   // the last failure
  std::int64_t checked_at_s = never_s;  // the beginning of the current fail_timeout
};

// One of the two lists; a range of the arrays of Peers.
struct Group {
  PeerId begin = 0, end = 0;
  std::int64_t total_weight = 0;  // of all, eligible or not
  // The only server of an upstream: its failures are not counted and it is never given up.
  bool single = false;

  std::uint32_t size() const { return end - begin; }
};

class Peers {
 public:
  explicit Peers(const Context& context);

  const Group& primary() const { return primary_; }
  const Group& backup() const { return backup_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(peers_.size()); }
  const Peer& operator[](PeerId id) const { return peers_[id]; }
  PeerId of(ServerIndex server) const { return of_server_[server]; }
  ServerIndex server(PeerId id) const { return server_[id]; }
  std::int64_t weight(PeerId id) const { return weight_[id]; }
  std::uint32_t conns(PeerId id) const { return traffic_.conns(id); }
  // Servers that are not `down` in the file: how often one request may be tried.
  std::uint32_t tries() const { return tries_; }

  // May the method choose it now? (Not down, not full, not within its fail_timeout after
  // max_fails.)
  bool open(PeerId id, std::int64_t now_s) const { return closed_[id] == 0 || reopened(id, now_s); }
  bool plainly_open(PeerId id) const { return closed_[id] == 0; }  // at any time
  bool usable_alone(PeerId id) const { return (closed_[id] & (down | full)) == 0; }

  void begin(PeerId id, std::int64_t now_s);       // chosen: a connection begins
  void end_well(PeerId id);                        // it ended, or goes on and ends later
  void end_failed(PeerId id, std::int64_t now_s);  // it failed: refused, or proxy_next_upstream
  void take(PeerId id) {                           // counts a connection, nothing else
    if (!traffic_.take(id)) note_limits(id);
  }
  void drop(PeerId id) {
    if (!traffic_.drop(id)) note_limits(id);
  }
  void set_down(PeerId id, bool is_down);
  void set_full(PeerId id, bool is_full);  // whatever conns_max says, until taken back

  // Nothing but the open servers' weights decides: no failures, no weight lowered by one.
  bool steady() const { return failing_ == 0 && weakened_ == 0; }
  bool idle() const { return traffic_.idle(); }
  // Grows whenever a server opened or closed: what was computed from the open ones is void.
  std::uint64_t changes() const { return changes_; }
  // The primaries' connections by weight, kept from the first call on. While steady(), closed ones
  // are those that are down or full.
  LeastRow<double>& loads() {
    if (traffic_.loads().size() == 0) begin_comparing();
    return traffic_.loads();
  }
  LeastRow<double>& begun_loads() { return traffic_.loads(); }  // empty before that

  // The smooth weighted round robin's own values; only smooth.h and smooth.cc change `current`.
  std::vector<std::int64_t> current, effective;
  std::span<const std::int64_t> weights() const { return weight_; }
  void strengthen(PeerId id);  // a lowered weight recovers by one

 private:
  static constexpr std::uint8_t down = 1, full = 2, failing = 4, held_full = 8;
  bool reopened(PeerId id, std::int64_t now_s) const;
  void mark(PeerId id, std::uint8_t bit, bool on);
  void add(const model::Server& server, ServerIndex index);
  void note_limits(PeerId id);
  void note_load(PeerId id);
  void begin_comparing();
  void close_group(Group& group, PeerId begin);

  std::vector<Peer> peers_;
  Traffic traffic_;  // beside peers_: it changes with every request
  std::vector<std::int64_t> weight_;
  std::vector<std::uint8_t> closed_;
  std::vector<PeerId> of_server_;
  std::vector<ServerIndex> server_;
  Group primary_, backup_;
  std::uint32_t tries_ = 0, failing_ = 0, weakened_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace ek::predict::nginx
