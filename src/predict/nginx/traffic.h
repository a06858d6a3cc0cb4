// The connections in flight on each of a row of peers, and once that is asked for: who is least
// loaded, in connections for each unit of weight.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.h"
#include "predict/least_row.h"

namespace ek::predict::nginx {

class Traffic {
 public:
  Traffic() = default;
  explicit Traffic(std::span<const std::int64_t> weights) {
    for (const std::int64_t weight : weights) rows_.push_back({0, 0, static_cast<double>(weight)});
  }

  std::uint32_t conns(std::uint32_t peer) const { return rows_[peer].conns; }
  bool idle() const { return in_flight_ == 0; }

  // A connection begins or ends. False: its load was not noted; open() or close() does.
  [[nodiscard]] bool take(std::uint32_t peer) {
    ++in_flight_;
    ++rows_[peer].conns;
    return follow(peer);
  }
  [[nodiscard]] bool drop(std::uint32_t peer) {
    EK_ASSERT(rows_[peer].conns > 0);
    --in_flight_;
    --rows_[peer].conns;
    return follow(peer);
  }

  // From now on the first so many are compared; all of them are closed at first.
  void compare(std::uint32_t peers) { loads_ = LeastRow<double>(peers); }
  // Of one that is compared. Open: with fewer connections than that, take and drop note its load.
  void open(std::uint32_t peer, std::uint32_t noted_below) {
    rows_[peer].noted_below = noted_below;
    note(peer);
  }
  void close(std::uint32_t peer) {  // never the least
    rows_[peer].noted_below = 0;
    loads_.set(peer, loads_.absent);
  }

  // The loads of those that are compared.
  LeastRow<double>& loads() { return loads_; }

 private:
  struct Row {
    std::uint32_t conns = 0;
    std::uint32_t noted_below = 0;
    double weight = 1;
  };

  bool follow(std::uint32_t peer) {
    const Row& row = rows_[peer];
    if (row.conns >= row.noted_below) return false;
    note(peer);
    return true;
  }
  // Two loads differ if their connections x weights do and are below 2^52.
  void note(std::uint32_t peer) {
    const Row& row = rows_[peer];
    loads_.set(peer, static_cast<double>(row.conns) / row.weight);
  }

  std::vector<Row> rows_;
  std::uint64_t in_flight_ = 0;
  LeastRow<double> loads_;
};

}  // namespace ek::predict::nginx
