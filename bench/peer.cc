#include "peer.h"

#include <fmt/format.h>
#include <sys/types.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <vector>

#include "rig/backends.h"
#include "rig/haproxy.h"
#include "rig/load.h"
#include "rig/nginx.h"
#include "rig/one_core.h"
#include "workload.h"

namespace ek::bench {
namespace {

constexpr std::size_t real_servers = 10;
constexpr std::size_t connections = 64;
constexpr std::size_t requests_a_run = 15'000;
constexpr int runs = 2;

// Its own and those of nginx's worker.
std::vector<pid_t> processes_of(pid_t pid) {
  std::vector<pid_t> processes{pid};
  std::ifstream children(fmt::format("/proc/{}/task/{}/children", pid, pid));
  for (pid_t child = 0; children >> child;) processes.push_back(child);
  return processes;
}

// User and system time in seconds; 0 if it cannot be read.
double cpu_seconds(const std::vector<pid_t>& processes) {
  double seconds = 0;
  for (const pid_t pid : processes) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
    seconds += static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
  }
  return seconds;
}

rig::Outcome<Rate> best_rate(const rig::Endpoint& to, const std::vector<pid_t>& proxy) {
  rig::LoadOptions load;
  load.to = to;
  load.requests = requests_a_run;
  load.connections = connections;
  load.make_request = [](std::size_t i) { return rig::Request{request_path(i)}; };
  Rate best;
  for (int run = 0; run < runs; ++run) {
    const double before = cpu_seconds(proxy);
    const rig::LoadResult result = rig::run_load(load);
    const double busy = cpu_seconds(proxy) - before;
    if (result.per_status.size() != 1 || !result.per_status.contains(200))
      return rig::failure("the proxy did not answer every request with 200");
    if (busy <= 0) return rig::failure("the proxy's CPU time cannot be read");
    best.per_s = std::max(best.per_s, result.rate_per_s());
    best.per_cpu_s = std::max(best.per_cpu_s, static_cast<double>(result.answered) / busy);
  }
  return best;
}

rig::Outcome<Capacity> measure(const rig::Endpoint& to, pid_t proxy, const rig::OneCore& core) {
  const auto processes = processes_of(proxy);
  const auto shared = best_rate(to, processes);
  if (!shared) return rig::failure(shared.error());
  if (!core.set_apart(processes)) return Capacity{*shared, *shared};
  const auto own = best_rate(to, processes);
  if (!own) return rig::failure(own.error());
  return Capacity{*shared, *own};
}

rig::Outcome<Capacity> haproxy_capacity(const Method& method, std::size_t servers,
                                        const rig::Backends& backends, const rig::OneCore& core) {
  rig::HaproxyOptions options;
  options.frontends.push_back({rig::ListeningSocket(), "", "default_backend app"});
  options.sections = fmt::format("backend app\n  {}", method.lines);
  for (std::size_t i = 0; i < servers; ++i)
    options.sections +=
        rig::haproxy_server_line(fmt::format("s{}", i + 1), backends.endpoint(i % real_servers));
  const auto proxy = rig::Haproxy::start(std::move(options));
  if (!proxy) return rig::failure(proxy.error());
  return measure(proxy->endpoint(), proxy->pid(), core);
}

rig::Outcome<Capacity> nginx_capacity(const Method& method, std::size_t servers,
                                      const rig::Backends& backends, const rig::OneCore& core) {
  rig::NginxOptions options;
  options.sockets.emplace_back();
  options.http = fmt::format("upstream app {{\n{}", method.lines);
  for (std::size_t i = 0; i < servers; ++i)
    options.http += rig::nginx_server_line(backends.endpoint(i % real_servers));
  options.http += fmt::format(
      "keepalive {};\n}}\nserver {{ listen {};\n  access_log off;\n  location / {{\n"
      "    proxy_pass http://app;\n    proxy_http_version 1.1;\n"
      "    proxy_set_header Connection \"\";\n  }} }}\n",
      2 * connections, to_string(options.sockets[0].endpoint()));
  const auto proxy = rig::Nginx::start(std::move(options));
  if (!proxy) return rig::failure(proxy.error());
  return measure(proxy->endpoint(), proxy->pid(), core);
}

}  // namespace

rig::Outcome<Capacity> capacity_of(const Method& method, std::size_t servers) {
  rig::raise_fd_limit();
  const rig::OneCore core;
  rig::Backends backends;
  backends.add_many(real_servers);
  return method.program == model::ProgramKind::haproxy
             ? haproxy_capacity(method, servers, backends, core)
             : nginx_capacity(method, servers, backends, core);
}

}  // namespace ek::bench
