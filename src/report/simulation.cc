#include "report/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/json.h"
#include "report/told.h"

namespace ek::report {
namespace {

using predict::ServerIndex;
using predict::Simulation;

double served(const Simulation& simulation) {
  return static_cast<double>(simulation.waits_s.size());
}

double share_of(const Simulation& simulation, ServerIndex i) {
  return simulation.waits_s.empty()
             ? 0
             : static_cast<double>(simulation.tallies[i].requests) / served(simulation);
}

double mean_in_flight(const Simulation& simulation, ServerIndex i) {
  return simulation.ended_s > 0 ? simulation.tallies[i].busy_s / simulation.ended_s : 0;
}

double wait_quantile(const Simulation& simulation, double quantile) {
  if (simulation.waits_s.empty()) return 0;
  std::vector<double> waits = simulation.waits_s;
  const auto rank = static_cast<std::ptrdiff_t>(quantile * (served(simulation) - 1));
  std::nth_element(waits.begin(), waits.begin() + rank, waits.end());
  return waits[static_cast<std::size_t>(rank)];
}

std::string_view name_of(const SimulationView& view, ServerIndex i) {
  return i == predict::no_server ? std::string_view("-") : view.pool.servers[i].name;
}

}  // namespace

std::string how_true(const SimulationView& view) {
  if (view.drawn) return "picks drawn at random, those of the program are others: " + view.given;
  return "picks exact" + (view.given.empty() ? "" : ", given " + view.given);
}

void simulation_names(const SimulationView& view, Output& output) {
  for (const ServerIndex i : view.simulation.servers)
    output.line(base::printable(name_of(view, i)));
}

void simulation_text(const SimulationView& view, const Style& style, Output& output) {
  const Simulation& simulation = view.simulation;
  output.line(fmt::format("{} · {} {} · {}", base::printable(view.file), view.pool.section,
                          style.paint(Tone::strong, base::printable(view.pool.name)),
                          view.arrivals));
  output.line(style.paint(Tone::quiet,
                          fmt::format("  {} · {}", program_text(view.program), how_true(view))));
  std::size_t names = 6;
  for (const auto& server : view.pool.servers) names = std::max(names, columns_of(server.name));
  output.line(style.paint(
      Tone::quiet,
      fmt::format("  {}  requests    share  in flight (mean, most)", left("server", names))));
  for (ServerIndex i = 0; i < view.pool.servers.size(); ++i)
    output.line(fmt::format("  {} {} {}  {} {}", left(view.pool.servers[i].name, names),
                            right(count_text(double(simulation.tallies[i].requests)), 9),
                            right(percent(share_of(simulation, i)), 8),
                            right(fmt::format("{:.2f}", mean_in_flight(simulation, i)), 9),
                            right(count_text(simulation.tallies[i].in_flight_max), 6)));
  output.line(fmt::format(
      "  waiting in queues: median {}, 99th percentile {}; refused {}, timed out {}",
      seconds_text(wait_quantile(simulation, 0.5)), seconds_text(wait_quantile(simulation, 0.99)),
      count_text(double(simulation.refused)), count_text(double(simulation.timed_out))));
  if (simulation.answered > 0)
    output.line(fmt::format("  answered before any server was chosen: {}",
                            count_text(double(simulation.answered))));
}

void simulation_json(const SimulationView& view, Output& output) {
  const Simulation& simulation = view.simulation;
  Json json(output);
  json.object().field("schema", "evenkeel.simulate/1").field("file", view.file);
  json.field("program", to_string(view.program.kind));
  json.field("version", std::string_view(to_string(view.program.version)));
  json.field("version_source", std::string_view(view.program.version_source));
  json.field("given", std::string_view(view.given));
  json.field("drawn", view.drawn);
  json.field("pool", std::string_view(view.pool.name)).key("picks").array();
  for (const ServerIndex i : simulation.servers) json.value(name_of(view, i));
  json.end_array().key("servers").array();
  for (ServerIndex i = 0; i < view.pool.servers.size(); ++i) {
    json.object().field("name", std::string_view(view.pool.servers[i].name));
    json.field("requests", simulation.tallies[i].requests);
    json.field("share", share_of(simulation, i));
    json.field("in_flight_mean", mean_in_flight(simulation, i));
    json.field("in_flight_max", simulation.tallies[i].in_flight_max).end_object();
  }
  json.end_array().field("wait_median_s", wait_quantile(simulation, 0.5));
  json.field("wait_p99_s", wait_quantile(simulation, 0.99));
  json.field("answered", simulation.answered)
      .field("refused", simulation.refused)
      .field("timed_out", simulation.timed_out)
      .end_object();
}

}  // namespace ek::report
