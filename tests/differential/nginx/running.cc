#include "differential/nginx/running.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "rig/patience.h"

namespace ek::differential::nginx {
namespace {

std::string listen_line(const RandomUpstream& upstream, const rig::Endpoint& listen) {
  std::string text = "listen " + rig::to_string(listen);
  if (upstream.by_address) text += " proxy_protocol";
  text += ";\n";
  if (!upstream.by_address) return text;
  text += "set_real_ip_from 127.0.0.1;\n";
  if (upstream.protocol == Protocol::http) text += "real_ip_header proxy_protocol;\n";
  return text;
}

Chain split_chain(std::string_view text) {
  Chain chain;
  std::istringstream in{std::string(text)};
  for (std::string part; in >> part;) {
    if (part.back() == ',') part.pop_back();
    chain.push_back(part);
  }
  return chain;
}

}  // namespace

std::string upstream_text(const RandomUpstream& upstream, const rig::Backends& backends,
                          const rig::Endpoint& listen) {
  std::string text = "upstream " + upstream.name + " {\n";
  if (upstream.zone) text += "  zone " + upstream.name + " 256k;\n";
  if (!upstream.method.empty()) text += "  " + upstream.method + "\n";
  if (!upstream.sticky.empty()) text += "  " + upstream.sticky + "\n";
  for (const RandomServer& server : upstream.servers)
    text += "  " + rig::nginx_server_line(backends.endpoint(server.backend), server.options);
  text += "}\nserver {\n" + listen_line(upstream, listen);
  if (upstream.protocol == Protocol::stream)
    return text + upstream.location + "proxy_pass " + upstream.name + ";\n}\n";
  return text + "location / { " + upstream.location + "add_header X-Chain $upstream_addr always; " +
         "proxy_pass http://" + upstream.name + "; }\n}\n";
}

rig::Outcome<Running> start(const std::vector<RandomUpstream>& upstreams,
                            const rig::Backends& backends, int workers) {
  rig::NginxOptions options;
  options.workers = workers;
  for (std::size_t i = 0; i < upstreams.size(); ++i) options.sockets.emplace_back();
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const std::string text = upstream_text(upstreams[i], backends, options.sockets[i].endpoint());
    (upstreams[i].protocol == Protocol::http ? options.http : options.stream) += text;
  }
  auto started = rig::Nginx::start(std::move(options));
  if (!started) return rig::failure(started.error());
  Running running;
  running.nginx.emplace(std::move(*started));
  running.log_file =
      std::filesystem::path(running.nginx->config_file()).replace_filename("access.log");
  return running;
}

Asker::Asker(Running& running, const RandomUpstream& upstream, std::size_t listener)
    : running_(running), upstream_(upstream), to_(running.nginx->endpoint(listener)) {}

rig::Outcome<Chain> Asker::ask(const TwoFaced& request) {
  return upstream_.protocol == Protocol::http ? ask_http(request) : ask_stream(request);
}

rig::Outcome<Chain> Asker::ask_http(const TwoFaced& request) {
  // With several workers and a shared zone every request comes on a new connection, so that any of
  // them may take it; counts of connections need one that has seen the last one end.
  const bool anew = upstream_.by_address || (upstream_.zone && !upstream_.takes_connections);
  if (anew || !client_) {
    rig::ConnectOptions options;
    if (upstream_.by_address) options.proxy_source = request.modelled.source;
    client_ = std::make_unique<rig::Client>(to_, options);
  }
  const auto answer = client_->request(request.sent);
  if (!answer) return rig::failure(answer.error());
  return split_chain(answer->header("X-Chain"));
}

rig::Outcome<Chain> Asker::ask_stream(const TwoFaced& request) {
  rig::ConnectOptions options;
  if (upstream_.by_address) options.proxy_source = request.modelled.source;
  std::string answered;
  {
    auto connection = rig::Connection::open(to_, options);
    if (!connection) return rig::failure(connection.error());
    const auto label = connection->read_line();  // or the end: the log has the tries
    answered = label ? *label : label.error();
  }
  auto logged = next_logged();
  if (!logged) return rig::failure("the client had: " + answered + "\n" + logged.error());
  return logged;
}

// The log's next line, which nginx writes after the session; only what is new is read.
rig::Outcome<Chain> Asker::next_logged() {
  rig::Patience patience(std::chrono::seconds(60), std::chrono::microseconds(50));
  do {
    std::ifstream log(running_.log_file);
    log.seekg(running_.log_read);
    std::string line;
    if (std::getline(log, line) && !log.eof()) {
      running_.log_read += static_cast<std::streamoff>(line.size()) + 1;
      return split_chain(line.substr(0, line.find('|')));
    }
  } while (patience.again());
  return rig::failure("the access log has no further line\n" + running_.nginx->output());
}

}  // namespace ek::differential::nginx
