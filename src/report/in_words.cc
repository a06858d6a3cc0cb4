// The same in plain words, for the reader who has no time for tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
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

std::string share_words(const PoolForecast& forecast) {
  const ServerIndex i = furthest_above(forecast);
  const ServerForecast& server = forecast.servers[i];
  constexpr double worth_saying = 0.005;  // half a percentage point
  if (server.share - server.intended < worth_saying) {
    if (forecast.candidates.size() == 1)
      return fmt::format("{} takes everything.", name_of(forecast, i));
    return "Every server gets what is intended.";
  }
  std::string words = fmt::format("{} gets {} where {} is intended", name_of(forecast, i),
                                  percent(server.share), percent(server.intended));
  if (server.intended > 0) words += fmt::format(" ({:.1f} times)", server.share / server.intended);
  return words + ".";
}

std::string load_words(const PoolForecast& forecast) {
  const auto busiest = std::ranges::max_element(
      forecast.servers, {}, [](const ServerForecast& s) { return s.utilisation.value_or(-1); });
  if (!forecast.rate) return "The rate is not known: state it in the policy to see loads.";
  if (!busiest->utilisation)
    return "No server's capacity is known: state it in the policy to see utilisation.";
  const auto i = static_cast<ServerIndex>(busiest - forecast.servers.begin());
  std::string words = fmt::format("Busiest is {} at {} of its capacity", name_of(forecast, i),
                                  percent_whole(*busiest->utilisation));
  if (busiest->backlog_per_s)
    words += fmt::format(": {} requests a second more than it can serve pile up",
                         count_text(*busiest->backlog_per_s));
  return words + ".";
}

std::string loss_words(const PoolForecast& forecast) {
  if (forecast.losses.empty()) return "";
  const Loss& worst = forecast.losses.front();
  const std::string lost = lost_names(forecast, worst);
  if (!worst.worst) return fmt::format("If {} is lost, nobody is left.", lost);
  if (!worst.worst->utilisation) return "";
  const double used = *worst.worst->utilisation;
  const std::string name = name_of(forecast, worst.worst->server);
  if (used >= 1)
    return fmt::format("Losing {} overloads {} ({}).", lost, name, percent_whole(used));
  return fmt::format("The worst loss is {}: {} then runs at {}.", lost, name, percent_whole(used));
}

}  // namespace

void in_words(const PoolForecast& forecast, const Style&, Output& output) {
  std::string words = share_words(forecast) + " " + load_words(forecast);
  const std::string loss = loss_words(forecast);
  if (!loss.empty()) words += " " + loss;
  output.line("  " + words);
}

}  // namespace ek::report
