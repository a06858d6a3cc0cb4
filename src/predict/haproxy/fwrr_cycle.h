// Fwrr with a memory: as long as nothing changes, one cycle of picks repeats for ever, so it is
// recorded once and played back. Any change (weight, members, a full or avoided server) restores
// the state that the picks played back would have led to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/fwrr.h"

namespace ek::predict::haproxy {

class FwrrCycle {
 public:
  // Longest cycle remembered: 1 MiB of picks, small beside what else a prediction holds.
  static constexpr std::int64_t longest = 1 << 18;

  explicit FwrrCycle(std::size_t servers, Fwrr::Reweigh reweigh = Fwrr::Reweigh::adjusts)
      : fwrr_(servers, reweigh), full_(servers, 0) {}

  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t> fine_weights);
  void add(ServerIndex server, std::uint32_t fine_weight);
  void remove(ServerIndex server);
  void reweigh(ServerIndex server, std::uint32_t fine_weight);
  void set_full(ServerIndex server, bool full);

  ServerIndex pick(ServerIndex avoid) {
    if (state_ == State::playing && avoid == no_server) [[likely]] {
      if (at_ == cycle_.size()) at_ = 0;
      return cycle_[at_++];
    }
    return pick_slowly(avoid);
  }
  bool playing() const { return state_ == State::playing; }

 private:
  enum class State : std::uint8_t { waiting, recording, playing };  // waiting: for a cycle to begin

  ServerIndex pick_slowly(ServerIndex avoid);
  void record(ServerIndex chosen);
  void disturb();

  Fwrr fwrr_;
  std::vector<std::uint8_t> full_;
  std::size_t full_count_ = 0;
  State state_ = State::waiting;
  std::vector<ServerIndex> order_;  // of the waiting servers when the recorded cycle began
  std::vector<ServerIndex> cycle_;
  std::size_t at_ = 0;  // picks of the cycle already played: 1 … its length
  std::uint64_t cycles_seen_ = 0;
};

}  // namespace ek::predict::haproxy
