#include "differential/haproxy/run.h"

#include <chrono>
#include <map>
#include <sstream>

#include "differential/haproxy/random_request.h"
#include "differential/haproxy/version.h"

namespace ek::dialects::haproxy {
const Dialect& dialect();
}

namespace ek::differential {
namespace {

std::string problems(const dialects::Reading& reading) {
  std::string text;
  for (const auto& diagnostic : reading.diagnostics.all())
    if (diagnostic.severity == text::Severity::error) text += diagnostic.message + "\n";
  return text;
}

// Clients with addresses of their own, connected when first used.
class Clients {
 public:
  explicit Clients(rig::Endpoint to) : to_(std::move(to)) {}
  rig::Client& at(std::size_t index) {
    const auto found = clients_.find(index);
    if (found != clients_.end()) return found->second;
    rig::ConnectOptions options;
    options.proxy_source = client_addresses()[index];
    return clients_.emplace(index, rig::Client(to_, options)).first->second;
  }

 private:
  rig::Endpoint to_;
  std::map<std::size_t, rig::Client> clients_;
};

std::string apply(const Change& change, Pair& pair, double now_s) {
  const std::string name = "app/s" + std::to_string(change.server + 1);
  const auto server = static_cast<predict::ServerIndex>(change.server);
  switch (change.kind) {
    case Change::Kind::weight: {
      const auto answer =
          pair.program().command("set weight " + name + " " + std::to_string(change.weight));
      if (!answer) return answer.error();
      pair.balancer().set_weight(server, change.weight);
      return "";
    }
    case Change::Kind::maint:
    case Change::Kind::ready: {
      const bool up = change.kind == Change::Kind::ready;
      const auto answer =
          pair.program().command("set server " + name + " state " + (up ? "ready" : "maint"));
      if (!answer) return answer.error();
      pair.balancer().set_up(server, up, now_s);
      return "";
    }
  }
  return "";
}

std::string describe(std::uint64_t seed, const PoolPlan& plan, const Pair& pair, std::size_t pick,
                     const std::string& request, const std::string& ours,
                     const std::string& theirs) {
  std::ostringstream text;
  text << "EVENKEEL_SEED=" << seed << ": pick " << pick << " is " << theirs << ", we said " << ours
       << "\nrequest:\n"
       << request << "\nconfiguration:\n"
       << pair.config_text();
  for (const Change& change : plan.changes)
    text << "before pick " << change.at << ": s" << change.server + 1
         << (change.kind == Change::Kind::maint   ? " maint"
             : change.kind == Change::Kind::ready ? " ready"
                                                  : " weight " + std::to_string(change.weight))
         << "\n";
  for (std::size_t i = 0; i < plan.servers.size(); ++i)
    if (plan.servers[i].refuses) text << "s" << i + 1 << " refuses connections\n";
  return text.str();
}

}  // namespace

rig::Outcome<std::unique_ptr<Pair>> Pair::start(const std::string& lines, const std::string& mode,
                                                const std::string& defaults) {
  auto pair = open(lines, mode, defaults);
  if (!pair || (*pair)->balancer_ != nullptr) return pair;
  const auto balancer = predict::make_balancer((*pair)->context(), {});
  return rig::failure(balancer.error().message + "\n" + (*pair)->config_text());
}

rig::Outcome<std::unique_ptr<Pair>> Pair::open(const std::string& lines, const std::string& mode,
                                               const std::string& defaults) {
  rig::HaproxyOptions options;
  options.mode = mode;
  options.defaults_extra = "timeout connect 10ms\ntimeout queue 10s\n" + defaults;
  options.frontends.push_back({rig::ListeningSocket(), "accept-proxy", "default_backend app"});
  options.sections = "backend app\n" + lines;
  auto program = rig::Haproxy::start(std::move(options));
  if (!program) return rig::failure(program.error());
  dialects::ReadOptions reading_options;
  reading_options.version = running_version();
  auto reading = dialects::haproxy::dialect().read_text("haproxy.cfg", program->config_text(),
                                                        reading_options);
  if (const std::string errors = problems(reading); !errors.empty())
    return rig::failure("we refuse what the program takes: " + errors + program->config_text());
  auto pair = std::unique_ptr<Pair>(new Pair(std::move(*program), std::move(reading)));
  auto balancer = predict::make_balancer(pair->context(), {});
  if (balancer) pair->balancer_ = std::move(*balancer);
  return pair;
}

std::string Pair::name(predict::ServerIndex server) const {
  return server == predict::no_server ? "-" : pool().servers[server].name;
}

std::string server_lines(const rig::Backends& backends, const std::vector<ServerPlan>& plans) {
  std::string lines;
  for (std::size_t i = 0; i < plans.size(); ++i)
    lines += rig::haproxy_server_line(backends.label(i), backends.endpoint(i), plans[i].options);
  return lines;
}

std::string compare_random_pool(std::uint64_t seed, std::size_t picks) {
  base::Random random(seed);
  const PoolPlan plan = random_pool(random, running_abilities());
  rig::Backends backends;
  for (const ServerPlan& server : plan.servers) {
    rig::BackendOptions options;
    options.address = server.address;
    backends.add(options);
  }
  auto started = Pair::start(plan.lines + server_lines(backends, plan.servers));
  if (!started) return "EVENKEEL_SEED=" + std::to_string(seed) + ": " + started.error();
  Pair& pair = **started;
  std::vector<std::string> cookies;
  for (std::size_t i = 0; i < plan.servers.size(); ++i) {
    if (!plan.servers[i].cookie.empty()) cookies.push_back(plan.servers[i].cookie);
    if (!plan.servers[i].refuses) continue;
    backends.kill(i);
    pair.balancer().set_refusing(static_cast<predict::ServerIndex>(i), true);
  }
  Clients clients(pair.program().endpoint());
  const auto begin = std::chrono::steady_clock::now();
  predict::Dispatch dispatch;
  std::vector<predict::Started> let_go;
  for (std::size_t pick = 0; pick < picks; ++pick) {
    const double now_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (const Change& change : plan.changes)
      if (change.at == pick)
        if (const std::string error = apply(change, pair, now_s); !error.empty()) return error;
    const SentRequest sent = random_request(random, plan, cookies);
    const auto theirs = clients.at(sent.client).pick(sent.bytes);
    if (!theirs)
      return describe(seed, plan, pair, pick, sent.bytes, "?", "unknown: " + theirs.error());
    pair.balancer().dispatch(pick, sent.request, now_s, dispatch);
    const bool placed = dispatch.outcome == predict::Outcome::placed;
    const std::string ours = pair.name(placed ? dispatch.server : predict::no_server);
    if (placed) pair.balancer().finish(pick, now_s, let_go);
    if (ours != *theirs) return describe(seed, plan, pair, pick, sent.bytes, ours, *theirs);
  }
  return "";
}

}  // namespace ek::differential
