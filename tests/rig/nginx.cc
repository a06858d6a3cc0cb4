#include "rig/nginx.h"

#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string_view>

#include "rig/patience.h"

namespace ek::rig {
namespace {

constexpr auto kStartMax = std::chrono::seconds(60);
constexpr std::string_view kWorkerStarted = "start worker process ";
constexpr std::string_view kWorkerEnded = " exited with code ";  // from the master, once reaped

// The value of `--name=value` in what `nginx -V` says; empty when it is not there.
std::string build_option(const std::string& said, const std::string& name) {
  const std::size_t at = said.find(" " + name + "=");
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size() + 2;
  return said.substr(start, said.find_first_of(" \n", start) - start);
}

// The line that loads the stream module, where it is not built in.
std::string load_stream() {
  const auto said = run_program({"nginx", "-V"});
  if (!said || build_option(said->output, "--with-stream") != "dynamic") return {};
  return "load_module " + build_option(said->output, "--modules-path") + "/ngx_stream_module.so;\n";
}

std::string http_prelude(const std::string& folder) {
  std::string text =
      "  log_format ek_rig '$upstream_addr|$upstream_status|$status|$request_uri';\n"
      "  access_log " +
      folder +
      "/access.log ek_rig;\n"
      // The default closes a client's connection after 1000 requests, in the midst of a sequence.
      "  keepalive_requests 1000000000;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string("  ") + kind + "_temp_path " + folder + "/" + kind + ";\n";
  }
  return text;
}

std::string stream_prelude(const std::string& folder) {
  return "  log_format ek_rig '$upstream_addr||$status|';\n"
         "  access_log " +
         folder + "/access.log ek_rig;\n";
}

std::vector<std::string> split_chain(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  std::istringstream in(text);
  while (in >> part) {
    if (part == ":") continue;  // parts the groups of an internal redirect
    if (part.back() == ',') part.pop_back();
    if (part != "-") parts.push_back(part);
  }
  return parts;
}

NginxLogLine parse_log_line(const std::string& line) {
  std::istringstream in(line);
  std::string address, upstream_status, status;
  NginxLogLine result;
  std::getline(in, address, '|');
  std::getline(in, upstream_status, '|');
  std::getline(in, status, '|');
  std::getline(in, result.request_uri);
  result.upstream_addr = split_chain(address);
  result.upstream_status = split_chain(upstream_status);
  result.status = std::atoi(status.c_str());
  return result;
}

// Only lines that nginx has ended: the last may still be on its way.
std::vector<std::string> whole_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    lines.push_back(text.substr(at, end - at));
  }
  return lines;
}

std::size_t occurrences(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

bool takes_error_log() {
  constexpr Version first_with_option{1, 19, 5};
  static const auto version = nginx_version();
  return version && *version >= first_with_option;
}

ProcessOptions process_options(const NginxOptions& options, const TempDir& folder) {
  ProcessOptions result;
  result.argv = {"nginx", "-p", folder.path().string(), "-c", folder.file("nginx.conf")};
  // Before it has read its configuration it writes to the log it was built with.
  if (takes_error_log()) result.argv.insert(result.argv.end(), {"-e", folder.file("error.log")});
  result.output_file = folder.file("output.log");
  result.signal_if_parent_dies = SIGTERM;  // a killed master would leave its workers behind
  std::string list;
  for (const ListeningSocket& socket : options.sockets) {
    result.inherited_fds.push_back(socket.fd());
    list += std::to_string(socket.fd()) + ";";
  }
  if (!list.empty()) result.environment.push_back("NGINX=" + list);
  return result;
}

}  // namespace

NginxOptions one_listener(const std::string& http, const std::string& inside) {
  NginxOptions options;
  options.sockets.emplace_back();
  options.http = http + "server { listen " + to_string(options.sockets[0].endpoint()) + ";\n" +
                 inside + " }\n";
  return options;
}

