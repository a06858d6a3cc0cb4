#include "stage.h"

#include "rig/process.h"
#include "rig/temp_dir.h"

namespace ek::demo {
namespace {

// The configuration names its ports as "${WEB1_PORT-8001}" and its listener as "${SHOP-…}"; HAProxy
// itself puts in what the environment says.
std::vector<std::string> environment(const rig::Backends& backends, int listener) {
  std::vector<std::string> result = {"SHOP=fd@" + std::to_string(listener)};
  for (std::size_t i = 0; i < servers; ++i) {
    result.push_back("WEB" + std::to_string(i + 1) + "_PORT=" + std::to_string(backends.port(i)));
  }
  return result;
}

rig::LoadOptions peak(const rig::Endpoint& to) {
  rig::LoadOptions load;
  load.to = to;
  load.requests = requests;
  load.rate_per_s = rate_per_s;
  load.poisson_seed = 1;
  load.connections = 1800;  // nobody who arrives shall wait for a connection, only for a server
  load.time_max = std::chrono::seconds(20);
  return load;
}

Measured measured(const rig::Backends& backends, const rig::LoadResult& load) {
  Measured result;
  for (std::size_t i = 0; i < servers; ++i) {
    const std::string name = backends.label(i);
    const auto count = load.per_server.find(name);
    const double answers = count == load.per_server.end() ? 0 : static_cast<double>(count->second);
    result.servers.push_back({name, answers / static_cast<double>(requests),
                              load.latency_us(name, 0.5) / 1000,
                              load.latency_us(name, 0.95) / 1000});
  }
  result.unanswered = load.failed;
  result.seconds = load.seconds;
  return result;
}

}  // namespace

Stage::Stage() {
  rig::raise_fd_limit();
  for (std::size_t i = 0; i < servers; ++i) {
    rig::BackendOptions options;
    options.label = "web" + std::to_string(i + 1);
    options.service_time = service_time;
    options.concurrency = concurrency;
    backends_.add(options);
  }
}

rig::Outcome<Measured> Stage::send_peak_through(const std::string& config_file) const {
  const rig::TempDir folder;
  rig::ListeningSocket listener;  // connections wait in it until HAProxy takes them
  rig::ProcessOptions options;
  options.argv = {"haproxy", "-db", "-f", config_file};
  options.inherited_fds = {listener.fd()};
  options.environment = environment(backends_, listener.fd());
  options.output_file = folder.file("haproxy.log");
  const rig::Endpoint& front = listener.endpoint();
  rig::Outcome<rig::Process> haproxy = rig::Process::start(options);
  if (!haproxy) return rig::failure(haproxy.error());
  const rig::LoadResult load = rig::run_load(peak(front));
  if (load.answered == 0) return rig::failure("HAProxy answered nothing:\n" + haproxy->output());
  return measured(backends_, load);
}

}  // namespace ek::demo
