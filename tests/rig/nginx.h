// A real nginx on loopback.
//
//   auto lb = Nginx::start(one_listener("upstream app { server 127.0.0.1:8001; }\n"));
//
// A `listen` of the text must equal its socket's own address, else nginx opens a port of its own.
// Ready means: the error log tells of each worker's start; no connection is made for that.
#pragma once

#include <chrono>
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

struct NginxOptions {
  std::vector<ListeningSocket> sockets = {};
  std::string http = {};    // inside http { }, after the rig's own lines; no block when empty
  std::string stream = {};  // inside stream { }, likewise; loads the stream module
  std::string main_extra = {};
  int workers = 1;
  // Enough for the tests' widest fan; every worker allocates them all at its start.
  int worker_connections = 4096;
};

// One line of the access log: a request (http) or a session (stream). A chain of retries is a list.
struct NginxLogLine {
  std::vector<std::string> upstream_addr = {};    // "127.0.0.1:8001", in the order of the tries
  std::vector<std::string> upstream_status = {};  // "502", "200"; empty for stream
  int status = 0;
  std::string request_uri = {};  // empty for stream
};

// One listener on a port of the kernel's: a server block with `inside`, after `http`.
NginxOptions one_listener(const std::string& http,
                          const std::string& inside = "location / { proxy_pass http://app; }");

std::string nginx_config(const NginxOptions& options, const std::string& folder);

// "server <address:port> <options>;\n"
std::string nginx_server_line(const Endpoint& to, const std::string& options = "");

class Nginx {
 public:
  static Outcome<Nginx> start(NginxOptions options);

  const Endpoint& endpoint(std::size_t socket = 0) const { return endpoints_.at(socket); }
  const std::string& config_text() const { return config_text_; }
  std::string config_file() const { return folder_.file("nginx.conf"); }
  std::string error_log() const { return read_file(folder_.file("error.log")); }
  std::string output() const { return process_.output() + error_log(); }
  pid_t pid() const { return process_.pid(); }
  bool running() const { return process_.running(); }

  // The first n lines of the access log (http and stream share it); waits for them, because nginx
  // writes a line after the client has its answer. A failure says how many there were.
  Outcome<std::vector<NginxLogLine>> log_lines(
      std::size_t n, std::chrono::milliseconds wait = std::chrono::seconds(60)) const;

  // SIGHUP; waits for the new workers' start and the old ones' end, so that the next request meets
  // the new state. An old worker ends when its last request has: release what is held first.
  Outcome<bool> reload();
  ProcessEnd stop() { return process_.stop(); }

 private:
  Nginx(TempDir folder, std::vector<Endpoint> endpoints, int workers, std::string text,
        Process process);
  bool wait_for_log(std::string_view notice, std::size_t n) const;

  TempDir folder_;
  std::vector<Endpoint> endpoints_;
  int workers_;
  std::string config_text_;
  Process process_;
};

// Of `nginx -v`.
Outcome<Version> nginx_version();

// What `nginx -t` says of a whole configuration text (which must name its own paths).
Outcome<ConfigVerdict> nginx_check(const std::string& config_text);

}  // namespace ek::rig
