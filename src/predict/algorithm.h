// An algorithm, as a plug-in: one file and one page, one line in algorithms/algorithms.def.
//
// Two views of the same algorithm. The closed form says which share of many requests each server
// gets; the picker says which server the next request gets. Both see only the candidates: the
// servers among which the program lets the algorithm choose now (health, backups and persistence
// are decided above).
//
// Facts: the programs' manuals, and each algorithm's page for what was measured on the running
// program.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "model/pool.h"
#include "model/program.h"
#include "predict/grade.h"

namespace ek::predict::nginx {
class Method;
class Peers;
}  // namespace ek::predict::nginx

namespace ek::predict {

using ServerIndex = std::uint32_t;  // into Pool::servers
inline constexpr ServerIndex no_server = std::numeric_limits<ServerIndex>::max();

struct Context {
  const model::Program& program;
  const model::Pool& pool;
};

// What happens to the others' shares when one candidate is lost: every survivor's share is
// multiplied by `scale`, then `moved` is added; a server stands in `moved` at most once. This keeps
// n losses O(n) in all: a ring moves only arcs.
struct Shift {
  double scale = 1;
  std::vector<std::pair<ServerIndex, double>> moved;
};
using ShiftSink = std::function<void(ServerIndex lost, const Shift& shift)>;

// Shares and losses of one pool that rest on one computation. First the shares, once, then the
// losses, once.
class ClosedForm {
 public:
  virtual ~ClosedForm() = default;
  virtual std::vector<double> shares() = 0;        // as Algorithm::shares
  virtual void losses(const ShiftSink& sink) = 0;  // as Algorithm::losses
};

// State of one pool in one process, from its start. Not thread-safe. Deterministic: what the
// program draws at random, the picker draws from the seed given at its making.
class Picker {
 public:
  virtual ~Picker() = default;

  // The server of a request whose key is `key` (ignored by algorithms without one; data() ==
  // nullptr: the request has no such header, parameter …; a key can also be there and empty).
  // `avoid`: a server that just failed this request, or no_server. no_server: none can take it now.
  // Advances the algorithm's state, takes no connection.
  virtual ServerIndex pick(std::string_view key, ServerIndex avoid = no_server) = 0;

  // A connection begins or ends on a server. Algorithms that count connections reposition it.
  virtual void take(ServerIndex) {}
  virtual void drop(ServerIndex) {}

  // The candidates changed: a server came or went (health, maintenance), or its weight changed.
  virtual void set_candidates(std::span<const ServerIndex> candidates) = 0;
  virtual void set_weight(ServerIndex server, std::uint32_t weight) = 0;
  // The same in the program's finer unit, where it has one (HAProxy's slowstart: 1/16 of a weight).
  virtual void set_fine_weight(ServerIndex server, std::uint32_t sixteenths) {
    set_weight(server, sixteenths / 16);
  }

  // A server is full (maxconn reached, or requests queue for it) or has room again.
  virtual void set_full(ServerIndex, bool) {}
  // A hash that leads to that server goes on to the next one, or does not any more
  // (hash-preserve-affinity).
  virtual void set_passed_over(ServerIndex, bool) {}
  // How many requests wait for that server in its own queue (algorithms that count them as load).
  virtual void set_queued(ServerIndex, std::uint32_t) {}
};

// For which loads the closed form's shares hold.
enum class Holds : std::uint8_t {
  always,
  nearly,     // requests in flight shift them a little
  idle_only,  // a loaded pool has quite other shares
};

// What a hash is made of.
enum class KeyFrom : std::uint8_t {
  nothing,        // no hash
  client,         // the client's address
  configuration,  // what the configuration names
};

// When weights decide how often an algorithm takes a server.
enum class Weighs : std::uint8_t { always, under_load, never };

// Every field but the first five may be left out.
struct Algorithm {
  std::string_view name;  // "haproxy/roundrobin": where its .cc and .md are below algorithms/
  model::ProgramKind program = model::ProgramKind::haproxy;
  // Is this the algorithm of that pool, in that program and version? The first of the list that
  // says yes is it.
  bool (*serves)(const Context&) = nullptr;
  Grade (*grade)(const Context&) = nullptr;
  // Shares of the candidates, in their order; they sum to 1 (empty candidates: empty).
  // Keys are taken as spread evenly over the hash's range. nullptr: only simulation can tell.
  std::vector<double> (*shares)(const Context&, std::span<const ServerIndex> candidates) = nullptr;
  // Calls the sink once for each candidate, if there are at least two. nullptr: recompute each
  // loss.
  void (*losses)(const Context&, std::span<const ServerIndex> candidates,
                 std::span<const double> shares, const ShiftSink& sink) = nullptr;
  // Both of at least two candidates, which must outlive it, where that is less work. nullptr, or an
  // empty pointer: it is not.
  std::unique_ptr<ClosedForm> (*closed_form)(const Context&,
                                             std::span<const ServerIndex> candidates) = nullptr;
  // nullptr, or an empty pointer for this version: single picks cannot be told; `grade` says why.
  std::unique_ptr<Picker> (*picker)(const Context&, std::span<const ServerIndex> candidates,
                                    std::uint64_t seed) = nullptr;
  // nginx's: what its picker asks for one try, and its balancer for the whole chain of tries.
  // nullptr, or an empty pointer, where single picks cannot be told.
  std::unique_ptr<nginx::Method> (*method)(const Context&, const nginx::Peers&,
                                           std::uint64_t seed) = nullptr;
  Holds (*holds)(const Context&) = nullptr;  // nullptr: always
  // Once only backup servers are left and the program should use the first alone: which of them (at
  // least one; in the order of the file) are candidates. nullptr: the first. `shares` of these are
  // what they get of all; a loss among them is recomputed, as others may follow.
  std::vector<ServerIndex> (*stand_ins)(const Context&,
                                        std::span<const ServerIndex> backups) = nullptr;
  KeyFrom key = KeyFrom::nothing;
  Weighs weighs = Weighs::always;
  // Looks at the requests in flight and hands an overloaded server less.
  bool follows_load = false;
};

std::span<const Algorithm* const> algorithms();  // in the order of algorithms.def
// nullptr: none serves this pool, or it is not known which, nor all of its servers (part_unread).
const Algorithm* algorithm_of(const Context& context);
inline constexpr std::string_view part_unread =
    "an include was not read, which may hold servers or the method";

// For algorithms whose shares are proportional to fixed numbers (weights): every loss in O(1).
void proportional_losses(std::span<const ServerIndex> candidates, std::span<const double> shares,
                         const ShiftSink& sink);

}  // namespace ek::predict
