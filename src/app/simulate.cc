// evenkeel simulate FILE --pool P --requests F: the server of each request, one name a line.
#include "predict/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"
#include "app/pool_choice.h"
#include "app/said.h"
#include "base/figures.h"
#include "base/text.h"
#include "inputs/requests.h"
#include "lint/words.h"
#include "predict/prediction.h"
#include "predict/rests_on.h"
#include "report/simulation.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

struct Workload {
  std::vector<model::Request> requests;
  std::string words;
};

Result<Workload> read_requests(const std::string& path) {
  text::Sources sources;
  text::Diagnostics diagnostics;
  EK_TRY(const text::FileId file, sources.read(path));
  Workload workload;
  workload.requests = inputs::parse_requests(sources, file, diagnostics);
  print_diagnostics({&diagnostics, &sources});
  if (diagnostics.has_errors())
    return failure(fmt::format("{} has lines that are not requests; nothing was simulated",
                               base::printable(path)));
  if (workload.requests.empty())
    return failure(
        fmt::format("{} holds no requests: write one a line, for example "
                    "{{\"path\":\"/\",\"src\":\"192.0.2.1\"}}",
                    base::printable(path)));
  workload.words =
      fmt::format("{} requests from {}", workload.requests.size(), base::printable(path));
  return workload;
}

Result<Workload> draw_workload(const Simulate& command, const Loaded& loaded,
                               const model::Pool& pool) {
  const auto policy = policy_of(loaded.policy, pool.name);
  predict::Arrivals arrivals;
  arrivals.count = command.count;
  std::optional<base::Rate> rate;
  if (const auto per_s = predict::rate_of(loaded.reading.config, loaded.policy, policy, pool.name))
    rate = base::Rate{*per_s};
  auto service = policy.workload.service_time.value;
  if (!command.rate.empty() && !(rate = base::parse_rate(command.rate)))
    return failure("--rate " + base::printable(command.rate) + " is not a rate; write it as 900/s");
  if (!command.service_time.empty() && !(service = base::parse_duration(command.service_time)))
    return failure("--service-time " + base::printable(command.service_time) +
                   " is not a time; write it as 120ms");
  if (!rate || !service || rate->per_second <= 0)
    return failure(
        "to draw requests, say what arrives: --rate 900/s --service-time 120ms (or in the "
        "policy, for this pool where there are several), or give recorded ones with --requests "
        "FILE");
  arrivals.rate_per_s = rate->per_second;
  arrivals.service_s = base::seconds(*service);
  base::Random random(command.seed);
  return Workload{
      draw_requests(arrivals, random),
      fmt::format("{} requests drawn: Poisson at {}, exponential service of {}, seed {}",
                  base::count_text(double(arrivals.count)), to_string(*rate),
                  base::to_string(*service), command.seed)};
}

Result<std::vector<std::uint8_t>> flags_of(const std::vector<std::string>& names,
                                           const model::Pool& pool, std::uint8_t named) {
  std::vector<std::uint8_t> flags(pool.servers.size(), std::uint8_t(1 - named));
  for (const std::string& name : names) {
    const auto found = std::ranges::find(pool.servers, name, &model::Server::name);
    if (found == pool.servers.end()) {
      std::vector<std::string> known;
      for (const model::Server& server : pool.servers) known.push_back(server.name);
      return failure(fmt::format(
          "pool {} has no server {}{}; it has {}", base::printable(pool.name),
          base::printable(name),
          base::did_you_mean(name, std::vector<std::string_view>(known.begin(), known.end())),
          base::printable(lint::listed(known, 8))));
    }
    flags[static_cast<std::size_t>(found - pool.servers.begin())] = named;
  }
  return flags;
}

// Names alone go to the output; that they may be others is said beside it.
void write_names(const report::SimulationView& view, report::Output& output) {
  report::simulation_names(view, output);
  if (view.drawn || !view.given.empty())
    say(fmt::format("note: {}\n", base::printable(report::how_true(view))));
}

Result<int> simulate(const Simulate& command, const Loaded& loaded, report::Output& output) {
  if (!loaded.usable())
    return failure(report::refusal(loaded.reading, loaded.policy_told()) +
                   ": nothing was simulated");
  EK_TRY(const model::Pool* pool, choose_pool(loaded, command.pool));
  EK_TRY(const Workload workload, command.requests.empty() ? draw_workload(command, loaded, *pool)
                                                           : read_requests(command.requests));
  predict::SimulationOptions options;
  options.seed = command.seed;
  options.from_clients = !command.requests.empty();
  EK_TRY(options.up, flags_of(command.down, *pool, 0));
  EK_TRY(options.refusing, flags_of(command.refusing, *pool, 1));

  const model::Pool met =
      options.from_clients ? model::Pool() : predict::without_use_servers(*pool);
  EK_TRY(const auto simulation,
         predict::simulate({loaded.reading.config.program, options.from_clients ? *pool : met},
                           workload.requests, options));

  const model::Config& config = loaded.reading.config;
  const predict::Context context{config.program, *pool};
  const std::string given =
      predict::picks_rest_on(config, context, workload.requests, options, simulation);
  const report::SimulationView view{config.program,
                                    *pool,
                                    simulation,
                                    loaded.name,
                                    workload.words,
                                    given,
                                    predict::picks_are_drawn(context)};
  if (command.show.format == Format::json)
    report::simulation_json(view, output);
  else if (command.summary || command.requests.empty())
    report::simulation_text(view, command.show.style, output);
  else
    write_names(view, output);
  return exit_ok;
}

}  // namespace

int run(const Simulate& command) {
  const std::size_t named = command.input.files.size() + (command.input.together.empty() ? 0 : 1);
  if (named > 1) {
    print_error({"simulate runs one configuration; to give one in several files, use -f for each"});
    return exit_input;
  }
  return for_each_configuration(command.input, command.show, Want::model,
                                [&](Loaded& loaded, report::Output& output) {
                                  const auto exit_code = simulate(command, loaded, output);
                                  if (exit_code) return *exit_code;
                                  print_error(exit_code.error());
                                  return exit_input;
                                });
}

}  // namespace ek::app
