#include "lint/rules/share_skew/pool_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::share_skew {
namespace {

std::string load_words(const PoolView& view, ServerIndex server) {
  const predict::ServerForecast& forecast = view.forecast.servers[server];
  if (!forecast.load) return {};
  std::string words =
      fmt::format("at {} that is {}", per_second(*view.forecast.rate), per_second(*forecast.load));
  if (forecast.utilisation)
    words += fmt::format(", {} of its capacity", percent(*forecast.utilisation));
  return words;
}

}  // namespace

PoolView view_of(const Subject& subject, const PoolForecast& forecast) {
  PoolView view{subject, forecast, *forecast.pool, forecast.candidates, {}, {}, false};
  view.by_weight = weight_shares(view.pool, view.servers);
  double sum = 0;
  for (const ServerIndex i : view.servers) {
    view.shares.push_back(forecast.servers[i].share);
    sum += view.shares.back();
  }
  // Only simulation can tell some algorithms' shares: then they are 0 here. Shares of an idle pool
  // (HAProxy's leastconn, nginx's random two) are not what the weights do under load, unless they
  // are simulated.
  view.predicted = sum > 0.5 && !forecast.idle_shares &&
                   (forecast.simulated || !weighs_only_under_load(forecast));
  return view;
}

Finding finding_of_weight(const PoolView& view, const model::Server& server) {
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  const auto written = [](const model::Server& each) { return each.weight.stated(); };
  if (std::ranges::count_if(view.pool.servers, written) == 1)
    finding.covers = {"partial-weights", "weight-without-effect"};
  return finding;
}

void add_figures(const PoolView& view, ServerIndex server, double intended, Finding& finding) {
  finding.figures = {{"share", view.share_of(server)}, {"intended", intended}};
  if (!view.predicted) return;
  if (view.forecast.servers[server].utilisation)
    finding.figures.emplace_back("utilisation", *view.forecast.servers[server].utilisation);
  if (std::string load = load_words(view, server); !load.empty())
    finding.because.push_back(std::move(load));
}

}  // namespace ek::lint::share_skew
