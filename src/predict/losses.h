// The losses of one pool, computed from its forecast. Internal to predict/.
#pragma once

#include <vector>

#include "predict/after_loss.h"
#include "predict/forecast.h"

namespace ek::predict {

// How much harm a loss does, as one number to sort by: nobody left, then the hardest hit survivor's
// utilisation where it is known, then its share.
double harm(const std::optional<Survivor>& worst);

// Of two survivors, is `a` harder hit? By utilisation where it is known, else by share.
inline bool harder(const Survivor& a, const Survivor& b) {
  if (a.utilisation.has_value() != b.utilisation.has_value()) return a.utilisation.has_value();
  return a.utilisation ? *a.utilisation > *b.utilisation : a.share > b.share;
}

inline void keep_hardest(const Survivor& survivor, std::optional<Survivor>& hardest) {
  if (!hardest || harder(survivor, *hardest)) hardest = survivor;
}

class LossTable {
 public:
  LossTable(const Context& context, const PoolForecast& forecast, const LossAsk& ask);

  std::vector<Loss> singles();
  std::vector<Loss> zones() const;
  std::vector<Loss> machines();  // of servers at one address, all of them
  // How many losses are in neither list, as each would be a computation of its own.
  std::size_t left_out() const { return left_out_; }
  // Of all sets of at most k servers that can fail together, the one that does the most harm, and
  // moves traffic. Proven where shares are proportional or the sets are few, else searched.
  // Servers at one address are one.
  Loss worst_of(std::uint32_t k) const { return worst_of(k, false); }
  // The same by the harm to those that are not overloaded now; nullopt: nobody is, or all are.
  std::optional<Loss> worst_within(std::uint32_t k) const;

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
    bool within = false;  // weighed by Loss::within
    std::optional<Loss> loss;
    bool searched = false;
    double harm_of(const Loss& other) const;
    void keep(Loss other);
  };

  void find_machines();
  std::vector<ServerIndex> idle_servers() const;
  Survivor at(ServerIndex server, double share, const LoadTerms& terms) const;
  void add_up_machines(std::vector<Survivor>& survivors) const;
  // The number of the machine whose servers' loads are added up; -1: the server is weighed alone.
  std::int32_t summed(ServerIndex server) const;
  // Its forecast share so many times, with its machine's whole utilisation.
  Survivor standing(ServerIndex server, double scale, const LoadTerms& terms) const;
  void sum_machines();
  void find_overloaded();
  bool overloaded_now(ServerIndex server) const {
    return !overloaded_.empty() && overloaded_[server] != 0;
  }
  void keep_worst(Loss& loss, const Survivor& survivor) const;
  void begin_round();
  // `moved` to that server of a machine, `gone` from it.
  void touch(ServerIndex server, double moved, double gone);
  void keep_touched(ServerIndex lost, double scale, const LoadTerms& terms, Loss& loss) const;
  void keep_hardest_untouched(double scale, const LoadTerms& terms, Loss& loss) const;
  bool shares_scale() const;  // whoever is lost, all others grow by one factor
  Loss by_scale(const SharedEndpoint& machine);
  void lose_each(const ShiftSink& sink) const;
  Loss by_shift(ServerIndex lost, const Shift& shift);
  void list_survivors(ServerIndex lost, const Shift& shift, const LoadTerms& terms, Loss& loss);
  bool simulated_after(ServerIndex lost, const Shift& shift) const;
  void lose_idle_servers(std::vector<Loss>& losses);
  Loss recomputed(std::vector<ServerIndex> lost) const;

  std::vector<ServerIndex> left_without(std::span<const ServerIndex> lost) const;
  bool moves_traffic(std::span<const ServerIndex> lost) const;
  std::vector<ServerIndex> backups_left(std::span<const ServerIndex> lost) const;
  Stage stage_without(std::vector<ServerIndex> lost) const;
  Loss worst_of(std::uint32_t k, bool within) const;
  bool stays_closed(const Stage& stage, std::size_t k) const;
  bool is_proportional(std::span<const ServerIndex> takers, std::span<const double> shares) const;
  void worst_of_stage(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_proportional(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_of_all_sets(const Stage& stage, std::size_t k, Worst& worst) const;
  void worst_by_search(const Stage& stage, std::size_t k, Worst& worst) const;

  const Context& context_;
  const PoolForecast& forecast_;
  ClosedForm* closed_form_;
  AfterLoss after_;
  AtLimit at_limit_;
  LoadTerms now_;  // with nobody lost
  bool full_ = false;
  // Servers at one address, by number; -1: alone. Those that add up share a known capacity.
  std::vector<SharedEndpoint> machines_;
  std::vector<std::int32_t> machine_of_;  // one a server; empty: every server is alone
  std::vector<std::uint8_t> adds_up_;     // one a machine
  struct Sum {                            // of a machine whose loads add up
    double share = 0;                     // the forecast's
    ServerIndex first = no_server, second = no_server;  // of its candidates
    double moved = 0, gone = 0;                         // in this round, and to these two of it
    double to_first = 0, to_second = 0;
    std::uint32_t round = 0;
  };
  std::vector<Sum> sums_;              // one a machine; empty: no loads add up
  std::vector<std::int32_t> touched_;  // machines, in this round
  std::size_t left_out_ = 0;
  struct Standing {
    double share = 0;         // the forecast's
    std::uint32_t round = 0;  // in which it was looked at last
  };
  std::vector<Standing> standings_;  // per server
  // Candidates, hardest hit first; of a machine the first alone.
  std::vector<ServerIndex> order_;
  std::vector<std::uint8_t> overloaded_;  // per server: overloaded now; empty: nobody is
  std::vector<ServerIndex> within_;       // those of order_ that are not, where somebody is
  std::vector<double> moved_;             // per server, zero between rounds
  std::uint32_t round_ = 0;
};

}  // namespace ek::predict