std::string nginx_config(const NginxOptions& options, const std::string& folder) {
  std::string text = options.stream.empty() ? "" : load_stream();
  if (::geteuid() == 0) text += "user root;\n";  // the folder is closed to other users
  text += "daemon off;\nworker_processes " + std::to_string(options.workers) + ";\npid " + folder +
          "/nginx.pid;\nlock_file " + folder + "/nginx.lock;\nerror_log " + folder +
          "/error.log notice;\n" + options.main_extra + "\nevents { worker_connections " +
          std::to_string(options.worker_connections) + "; }\n";
  if (!options.http.empty()) {
    text += "http {\n" + http_prelude(folder) + options.http + "\n}\n";
  }
  if (!options.stream.empty()) {
    text += "stream {\n" + stream_prelude(folder) + options.stream + "\n}\n";
  }
  return text;
}

std::string nginx_server_line(const Endpoint& to, const std::string& options) {
  return "server " + to_string(to) + (options.empty() ? "" : " " + options) + ";\n";
}

Nginx::Nginx(TempDir folder, std::vector<Endpoint> endpoints, int workers, std::string text,
             Process process)
    : folder_(std::move(folder)),
      endpoints_(std::move(endpoints)),
      workers_(workers),
      config_text_(std::move(text)),
      process_(std::move(process)) {}

Outcome<Nginx> Nginx::start(NginxOptions options) {
  raise_fd_limit();
  TempDir folder;
  std::vector<Endpoint> endpoints;
  for (const ListeningSocket& socket : options.sockets) endpoints.push_back(socket.endpoint());
  std::string text = nginx_config(options, folder.path().string());
  folder.write("nginx.conf", text);
  Outcome<Process> process = Process::start(process_options(options, folder));
  if (!process) return failure(process.error());
  Nginx proxy(std::move(folder), std::move(endpoints), options.workers, std::move(text),
              std::move(*process));
  if (proxy.wait_for_log(kWorkerStarted, static_cast<std::size_t>(options.workers))) return proxy;
  return failure("nginx did not start:\n" + proxy.output());
}

bool Nginx::wait_for_log(std::string_view notice, std::size_t n) const {
  Patience patience(kStartMax);
  while (occurrences(error_log(), notice) < n) {
    if (!running() || !patience.again()) return false;
  }
  return true;
}

Outcome<bool> Nginx::reload() {
  const auto workers = static_cast<std::size_t>(workers_);
  const std::size_t started = occurrences(error_log(), kWorkerStarted);
  const std::size_t ended = occurrences(error_log(), kWorkerEnded);
  process_.send_signal(SIGHUP);
  if (wait_for_log(kWorkerStarted, started + workers) &&
      wait_for_log(kWorkerEnded, ended + workers)) {
    return true;
  }
  return failure("nginx did not reload:\n" + output());
}

Outcome<std::vector<NginxLogLine>> Nginx::log_lines(std::size_t n,
                                                    std::chrono::milliseconds wait) const {
  Patience patience(wait);
  while (true) {
    const std::vector<std::string> lines = whole_lines(read_file(folder_.file("access.log")));
    if (lines.size() >= n) {
      std::vector<NginxLogLine> result;
      for (std::size_t i = 0; i < n; ++i) result.push_back(parse_log_line(lines[i]));
      return result;
    }
    if (!patience.again()) {
      return failure("the access log has " + std::to_string(lines.size()) + " lines of " +
                     std::to_string(n) + "\n" + output());
    }
  }
}

Outcome<Version> nginx_version() {
  const auto said = run_program({"nginx", "-v"});
  if (!said) return failure(said.error());
  return parse_version(said->output, "nginx/");
}

Outcome<ConfigVerdict> nginx_check(const std::string& config_text) {
  const TempDir folder;
  const auto said = run_program(
      {"nginx", "-t", "-p", folder.path().string(), "-c", folder.write("nginx.conf", config_text)});
  if (!said) return failure(said.error());
  return ConfigVerdict{said->end.exit_status == 0, said->output};
}

}  // namespace ek::rig
