// The steps of a pool's forecast, in the order predict() takes them. Internal to predict/.
#pragma once

#include <span>
#include <vector>

#include "predict/prediction.h"

namespace ek::predict {

class UnderLoad;

// What becomes of a request that finds its server at the connection limit of the configuration.
enum class AtLimit : std::uint8_t { waits, goes_elsewhere };  // or is refused: nginx has no queue
AtLimit at_limit_of(model::ProgramKind program);

// Fills `intended` of every server and says by what. An intent that cannot be followed (capacity,
// where one is unknown) is left out, with a note.
void intend(const Context& context, PoolForecast& forecast);

// Capacity of every server, from the policy or from maxconn and service time.
void rate_capacity(const Context& context, PoolForecast& forecast);

// Says in the grade what the shares rest on and leave out. After them.
void add_caveats(const Context& context, PoolForecast& forecast);

// "exact" becomes "exact, given …"; a grade below stays as low as it is.
void rest_on(Grade& grade, const std::string& given);

// Says in the grade what persistence makes of the shares.
void note_persistence(const model::Pool& pool, Grade& grade);

// How many requests nginx refuses, where that is known. After the capacities.
void refuse_beyond_places(const Context& context, PoolForecast& forecast);

// How a load follows from a share.
struct LoadTerms {
  bool told = true;        // it does
  double taken = 1;        // of the pool's requests: those that are not refused
  bool simulated = false;  // the share is one under load
};

// Requests a second. What nginx's max_conns lets in is never more than the capacity that follows
// from it, whatever chance makes of a simulated share.
double load_of(const ServerForecast& server, double share, double rate, const LoadTerms& terms,
               AtLimit at_limit);

// Load, utilisation and waiting of every server, from its share and the pool's rate without what is
// refused.
void load_servers(PoolForecast& forecast);

struct LossAsk {
  LossDetail detail = LossDetail::automatic;
  ClosedForm* closed_form = nullptr;      // whose shares are told, or nullptr
  const UnderLoad* under_load = nullptr;  // where the shares are simulated, or nullptr
};
// Every loss: each server, each zone, the worst `survive` together; worst first.
void lose_servers(const Context& context, const LossAsk& ask, PoolForecast& forecast);

// Says that requests which an overloaded server fails are sent to others. After the losses.
void note_retries(const Context& context, PoolForecast& forecast);

// Notes the servers that are one machine: each has its own line, and their loads add up.
void note_shared_endpoints(const Context& context, PoolForecast& forecast);

// Notes in each pool the most used of its machines that other pools send to as well.
void note_machines_across(const model::Program& program, Prediction& prediction);

// "web1, web2, web3 and 4 more", safe for a terminal.
std::string listed_names(std::span<const std::string_view> names);

// Does nginx pass this server over at a limit (max_conns), so that no queue of it grows?
bool is_bounded(const PoolForecast& forecast, ServerIndex server);

// Waiting at one server; sets formula, response_s, backlog_per_s and errors_per_s. Without a
// service time there is no response time: none is invented; nor of a bounded server that is
// overloaded by a capacity of the policy's: what is refused, and when, is not known.
void wait_at(ServerForecast& server, std::optional<double> service_s, AtLimit at_limit,
             bool bounded);

}  // namespace ek::predict
