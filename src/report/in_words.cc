// The same in plain words, for the reader who has no time for tables.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "predict/elected.h"
#include "predict/machines.h"
#include "predict/overload.h"
#include "predict/program.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::Loss;
using predict::PoolForecast;
using predict::ServerForecast;
using predict::ServerIndex;

std::string name_of(const PoolForecast& forecast, ServerIndex i) {
  return base::printable(forecast.pool->servers[i].name);
}

// The server whose share is furthest above what is intended.
ServerIndex furthest_above(const PoolForecast& forecast) {
  return *std::ranges::max_element(forecast.candidates, {}, [&](ServerIndex i) {
    return forecast.servers[i].share - forecast.servers[i].intended;
  });
}

// Nobody but the writer of the weights knows whether they are meant; far from even is worth a look.
constexpr double far_from_even = 2;

double times_even(const PoolForecast& forecast, ServerIndex i) {
  return forecast.servers[i].share * static_cast<double>(forecast.candidates.size());
}

std::string by_weight_words(const PoolForecast& forecast) {
  std::string words = "Every server gets what its weight says; no policy confirms those weights.";
  const ServerIndex busiest = *std::ranges::max_element(
      forecast.candidates, {}, [&](ServerIndex i) { return forecast.servers[i].share; });
  const double times = times_even(forecast, busiest);
  if (times > far_from_even)
    words += fmt::format(
        " {} gets {:.1f} times an even share: `evenkeel check` says whether that is likely meant.",
        name_of(forecast, busiest), times);
  return words;
}

bool is_even(const PoolForecast& forecast) {
  return std::ranges::all_of(forecast.candidates, [&](ServerIndex i) {
    return std::abs(times_even(forecast, i) - 1) < 1e-6;
  });
}

std::string as_intended(const PoolForecast& forecast) {
  if (forecast.intended_by == predict::IntendedBy::policy)
    return "Every server gets what the policy intends.";
  if (forecast.intended_by == predict::IntendedBy::even || is_even(forecast))
    return "Every server gets an even share; no policy says what is intended.";
  return by_weight_words(forecast);
}

// What servers take that stand by, while those in use are full.
double overflow(const PoolForecast& forecast) {
  double in_use = 0;
  for (const ServerIndex i : forecast.candidates) in_use += forecast.servers[i].share;
  return 1 - in_use;
}

std::string share_words(const PoolForecast& forecast) {
  const ServerIndex i = furthest_above(forecast);
  const ServerForecast& server = forecast.servers[i];
  constexpr double worth_saying = 0.005;  // half a percentage point
  if (const double rest = overflow(forecast); rest >= worth_saying)
    return fmt::format("The servers in use are full at times: their backups take {}.",
                       percent(rest));
  if (server.share - server.intended < worth_saying) {
    if (forecast.candidates.size() == 1)
      return fmt::format("{} takes everything.", name_of(forecast, i));
    return as_intended(forecast);
  }
  constexpr std::array<std::string_view, 3> meant{"would be even", "is what its weight says",
                                                  "is intended"};
  std::string words =
      fmt::format("{} gets {} where {} {}", name_of(forecast, i), percent(server.share),
                  percent(server.intended), meant[static_cast<std::size_t>(forecast.intended_by)]);
  if (server.intended > 0) words += fmt::format(" ({:.1f} times)", server.share / server.intended);
  const bool look_closer = forecast.intended_by != predict::IntendedBy::policy &&
                           times_even(forecast, i) > far_from_even;
  return words + (look_closer ? "; see `evenkeel check`." : ".");
}

std::string rate_words(const PoolForecast& forecast) {
  if (forecast.rate_undivided_over == 0)
    return "The rate is not known: state it in the policy to see loads.";
  return fmt::format(
      "The rate is not known: that of [workload] is not divided over {} pools; give "
      "[pool.\"{}\"] rate to see loads.",
      forecast.rate_undivided_over, base::printable(forecast.pool->name));
}

std::string machine_name(const PoolForecast& forecast, const predict::Machine& machine) {
  return machine.shared() ? base::printable(machine.address)
                          : name_of(forecast, machine.servers.front());
}

