// The closed form of nginx's `hash`: where keys that are spread evenly end up.
//
// A key's place is a sum of 15-bit numbers, one a try, modulo the total weight. Each is uniform
// over 0..32767, which is not a multiple of most total weights: the first slots get a little more,
// and with a total weight above 32768 the last slots get nothing on the first try.
#pragma once

#include <cstdint>
#include <vector>

#include "predict/algorithm.h"
#include "predict/nginx/spread.h"

namespace ek::predict::nginx {

class HashWalk {
 public:
  static constexpr std::uint32_t step_values = 32768;

  explicit HashWalk(const Context& context);

  // Adds to the spread where the keys end, with the spread's candidates but `lost` (or no_server).
  void run(Spread& spread, ServerIndex lost = no_server);
  // The work of a run, in places; a run takes at most 21 passes over them.
  std::size_t places() const { return density_.size(); }
  static std::size_t places_of(const Context& context);  // without laying them out

 private:
  void step();                                    // density_: one uniform number further
  bool settle(Spread& spread, ServerIndex lost);  // takes out what found a server; false: all has

  std::vector<ServerIndex> order_;   // primaries
  std::vector<std::uint64_t> ends_;  // per primary: the first slot after its own
  std::uint64_t total_ = 0;
  bool wraps_ = true;
  std::vector<double> density_, scratch_;
};

}  // namespace ek::predict::nginx
