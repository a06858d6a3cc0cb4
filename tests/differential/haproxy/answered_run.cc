#include "differential/haproxy/answered_run.h"

#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "differential/haproxy/version.h"
#include "predict/gate.h"
#include "predict/simulation.h"
#include "rig/client.h"

namespace ek::differential {
namespace {

rig::Request sent(const model::Request& request) {
  rig::Request made;
  made.path = request.target;
  made.method = request.method;
  made.headers = {{"Host", request.host}};
  for (const auto& header : request.headers) made.headers.push_back(header);
  for (const auto& [name, value] : request.cookies)
    made.headers.emplace_back("Cookie", name + "=" + value);
  return made;
}

// The last of them is that of what names none.
std::string with_defaults(const std::string& lines) {
  const std::string timeouts =
      " mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n ";
  return "defaults d\n" + timeouts + lines + "\ndefaults e\n" + timeouts + "\nbackend app from d\n";
}

}  // namespace

rig::HaproxyOptions options_of(const Rules& rules, const rig::Backends& backends) {
  rig::HaproxyOptions options;
  options.mode = rules.mode;
  options.frontends.push_back(
      {rig::ListeningSocket(), "accept-proxy", rules.frontend + "\n  default_backend app"});
  options.sections = rules.defaults.empty() ? "backend app\n" : with_defaults(rules.defaults);
  options.sections += rules.backend + "\n";
  for (std::size_t i = 0; i < backends.size(); ++i)
    options.sections += rig::haproxy_server_line(backends.label(i), backends.endpoint(i));
  return options;
}

Picks of_program(const Rules& rules, const Requests& requests, std::string& config) {
  rig::Backends backends;
  backends.add_many(servers);
  const auto lb = rig::Haproxy::start(options_of(rules, backends));
  if (!lb) return ADD_FAILURE() << lb.error(), Picks();
  config = lb->config_text();
  Picks picks;
  for (const model::Request& request : requests) {
    rig::ConnectOptions from;
    from.proxy_source = request.source;
    rig::Client client(lb->endpoint(), from);
    picks.push_back(client.pick(rig::request_text(sent(request))).value_or("-"));
  }
  return picks;
}

base::Result<Picks> of_model(const std::string& config, const Requests& requests) {
  const auto reading = dialects::find("haproxy")->read_text("haproxy.cfg", config, as_running());
  EXPECT_FALSE(reading.diagnostics.has_errors()) << config;
  const model::Pool* found = reading.config.pool("app");
  if (found == nullptr) return base::failure("no pool to ask: the program did not start");
  const model::Pool& pool = *found;
  predict::SimulationOptions options;
  options.from_clients = true;
  EK_TRY(const auto simulation,
         predict::simulate({reading.config.program, pool}, requests, options));
  Picks picks;
  for (const auto server : simulation.servers)
    picks.push_back(server == predict::no_server ? "-" : pool.servers[server].name);
  return picks;
}

Requests requests() {
  Requests made;
  for (int i = 0; i < 24; ++i) {
    const std::string n = std::to_string(i);
    model::Request& request = made.emplace_back();
    request.source = "10.0." + n + ".7";
    request.host = "h" + n + ".example";
    request.method = i % 3 == 0 ? "PUT" : "GET";
    request.target = (i % 2 == 0 ? "/a" : "/b") + n + "?p=" + n;
    request.headers = {{"X-Key", "k" + n}, {"Via", i % 4 == 0 ? "x" : "y"}};
    request.cookies = {{"S", "c" + std::to_string(i / 2)}};
  }
  return made;
}

}  // namespace ek::differential
