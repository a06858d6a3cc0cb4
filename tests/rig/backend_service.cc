// The half of BackendLoop that reads requests and decides when each is answered.
#include <algorithm>

#include "rig/backend_loop.h"

namespace ek::rig {
namespace {

bool is_health_check(std::string_view method, std::string_view target) {
  return method == "OPTIONS" || target.substr(0, target.find('?')) == kHealthPath;
}

std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

}  // namespace

std::string_view hold_token(std::string_view target) {
  const std::size_t at = target.find(kHoldMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = target.substr(at + kHoldMark.size());
  return rest.substr(0, rest.find('&'));
}

// Starts whole requests as they come in, one at a time.
void BackendLoop::advance(ConnectionId id) {
  while (connections_.count(id) != 0) {
    Connection& connection = connections_.at(id);
    if (connection.stage != Stage::reading || connection.answer_ends_it) return;
    if (!read_request(connection)) {
      if (connection.in.size() > kHeadBytesMax && !connection.head_read) close(id);
      return;
    }
    begin(id);
  }
}

// True once a whole request has been taken off the input.
bool BackendLoop::read_request(Connection& connection) {
  if (!connection.head_read) {
    const std::optional<HttpMessage> head = parse_head(connection.in);
    if (!head) return false;
    take_head(connection, *head);
  }
  const std::size_t skipped = std::min(connection.body_left, connection.in.size());
  connection.in.erase(0, skipped);
  connection.body_left -= skipped;
  if (connection.body_left != 0) return false;
  connection.head_read = false;
  return true;
}

void BackendLoop::take_head(Connection& connection, const HttpMessage& head) {
  std::string_view line = head.start_line;
  connection.method = take_word(line);
  connection.target = take_word(line);
  connection.http10 = line == "HTTP/1.0";
  connection.keep_alive = connection.http10 ? head.connection_keep_alive : !head.connection_close;
  connection.body_left = head.content_length;
  connection.head_read = true;
  // A chunked body is not skipped: what follows the head would be taken for a request.
  if (head.chunked) connection.keep_alive = false;
  connection.in.erase(0, head.head_size);
}

void BackendLoop::begin(ConnectionId id) {
  const Connection& connection = connections_.at(id);
  Server& server = servers[connection.server];
  if (is_health_check(connection.method, connection.target)) {
    ++server.checks;
    return answer(id, server.healthy ? 200 : 503, "");
  }
  ++server.count;
  if (server.options.behaviour == Behaviour::closes) return close(id);
  connections_.at(id).stage = Stage::waiting;
  server.waiting.push_back(id);
  pump(connection.server);
}

void BackendLoop::pump(std::size_t server) {
  if (pumping_[server]) return;  // an answer that ends at once comes back here: the loop goes on
  pumping_[server] = true;
  Server& it = servers[server];
  while (!it.waiting.empty() &&
         (it.options.concurrency == 0 || it.in_service < it.options.concurrency)) {
    const ConnectionId id = it.waiting.front();
    it.waiting.pop_front();
    serve(id);
  }
  pumping_[server] = false;
}

void BackendLoop::serve(ConnectionId id) {
  Connection& connection = connections_.at(id);
  Server& server = servers[connection.server];
  connection.stage = Stage::serving;
  ++server.in_service;
  if (server.options.service_time.count() == 0) return service_over(id);
  due_.push({Clock::now() + server.options.service_time, next_order_++, id});
}

void BackendLoop::service_over(ConnectionId id) {
  Connection& connection = connections_.at(id);
  Server& server = servers[connection.server];
  connection.stage = Stage::held;
  server.held.push_back(id);
  if (!server.options.hold && hold_token(connection.target).empty()) release(id);
}

void BackendLoop::release(ConnectionId id) {
  if (connections_.count(id) == 0) return;  // an earlier release of the same order closed it
  const std::size_t server = connections_.at(id).server;
  leave_service(id);
  answer(id, servers[server].options.status, servers[server].options.label);
  if (connections_.count(id) != 0) advance(id);
  pump(server);
}

void BackendLoop::leave_service(ConnectionId id) {
  Connection& connection = connections_.at(id);
  Server& server = servers[connection.server];
  if (connection.stage != Stage::serving && connection.stage != Stage::held) return;
  server.held.erase(std::remove(server.held.begin(), server.held.end(), id), server.held.end());
  --server.in_service;
  connection.stage = Stage::reading;
}

void BackendLoop::answer(ConnectionId id, int status, std::string_view body) {
  Connection& connection = connections_.at(id);
  connection.stage = Stage::reading;
  std::string& out = connection.out;
  out += "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " As told") +
         "\r\nX-Server: " + servers[connection.server].options.label +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  const std::string& header = servers[connection.server].options.header;
  if (!header.empty()) out += header + "\r\n";
  if (!connection.keep_alive) out += "Connection: close\r\n";
  if (connection.keep_alive && connection.http10) out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (connection.method != "HEAD") out += body;
  connection.answer_ends_it = !connection.keep_alive;
  flush(id);
}

std::optional<BackendLoop::ConnectionId> BackendLoop::find_token(std::string_view token) const {
  for (const Server& server : servers) {
    for (const ConnectionId id : server.held) {
      if (hold_token(connections_.at(id).target) == token) return id;
    }
  }
  return std::nullopt;
}

}  // namespace ek::rig
