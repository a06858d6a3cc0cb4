// What `predict` answers: for every pool, who gets what, how loaded that makes them, and what every
// loss does. Plain values; `report` draws them, `lint` judges them.
//
// Units: shares 0..1, load in requests a second, utilisation as a ratio (1 = at capacity).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "model/policy.h"
#include "predict/algorithm.h"
#include "predict/endpoints.h"

namespace ek::predict {

// Where an intended share came from.
enum class IntendedBy : std::uint8_t {
  even,     // the default: even over the pool's active servers
  weights,  // every server states a weight: taken as meant, and the answer says so
  policy,   // the policy file's intent, where it can be followed
};

// How a server's waiting was computed. Below capacity a mean response time, above it the growth of
// the backlog. Sources: M/G/1-PS E[T] = E[S]/(1-u), insensitive to the law of S (Kleinrock, vol.
// II, 4.4), with E[S] = 1/capacity; M/M/c by Erlang's C formula; the fluid limit for overload;
// M/M/c/c by Erlang's B formula where nothing waits: requests are served at once or refused;
// simulated where the shares are (under_load.h).
enum class Formula : std::uint8_t {
  none,
  processor_sharing,  // "M/G/1-PS"
  erlang_c,           // "M/M/c"
  erlang_b,           // "M/M/c/c"
  fluid_backlog,      // "fluid backlog"
  simulated,          // "simulated"
};
std::string_view to_string(Formula formula);

enum class CapacityFrom : std::uint8_t {
  unknown,
  policy_capacity,     // stated in requests a second
  policy_concurrency,  // concurrency / service time
  maxconn,             // the configuration's maxconn (max_conns of all workers) / service time
};

struct ServerForecast {
  double share = 0;
  double intended = 0;
  std::optional<double> load;           // needs a rate; without what the pool refuses
  std::optional<double> capacity;       // requests a second
  std::optional<double> utilisation;    // load / capacity
  std::optional<double> response_s;     // mean time on the server, waiting included
  std::optional<double> backlog_per_s;  // requests that pile up each second, without end
  std::optional<double> errors_per_s;   // instead: requests a second that give up waiting
  CapacityFrom capacity_from = CapacityFrom::unknown;
  Formula formula = Formula::none;
  std::uint32_t concurrency = 0;  // requests at once; 0: unknown
  // HAProxy's queue timeout, where requests wait in its queue (capacity by maxconn); 0: never.
  double gives_up_after_s = 0;
};

// Requests that find no server with a place and get an error at once: nginx has no queue.
struct Refused {
  double share = 0;  // of the pool's requests, 0..1
  Formula formula = Formula::erlang_b;
  // Several workers, each with places of its own: how the kernel divides the requests among them is
  // not known. `share` supposes that it does so evenly, this that one worker gets them all.
  std::optional<double> share_if_one = {};
};

struct Survivor {
  ServerIndex server = no_server;
  double share = 0;
  std::optional<double> utilisation;  // of a machine with several lines here: all of them together
};

// worst: of all sets of at most `survive` servers, where that is two or more.
enum class LossKind : std::uint8_t { server, machine, zone, worst };

struct Loss {
  LossKind kind = LossKind::server;
  bool searched = false;   // worst of k found by search, not proven the worst
  bool simulated = false;  // the shares are those under load, within what chance leaves open
  std::string of;          // the zone's name, the machine's address
  std::vector<ServerIndex> lost;
  std::optional<Survivor> worst;  // by utilisation where known, else by share; none: nobody is left
  std::optional<Survivor> within;   // the same among those that are not overloaded before the loss
  std::vector<Survivor> survivors;  // only those asked for (see LossDetail)
};

struct PoolForecast {
  const model::Pool* pool = nullptr;
  model::PoolPolicy policy;              // everything the policy says of this pool
  const Algorithm* algorithm = nullptr;  // nullptr: not predictable
  Grade grade;
  std::size_t algorithm_notes = 0;  // how many of the grade's notes, the first ones, are its
  IntendedBy intended_by = IntendedBy::even;
  std::vector<ServerIndex> candidates;  // who takes traffic at the start, ascending
  std::vector<ServerForecast> servers;  // one a server of the pool, in its order
  std::vector<SharedEndpoint> shared;   // candidates that are one machine, under several names
  std::vector<Loss> losses;             // by the damage done, worst first
  std::size_t losses_left_out = 0;      // each would be a computation of its own, of many
  // Where somebody is overloaded with nothing lost, and `survive` is two or more: the loss of at
  // most so many that is the worst for the others (by Loss::within).
  std::optional<Loss> worst_within;
  std::optional<double> rate;  // requests a second into this pool
  // Without a rate: the pools among which nobody says how [workload] rate divides; 0: there is none
  std::size_t rate_undivided_over = 0;
  std::optional<double> service_s;
  std::optional<Refused> refused;  // nginx: needs rate, service time and a limit of every server
  bool simulated = false;    // the shares are those under load, within what chance leaves open
  bool idle_shares = false;  // the shares are those of an idle pool: a loaded one has others
  bool load_told = true;     // false: for that reason no load follows from the rate
  bool predictable() const { return grade.exactness != Exactness::not_predictable; }
};

struct Prediction {
  std::vector<PoolForecast> pools;  // in the order of the configuration
};

enum class LossDetail : std::uint8_t { automatic, full, none };
inline constexpr std::size_t losses_listed_up_to = 64;  // servers; beyond, only the worst is kept
inline constexpr std::size_t losses_full_up_to = 4096;  // LossDetail::full lists n x n survivors

struct PredictOptions {
  LossDetail losses = LossDetail::automatic;
  std::string only_pool;  // a name or a pattern (base::glob_match); "" all
  // Where shares need a simulation: over how many requests (a loss: over half of them). With the
  // usual number a share of one half is at most half a percentage point off, 19 times out of 20.
  std::size_t simulated_requests = 40'000;
};

// Requests a second into the pool of that name. The rate of [workload] belongs to a pool only when
// no other pool could share it, or the files say which part is whose.
std::optional<double> rate_of(const model::Config& config, const model::Policy& policy,
                              const model::PoolPolicy& pool, std::string_view name);

// `config` and `policy` must outlive the prediction: it points into them.
Prediction predict(const model::Config& config, const model::Policy& policy,
                   const PredictOptions& options);

}  // namespace ek::predict
