// The first server with room, in the order of their ids, over one group: `balance first`.
// Source: configuration manual, `balance first`; measured on 2.6.12 with held connections.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/first_of.h"

namespace ek::predict::haproxy {

class FirstServer {
 public:
  explicit FirstServer(std::vector<std::uint32_t> ids)
      : in_order_(ids.size()), ids_(std::move(ids)), flags_(ids_.size()) {}

  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t>) {
    for (const ServerIndex server : members) add(server, 0);
  }
  void add(ServerIndex server, std::uint32_t) {
    flags_[server].member = true;
    place(server);
  }
  void remove(ServerIndex server) {
    flags_[server].member = false;
    place(server);
  }
  void reweigh(ServerIndex, std::uint32_t) {}  // weights do not count
  void set_full(ServerIndex server, bool full) {
    flags_[server].full = full;
    place(server);
  }
  ServerIndex pick(ServerIndex avoid) { return first_of(in_order_, avoid); }

 private:
  struct Flags {
    bool member = false, full = false;
  };
  void place(ServerIndex server) {
    const bool has_room = flags_[server].member && !flags_[server].full;
    in_order_.set(server, has_room ? std::uint64_t{ids_[server]} << 32 | server : in_order_.absent);
  }

  LeastRow<std::uint64_t> in_order_;
  std::vector<std::uint32_t> ids_;
  std::vector<Flags> flags_;
};

}  // namespace ek::predict::haproxy
