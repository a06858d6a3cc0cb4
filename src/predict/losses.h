// The losses of one pool, computed from its forecast. Internal to predict/.
#pragma once

#include <vector>

#include "predict/forecast.h"
#include "predict/under_load.h"

namespace ek::predict {

// How much harm a loss does, as one number to sort by: nobody left, then the hardest hit survivor's
// utilisation where it is known, then its share.
double harm(const std::optional<Survivor>& worst);

class LossTable {
 public:
  // `under_load`: where shares are simulated, or nullptr.
  LossTable(const Context& context, const PoolForecast& forecast, LossDetail detail,
            const UnderLoad* under_load);

  std::vector<Loss> singles();
  std::vector<Loss> zones() const;
  // The k servers whose common loss does the most harm. Proven where the shares are proportional
  // (call singles() first, which finds that out) or the sets are few; searched greedily otherwise.
  Loss worst_of(std::uint32_t k) const;

 private:
  // Why limits: an algorithm without closed-form losses, and sets of k, cost a recomputation each.
  static constexpr std::size_t recomputed_max = 2000;
  static constexpr std::size_t sets_max = 5000;
  static constexpr std::size_t simulated_sets_max = 100;  // a simulation each

  std::vector<ServerIndex> idle_servers() const;
  Survivor at(ServerIndex server, double share) const;
  Loss by_shift(ServerIndex lost, const Shift& shift);
  void list_survivors(ServerIndex lost, const Shift& shift, Loss& loss);
  std::vector<double> shares_of(std::span<const ServerIndex> left,
                                std::span<const ServerIndex> lost) const;
  Loss recomputed(std::vector<ServerIndex> lost) const;
  Loss worst_proportional(std::uint32_t k) const;
  std::vector<ServerIndex> all_and_backups(std::uint32_t k) const;
  Loss worst_of_all_sets(std::uint32_t k) const;
  Loss worst_by_search(std::uint32_t k) const;

  const Context& context_;
  const PoolForecast& forecast_;
  const UnderLoad* under_load_;
  bool full_ = false;
  bool proportional_ = true;
  struct Standing {
    double share = 0;         // the forecast's
    std::uint32_t round = 0;  // in which it was looked at last
  };
  std::vector<Standing> standings_;  // per server
  std::vector<ServerIndex> order_;   // candidates, hardest hit first
  std::vector<double> moved_;        // per server, zero between rounds
  std::uint32_t round_ = 0;
};

}  // namespace ek::predict
