// Internal: the one thread behind Backends. One mutex guards everything: the thread holds it while
// it handles a batch of events (nothing in there blocks), the test's threads while they ask or
// order.
//
// A request's way:  reading → (waiting for a free place) → serving for service_time → (held) →
// answered
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <queue>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "rig/backends.h"
#include "rig/http_text.h"

namespace ek::rig {

class BackendLoop {
 public:
  using ConnectionId = std::uint64_t;
  using Clock = std::chrono::steady_clock;

  struct Server {
    BackendOptions options;
    std::optional<ListeningSocket> listener;
    std::optional<RefusedPort> reserved;  // in the listener's place once killed
    Endpoint endpoint;
    bool healthy = true;
    std::uint64_t count = 0;
    std::uint64_t checks = 0;
    std::size_t connections = 0;
    std::size_t in_service = 0;  // the held ones too
    std::deque<ConnectionId> waiting;
    std::deque<ConnectionId> held;
  };

  BackendLoop();
  ~BackendLoop();
  BackendLoop(const BackendLoop&) = delete;
  BackendLoop& operator=(const BackendLoop&) = delete;

  std::mutex mutex;
  std::condition_variable changed;  // any count, place or connection
  std::deque<Server> servers;

  // All below: with the mutex held. After anything that may have started a service or changed what
  // a waiter looks at: settle().
  void listen(std::size_t server);
  void kill(std::size_t server);
  void release(ConnectionId id);  // answers a held request
  void pump(std::size_t server);  // starts waiting requests while there are free places
  std::optional<ConnectionId> find_token(std::string_view token) const;
  std::size_t server_of(ConnectionId id) const { return connections_.at(id).server; }
  void settle();

 private:
  enum class Stage { reading, waiting, serving, held, tcp };

  struct Connection {
    Fd fd;
    std::size_t server = 0;
    Stage stage = Stage::reading;
    std::string in;
    std::string out;
    bool blocked = false;  // EPOLLOUT is on
    bool answer_ends_it = false;
    // Of the request in progress.
    bool head_read = false;
    std::size_t body_left = 0;
    std::string method;
    std::string target;
    bool http10 = false;
    bool keep_alive = true;
  };

  struct Due {
    Clock::time_point at;
    std::uint64_t order;  // equal times: first in, first out
    ConnectionId id;
    bool operator>(const Due& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };

  void run();
  void handle(std::uint64_t key, std::uint32_t events);
  void accept_all(std::size_t server);
  void adopt(int fd, std::size_t server);
  void on_readable(ConnectionId id);
  void on_timer();
  void advance(ConnectionId id);
  bool read_request(Connection& connection);
  void take_head(Connection& connection, const HttpMessage& head);
  void begin(ConnectionId id);
  void serve(ConnectionId id);
  void service_over(ConnectionId id);
  void leave_service(ConnectionId id);
  void answer(ConnectionId id, int status, std::string_view body);
  void flush(ConnectionId id);
  void close(ConnectionId id);
  void watch(int fd, std::uint64_t key, std::uint32_t events, int operation);

  Fd epoll_;
  Fd wake_;
  Fd timer_;
  bool stopping_ = false;
  std::unordered_map<ConnectionId, Connection> connections_;
  ConnectionId next_connection_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t next_order_ = 0;
  std::vector<bool> pumping_;
  std::thread thread_;
};

// The value of `hold=` in a request target; empty when there is none.
std::string_view hold_token(std::string_view target);

}  // namespace ek::rig
