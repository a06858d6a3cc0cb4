// A real HAProxy on loopback.
//
//   HaproxyOptions options;
//   options.frontends.push_back({ListeningSocket(), "", "default_backend app"});
//   options.sections = "backend app\n  balance roundrobin\n  server s1 127.0.0.1:8001\n";
//   auto lb = Haproxy::start(std::move(options));
//   ASSERT_TRUE(lb) << lb.error();
//   Client client(lb->endpoint(0));
//
// Ready means: the process answers on its runtime socket. No connection through a frontend is made
// for that, so the first request of the test is the first pick.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rig/config_verdict.h"
#include "rig/listening_socket.h"
#include "rig/outcome.h"
#include "rig/process.h"
#include "rig/temp_dir.h"
#include "rig/version.h"

namespace ek::rig {

struct HaproxyFrontend {
  ListeningSocket socket;
  std::string bind_options = {};  // e.g. "accept-proxy", "proto h2"
  std::string body = {};          // lines of the frontend, e.g. "default_backend app"
};

struct HaproxyOptions {
  std::vector<HaproxyFrontend> frontends =
      {};                           // written as rig_fe_0, rig_fe_1, …, after `sections`
  std::string sections = {};        // backends, or a whole configuration of the caller's
  std::string mode = "http";        // of the rig's defaults section
  std::string global_extra = {};    // more lines of the global section
  std::string defaults_extra = {};  // more lines of the defaults section
  bool write_defaults = true;       // false: `sections` brings its own defaults (and timeouts)
  int threads = 1;
  // HAProxy wants twice as many open files: more than an ordinary user's usual 4096 it cannot have.
  int maxconn = 1000;
  // For `bind fd@N` lines that the caller writes itself: kept open until HAProxy has them.
  std::vector<ListeningSocket> sockets = {};
};

// The configuration file that start() would write, with the runtime socket at `stats_socket`.
std::string haproxy_config(const HaproxyOptions& options, const std::string& stats_socket);

// "  server <label> <address:port> <options>\n"
std::string haproxy_server_line(const std::string& label, const Endpoint& to,
                                const std::string& options = "");

// HAProxy's balance state is one per process, so a fresh state is a fresh Haproxy.
class Haproxy {
 public:
  static Outcome<Haproxy> start(HaproxyOptions options);

  const Endpoint& endpoint(std::size_t frontend = 0) const { return endpoints_.at(frontend); }
  const std::string& config_text() const { return config_text_; }
  std::string config_file() const { return folder_.file("haproxy.cfg"); }
  std::string socket_path() const { return folder_.file("stats.sock"); }
  std::string output() const { return process_.output(); }
  pid_t pid() const { return process_.pid(); }
  bool running() const { return process_.running(); }

  // One line of the runtime API, e.g. "set server app/s1 state maint"; the whole answer. Most
  // commands that change something answer an empty line when they worked.
  Outcome<std::string> command(std::string_view line) const;
  // A column of `show stat` for each server of a backend, by name: "scur", "stot", "lbtot",
  // "weight", "status", … (the management guide, "Statistics and monitoring", names them).
  Outcome<std::map<std::string, std::string>> stat(const std::string& backend,
                                                   const std::string& column) const;
  // Waits until the backend's servers have exactly these numbers of current sessions (servers that
  // are not named: none): the balancer itself has then seen every open and close.
  bool wait_sessions(const std::string& backend, const std::map<std::string, int>& expected,
                     std::chrono::milliseconds wait = std::chrono::seconds(60)) const;

  ProcessEnd stop() { return process_.stop(); }

 private:
  Haproxy(TempDir folder, std::vector<Endpoint> endpoints, std::string text, Process process);

  TempDir folder_;  // before process_: the process stops before its folder goes
  std::vector<Endpoint> endpoints_;
  std::string config_text_;
  Process process_;
};

// Of `haproxy -v`.
Outcome<Version> haproxy_version();

// What `haproxy -c` says of a whole configuration text.
Outcome<ConfigVerdict> haproxy_check(const std::string& config_text);

}  // namespace ek::rig
