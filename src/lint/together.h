// What a pool can carry as a whole, where the algorithm hands a full server less (follows_load).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "predict/prediction.h"

namespace ek::lint {

// Is a full server given less, so that the pool can only be too small as a whole? By the algorithm
// (follows_load), where its shares under load are not known; or because all have a connection limit
// at which they are passed over.
bool judged_together(const predict::PoolForecast& pool);

// Those that stand by for full servers, where all of `takers` have a limit at which they are passed
// over: nginx's backups. HAProxy lets requests wait.
std::vector<predict::ServerIndex> take_overflow(const predict::PoolForecast& pool,
                                                std::span<const predict::ServerIndex> takers);

// Adds up the capacities once; each loss then costs no more than the servers it takes. Several
// servers that are one machine count once (machines.h).
class Together {
 public:
  explicit Together(const predict::PoolForecast& pool);  // keeps a reference

  // The pool's rate over the capacity of its servers (of backups only those that take what full
  // ones do not) without `lost`, each named once; nullopt: the
  // rate or one of the capacities is unknown. Infinite when nothing is left.
  std::optional<double> utilisation_without(std::span<const predict::ServerIndex> lost) const;
  // Is a server left of those that take traffic now? If not, backups take over.
  bool leaves_somebody(std::span<const predict::ServerIndex> lost) const;
  bool counts(predict::ServerIndex server) const;
  std::optional<double> utilisation() const { return utilisation_without({}); }

 private:
  struct Machine {
    std::size_t servers = 0;
    double capacity = 0;
    // Of so many of its servers, what was counted too often.
    double surplus(std::size_t left) const {
      return left > 1 ? static_cast<double>(left - 1) * capacity : 0;
    }
  };

  const predict::PoolForecast& pool_;
  std::vector<predict::ServerIndex> counted_;  // ascending
  double capacity_ = 0;                        // of these, less what machines have too often
  std::size_t unknown_ = 0;                    // of these, without a capacity
  std::vector<Machine> machines_;
  std::map<predict::ServerIndex, std::size_t> machine_of_;  // of the few that share one
};

struct WorstTogether {
  std::vector<predict::ServerIndex> lost;
  double utilisation = 0;  // of those left, together; infinite: nobody is
};

// The most that a loss of at most k servers (machines) asks of those left, backups included.
// nullopt: the rate or a capacity is unknown that decides it, and nothing worse is known.
std::optional<WorstTogether> worst_together(const model::Program& program,
                                            const predict::PoolForecast& pool, std::size_t k);

}  // namespace ek::lint
