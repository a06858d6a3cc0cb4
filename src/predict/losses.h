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
  LossTable(const Context& context, const PoolForecast& forecast, const LossAsk& ask);

  std::vector<Loss> singles();
  std::vector<Loss> zones() const;
  std::vector<Loss> machines() const;  // of servers at one address, all of them
  // Of all sets of at most k servers that can fail together, the one that does the most harm, and
  // moves traffic. Proven where shares are proportional or the sets are few, else searched.
  // Servers at one address are one.
  Loss worst_of(std::uint32_t k) const;

 private:
  // Why limits: an algorithm without closed-form losses, and sets of k, cost a recomputation each.
  static constexpr std::size_t recomputed_max = 2000;
  static constexpr std::size_t sets_max = 5000;
  static constexpr std::size_t machine_work_max = 20'000;  // machines x servers: as many again
  static constexpr std::size_t simulated_sets_max = 100;   // a simulation each

  // Servers that fail together: one, or those at one address.
  using Unit = std::vector<ServerIndex>;

  // Who takes traffic once `lost` are gone: at first the active ones, then backups.
  struct Stage {
    std::vector<ServerIndex> lost;
    std::vector<Unit> units;     // of those that take it, or could once others are lost
    std::vector<double> shares;  // one a unit
    bool proportional = false;   // whoever is lost, the others' shares grow by one factor
  };
  struct Worst {
    std::optional<Loss> loss;
    bool searched = false;
    void keep(Loss other);
  };

  void find_machines();
  std::vector<ServerIndex> idle_servers() const;
  Survivor at(ServerIndex server, double share, bool told) const;
  void add_up_machines(std::vector<Survivor>& survivors) const;
  void lose_each(const ShiftSink& sink) const;
  Loss by_shift(ServerIndex lost, const Shift& shift);
  void list_survivors(ServerIndex lost, const Shift& shift, Loss& loss);
  std::vector<double> shares_of(std::span<const ServerIndex> left,
                                std::span<const ServerIndex> lost) const;
  Loss recomputed(std::vector<ServerIndex> lost) const;

  std::vector<ServerIndex> left_without(std::span<const ServerIndex> lost) const;
  bool moves_traffic(std::span<const ServerIndex> lost) const;
  std::vector<ServerIndex> backups_left(std::span<const ServerIndex> lost) const;
  Stage stage_without(std::vector<ServerIndex> lost) const;
  bool is_proportional(std::span<const ServerIndex> takers, std::span<const double> shares) const;
  void worst_of_stage(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_proportional(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_of_all_sets(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_by_search(const Stage& stage, std::size_t k, Worst& worst) const;

  const Context& context_;
  const PoolForecast& forecast_;
  ClosedForm* closed_form_;
  const UnderLoad* under_load_;
  bool full_ = false;
  // Servers at one address, by number; -1: alone. Those that add up share a known capacity.
  std::vector<SharedEndpoint> machines_;
  std::vector<std::int32_t> machine_of_;  // one a server; empty: every server is alone
  std::vector<std::uint8_t> adds_up_;     // one a machine
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
