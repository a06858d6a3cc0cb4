#include "rig/haproxy.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <sstream>

#include "rig/connection.h"
#include "rig/patience.h"

namespace ek::rig {
namespace {

constexpr auto kStartMax = std::chrono::seconds(60);
constexpr auto kAnswerMax = std::chrono::seconds(60);

std::string indented(const std::string& lines) {
  std::istringstream in(lines);
  std::string out;
  for (std::string line; std::getline(in, line);) out += "  " + line + "\n";
  return out;
}

std::string frontend_text(const HaproxyFrontend& frontend, std::size_t index) {
  std::string bind = "bind fd@" + std::to_string(frontend.socket.fd());
  if (!frontend.bind_options.empty()) bind += " " + frontend.bind_options;
  return "frontend rig_fe_" + std::to_string(index) + "\n" + indented(bind) +
         indented(frontend.body);
}

Outcome<std::string> ask_socket(const std::string& path, std::string_view line) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failure("too long for a socket: " + path);
  path.copy(address.sun_path, path.size());
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(fd.get(), name, sizeof address) != 0) {
    return failure(with_errno("cannot connect to " + path));
  }
  Connection connection = Connection::adopt(std::move(fd), kAnswerMax);
  const auto sent = connection.send_all(std::string(line) + "\n");
  if (!sent) return failure(sent.error());
  std::string answer;
  while (true) {
    const auto more = connection.read_some(answer);
    if (!more) return failure(more.error());
    if (!*more) return answer;
  }
}

// A comma within double quotes does not part two fields.
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '"') {
      fields.back() += c;
    }
  }
  return fields;
}

std::size_t column_of(const std::string& header, const std::string& name) {
  const std::vector<std::string> names = csv_fields(header.substr(header.find_first_not_of("# ")));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::string::npos;
}

bool same_sessions(const std::map<std::string, std::string>& current,
                   const std::map<std::string, int>& expected) {
  for (const auto& [server, sessions] : current) {
    const auto it = expected.find(server);
    if (sessions != std::to_string(it == expected.end() ? 0 : it->second)) return false;
  }
  return true;
}

ProcessOptions process_options(const HaproxyOptions& options, const TempDir& folder) {
  ProcessOptions result;
  result.argv = {"haproxy", "-db", "-f", folder.file("haproxy.cfg")};
  result.output_file = folder.file("output.log");
  for (const auto& frontend : options.frontends) {
    result.inherited_fds.push_back(frontend.socket.fd());
  }
  for (const auto& socket : options.sockets) result.inherited_fds.push_back(socket.fd());
  return result;
}

}  // namespace

std::string haproxy_config(const HaproxyOptions& options, const std::string& stats_socket) {
  std::string text = "global\n  maxconn " + std::to_string(options.maxconn) + "\n  nbthread " +
                     std::to_string(options.threads) + "\n  stats socket " + stats_socket +
                     " mode 600 level admin\n" + indented(options.global_extra);
  if (options.write_defaults) {
    text += "\ndefaults\n  mode " + options.mode +
            "\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n" +
            indented(options.defaults_extra);
  }
  text += "\n" + options.sections + "\n";
  for (std::size_t i = 0; i < options.frontends.size(); ++i) {
    text += "\n" + frontend_text(options.frontends[i], i);
  }
  return text;
}

std::string haproxy_server_line(const std::string& label, const Endpoint& to,
                                const std::string& options) {
  return "  server " + label + " " + to_string(to) + (options.empty() ? "" : " " + options) + "\n";
}

Haproxy::Haproxy(TempDir folder, std::vector<Endpoint> endpoints, std::string text, Process process)
    : folder_(std::move(folder)),
      endpoints_(std::move(endpoints)),
      config_text_(std::move(text)),
      process_(std::move(process)) {}

Outcome<Haproxy> Haproxy::start(HaproxyOptions options) {
  raise_fd_limit();
  TempDir folder;
  std::vector<Endpoint> endpoints;
  for (const auto& frontend : options.frontends) endpoints.push_back(frontend.socket.endpoint());
  std::string text = haproxy_config(options, folder.file("stats.sock"));
  folder.write("haproxy.cfg", text);
  Outcome<Process> process = Process::start(process_options(options, folder));
  if (!process) return failure(process.error());
  Haproxy proxy(std::move(folder), std::move(endpoints), std::move(text), std::move(*process));
  Patience patience(kStartMax);
  while (!proxy.command("show info")) {
    if (!proxy.running()) return failure("haproxy ended at its start:\n" + proxy.output());
    if (!patience.again()) return failure("haproxy is not ready:\n" + proxy.output());
  }
  return proxy;
}

Outcome<std::string> Haproxy::command(std::string_view line) const {
  return ask_socket(socket_path(), line);
}

Outcome<std::map<std::string, std::string>> Haproxy::stat(const std::string& backend,
                                                          const std::string& column) const {
  const auto answer = command("show stat");
  if (!answer) return failure(answer.error());
  std::istringstream lines(*answer);
  std::string line;
  std::getline(lines, line);
  const std::size_t index = column_of(line, column);
  if (index == std::string::npos) return failure("show stat has no column " + column);
  std::map<std::string, std::string> result;
  while (std::getline(lines, line)) {
    const std::vector<std::string> fields = csv_fields(line);
    if (fields.size() <= index || fields[0] != backend) continue;
    if (fields[1] != "BACKEND" && fields[1] != "FRONTEND") result[fields[1]] = fields[index];
  }
  return result;
}

bool Haproxy::wait_sessions(const std::string& backend, const std::map<std::string, int>& expected,
                            std::chrono::milliseconds wait) const {
  Patience patience(wait);
  while (true) {
    const auto current = stat(backend, "scur");
    if (current && same_sessions(*current, expected)) return true;
    if (!current || !patience.again()) return false;
  }
}

Outcome<Version> haproxy_version() {
  const auto said = run_program({"haproxy", "-v"});
  if (!said) return failure(said.error());
  return parse_version(said->output, "version ");
}

Outcome<ConfigVerdict> haproxy_check(const std::string& config_text) {
  const TempDir folder;
  const auto said = run_program({"haproxy", "-c", "-f", folder.write("haproxy.cfg", config_text)});
  if (!said) return failure(said.error());
  return ConfigVerdict{said->end.exit_status == 0, said->output};
}

}  // namespace ek::rig