// Or does a full server refuse, so that others are asked?
bool waits_at(const PoolForecast& forecast, const predict::Machine& machine) {
  return predict::rules_of(forecast.algorithm->program).queues ||
         forecast.pool->servers[machine.servers.front()].maxconn.value == 0;
}

// What becomes of the load above the capacity.
std::string beyond_words(const PoolForecast& forecast, const predict::Machine& busiest) {
  const predict::ServerForecast& server = forecast.servers[busiest.servers.front()];
  if (!waits_at(forecast, busiest))
    return ": at its max_conns what is more goes to others, or is refused";
  if (server.response_s && !server.errors_per_s)
    return ": its queue is long, but the others take what is more";
  constexpr double counted = 0.1;  // below it a second is no measure
  const double more = busiest.load - busiest.capacity;
  return fmt::format(
      ": {} more than it can serve {}",
      more < counted ? base::per_second(more) : count_text(more) + " requests a second",
      server.gives_up_after_s > 0
          ? "wait " + seconds_text(server.gives_up_after_s) + " and get an error"
          : "pile up");
}

std::string load_words(const PoolForecast& forecast) {
  if (!forecast.rate) return rate_words(forecast);
  if (!forecast.load_told) return "How loaded the servers are is not told (see the note).";
  const auto machines = machines_of(forecast);
  if (machines.empty())
    return "No server's capacity is known: state it in the policy to see utilisation.";
  const auto& busiest = *std::ranges::max_element(machines, {}, &predict::Machine::utilisation);
  std::string words =
      fmt::format("Busiest is {} at {} of its capacity", machine_name(forecast, busiest),
                  percent_whole(busiest.utilisation()));
  if (busiest.utilisation() > 1 && !predict::at_capacity(busiest.utilisation()))
    words += beyond_words(forecast, busiest);
  return words + ".";
}

// nginx: below one request in ten thousand nobody would look.
std::string refused_words(const PoolForecast& forecast) {
  constexpr double worth_saying = 0.0001;
  if (!forecast.refused) return "";
  const predict::Refused& refused = *forecast.refused;
  if (refused.share_if_one.value_or(refused.share) < worth_saying) return "";
  const std::string told = fmt::format(
      " {} of the requests ({}) find every server at its max_conns and are "
      "refused at once, as nginx has no queue ({}",
      percent(refused.share), base::per_second(refused.share * *forecast.rate),
      to_string(refused.formula));
  if (!refused.share_if_one) return told + ").";
  return told + fmt::format(
                    ", if the kernel divided them evenly among the workers, which it need not; "
                    "{} if one worker got them all).",
                    percent(*refused.share_if_one));
}

std::string loss_words(const PoolForecast& forecast) {
  if (forecast.losses.empty()) return "";
  const Loss& worst = forecast.losses.front();
  const std::string lost = lost_names(forecast, worst);
  if (!worst.worst) return fmt::format("If {} is lost, nobody is left.", lost);
  if (!worst.worst->utilisation) return "";
  const double used = *worst.worst->utilisation;
  const std::string name = name_of(forecast, worst.worst->server);
  const std::string figure =
      (forecast.grade.losses_reason.empty() ? "" : "about ") + percent_whole(used);
  if (predict::overloaded(used))
    return fmt::format("Losing {} overloads {} ({}).", lost, name, figure);
  return fmt::format("The worst loss is {}: {} then runs at {}.", lost, name, figure);
}

// Of a check for a role that one server has at a time: what an even share is, nobody gets.
std::string elected_words(const PoolForecast& forecast, const predict::Elected& elected) {
  return fmt::format(
      "Likely one server at a time takes everything, as the check asks for \"{}\": {} then runs at "
      "{} of its capacity.",
      base::printable(forecast.pool->role.value.word), name_of(forecast, elected.server),
      percent_whole(elected.utilisation()));
}

}  // namespace

void in_words(const PoolForecast& forecast, const Style&, Output& output) {
  if (const auto elected = predict::elected_alone(forecast))
    return output.line("  " + elected_words(forecast, *elected));
  std::string words = share_words(forecast) + " " + load_words(forecast) + refused_words(forecast);
  const std::string loss = loss_words(forecast);
  if (!loss.empty()) words += " " + loss;
  output.line("  " + words);
}

}  // namespace ek::report
