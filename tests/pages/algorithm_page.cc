#include "algorithm_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "base/text.h"
#include "dialects/dialect.h"
#include "inputs/requests.h"
#include "predict/balancer.h"
#include "predict/prediction.h"

namespace ek::pages {
namespace {

using predict::ServerIndex;

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string check_share(const predict::PoolForecast& forecast, const std::string& name,
                        const std::string& written) {
  const auto& servers = forecast.pool->servers;
  const auto server = std::find_if(servers.begin(), servers.end(),
                                   [&](const model::Server& s) { return s.name == name; });
  if (server == servers.end()) return "there is no server " + name + "\n";
  double wanted = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), wanted);
  if (error != std::errc{} || std::string_view(end) != "%") return "no share: " + written + "\n";
  const std::size_t point = written.find('.');
  const auto digits = point == std::string::npos ? 0 : written.size() - 2 - point;
  const double tolerance = 0.5 * std::pow(10.0, -double(digits)) * (1 + 1e-9);
  const double share = 100 * forecast.servers[std::size_t(server - servers.begin())].share;
  if (std::abs(share - wanted) <= tolerance) return {};
  return fmt::format("{} gets {:.{}f}%, not {}\n", name, share, digits, written);
}

std::string check_shares(const model::Config& config, const Block& claim) {
  const model::Policy policy;
  const predict::Prediction prediction = predict::predict(config, policy, {});
  const predict::PoolForecast& forecast = prediction.pools.front();
  std::istringstream lines(claim.text);
  std::string wrong;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto words = split(line);
    if (words.empty()) continue;
    ++count;
    wrong += words.size() == 2 ? check_share(forecast, words[0], words[1])
                               : "not \"SERVER SHARE%\": " + line + "\n";
  }
  if (count == 0) return "no share stands here";
  return wrong;
}

struct Step {
  model::Request request;
  std::string server;
};

std::string read_steps(const Block& claim, std::vector<Step>& steps) {
  std::string requests;
  std::vector<std::string> servers;
  std::istringstream lines(claim.text);
  for (std::string line; std::getline(lines, line);) {
    if (base::trim(line).empty()) continue;
    const std::size_t arrow = line.rfind("->");
    if (line.front() != '{' || arrow == std::string::npos) {
      for (std::string& name : split(line)) servers.push_back(name), requests += "{}\n";
      continue;
    }
    requests += line.substr(0, arrow) + "\n";
    servers.emplace_back(base::trim(line.substr(arrow + 2)));
  }
  text::Sources sources;
  text::Diagnostics diagnostics;
  auto read = inputs::parse_requests(sources, *sources.add("picks", requests), diagnostics);
  if (diagnostics.has_errors()) return draw(diagnostics.all().front(), sources);
  for (std::size_t i = 0; i < read.size(); ++i) steps.push_back({std::move(read[i]), servers[i]});
  return steps.empty() ? "no pick stands here" : "";
}

struct Running {
  predict::RequestId id = 0;
  double end_s = 0;
};

// Requests that ended by `now`, in the order of their ends. Untimed ones end at once.
void finish_ended(predict::Balancer& balancer, std::vector<Running>& running, double now_s) {
  std::stable_sort(running.begin(), running.end(),
                   [](const Running& a, const Running& b) { return a.end_s < b.end_s; });
  std::vector<predict::Started> started;
  while (!running.empty() && running.front().end_s <= now_s) {
    balancer.finish(running.front().id, running.front().end_s, started);
    running.erase(running.begin());
  }
}

std::string check_picks(const model::Config& config, const Block& claim) {
  std::vector<Step> steps;
  if (std::string wrong = read_steps(claim, steps); !wrong.empty()) return wrong;
  const model::Pool& pool = config.pools.front();
  const predict::Context context{config.program, pool};
  auto balancer = predict::make_balancer(context, {});
  if (!balancer) return "single picks cannot be told: " + balancer.error().message;
  std::vector<Running> running;
  std::string wrong;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const model::Request& request = steps[i].request;
    finish_ended(**balancer, running, request.time_s);
    predict::Dispatch dispatch;
    (*balancer)->dispatch(i, request, request.time_s, dispatch);
    const bool placed = dispatch.outcome == predict::Outcome::placed;
    const std::string name = placed ? pool.servers[dispatch.server].name : "-";
    if (name != steps[i].server)
      wrong += fmt::format("pick {} goes to {}, not {}\n", i + 1, name, steps[i].server);
    if (placed) running.push_back({i, request.time_s + request.service_s});
    if (!request.timed) finish_ended(**balancer, running, request.time_s);
  }
  return wrong;
}

}  // namespace

std::string run_claim(const Block& config, const Block& claim) {
  const dialects::Dialect* dialect = dialects::find(config.language);
  if (dialect == nullptr) return "no dialect is called " + config.language;
  dialects::ReadOptions options;
  if (const std::string version = config.option("version"); !version.empty())
    options.version = model::parse_version(version);
  const dialects::Reading reading = dialect->read_text("page.cfg", config.text, options);
  std::string wrong;
  for (const text::Diagnostic& diagnostic : reading.diagnostics.all())
    if (diagnostic.severity == text::Severity::error) wrong += draw(diagnostic, reading.sources);
  if (!wrong.empty()) return wrong;
  if (reading.config.pools.empty()) return "the configuration has no pool";
  return claim.language == "shares" ? check_shares(reading.config, claim)
                                    : check_picks(reading.config, claim);
}

}  // namespace ek::pages
