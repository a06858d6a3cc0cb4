#include "predict/haproxy/fwrr_cycle.h"

namespace ek::predict::haproxy {

void FwrrCycle::start(std::span<const ServerIndex> members,
                      std::span<const std::uint32_t> fine_weights) {
  fwrr_.start(members, fine_weights);
  order_ = fwrr_.cycle_order();
  state_ = fwrr_.total_weight() <= longest ? State::recording : State::waiting;
  fwrr_.watch(fwrr_.total_weight() <= longest);
}

void FwrrCycle::add(ServerIndex server, std::uint32_t fine_weight) {
  disturb();
  fwrr_.add(server, fine_weight);
}

void FwrrCycle::remove(ServerIndex server) {
  disturb();
  fwrr_.remove(server);
}

void FwrrCycle::reweigh(ServerIndex server, std::uint32_t fine_weight) {
  disturb();
  fwrr_.reweigh(server, fine_weight);
}

void FwrrCycle::set_full(ServerIndex server, bool full) {
  if ((full_[server] != 0) == full) return;
  disturb();
  full_[server] = full ? 1 : 0;
  full_count_ += full ? 1 : std::size_t(-1);
  fwrr_.set_full(server, full);
}

// Brings the real state to where the memory is, and stops using the memory.
void FwrrCycle::disturb() {
  if (state_ == State::playing) {
    fwrr_.restart_cycle(order_);
    for (std::size_t i = 0; i < at_; ++i) fwrr_.pick(no_server);
  }
  state_ = State::waiting;
}

ServerIndex FwrrCycle::pick_slowly(ServerIndex avoid) {
  const bool plain = avoid == no_server && full_count_ == 0;
  if (!plain) disturb();
  fwrr_.watch(plain && fwrr_.total_weight() <= longest);
  const ServerIndex chosen = fwrr_.pick(avoid);
  if (plain && fwrr_.total_weight() <= longest) {
    record(chosen);
  } else {
    cycles_seen_ = fwrr_.cycles();
  }
  return chosen;
}

void FwrrCycle::record(ServerIndex chosen) {
  if (fwrr_.cycles() != cycles_seen_) {  // `chosen` is the first pick of a new cycle
    cycles_seen_ = fwrr_.cycles();
    if (state_ == State::recording && fwrr_.cycle_order() == order_) {
      state_ = State::playing;
      at_ = 1;
      return;
    }
    order_ = fwrr_.cycle_order();
    cycle_.clear();
    state_ = State::recording;
  }
  if (state_ == State::recording && chosen != no_server) cycle_.push_back(chosen);
}

}  // namespace ek::predict::haproxy
