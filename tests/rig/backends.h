// Many small servers behind the balancer under test, all served by one thread.
//
// An HTTP server answers 200 with `X-Server: <label>` and its label as the body; a TCP server says
// its label and a newline at each accept and then keeps the connection until the client closes it.
// Each counts what it was asked. A server can take time, can have a limit of requests served at
// once (more wait first come, first served inside it: its capacity is concurrency / service time),
// and can withhold its answers until the test releases them.
//
// All members are safe from any thread. Servers are named by the index that add() gives, from 0.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rig/listening_socket.h"

namespace ek::rig {

enum class Speaks { http, tcp };

// What a server does with a request it has counted.
enum class Behaviour {
  answers,
  closes,  // closes the connection without an answer (an "empty reply", seen by retries)
};

struct BackendOptions {
  std::string label = {};  // "s<index + 1>" when empty
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel's choice
  Speaks speaks = Speaks::http;
  std::chrono::microseconds service_time{0};  // per request, counted from the start of service
  std::size_t concurrency = 0;                // requests served at once; 0: no limit
  bool hold = false;                          // withhold every answer until released
  int status = 200;                           // of every answer but the health checks'
  std::string header = {};                    // one more line of its answers, if any
  Behaviour behaviour = Behaviour::answers;
};

// A request to this path, or any with method OPTIONS, is a health check: answered at once, whatever
// the server's options are, and not counted. 503 after set_healthy(i, false).
inline constexpr std::string_view kHealthPath = "/rig-health";

// A request whose target holds `hold=<token>` (to the next '&' or the end) is withheld, on any
// server, until release_token(token).
inline constexpr std::string_view kHoldMark = "hold=";

class Backends {
 public:
  Backends();
  ~Backends();
  Backends(const Backends&) = delete;
  Backends& operator=(const Backends&) = delete;

  std::size_t add(BackendOptions options = {});
  // n servers labelled s1 … sn that differ from `options` in nothing but their label and port.
  void add_many(std::size_t n, BackendOptions options = {});

  std::size_t size() const;
  std::string label(std::size_t i) const;
  Endpoint endpoint(std::size_t i) const;
  std::uint16_t port(std::size_t i) const { return endpoint(i).port; }

  // Requests (HTTP) or connections (TCP) since the start or the last reset, checks not counted.
  std::uint64_t count(std::size_t i) const;
  std::vector<std::uint64_t> counts() const;
  std::uint64_t checks(std::size_t i) const;
  void reset_counts();

  // Connections that the balancer holds open to server i; waits until they are exactly n.
  std::size_t open_connections(std::size_t i) const;
  bool wait_open_connections(std::size_t i, std::size_t n,
                             std::chrono::milliseconds wait = std::chrono::seconds(60)) const;

  void set_hold(std::size_t i, bool hold);  // false releases what is held by it
  void set_service(std::size_t i, std::chrono::microseconds service_time, std::size_t concurrency);
  void set_status(std::size_t i, int status);
  void set_behaviour(std::size_t i, Behaviour behaviour);
  void set_healthy(std::size_t i, bool healthy);
  // Stops listening and closes its connections: from now on it refuses (the port is kept reserved).
  void kill(std::size_t i);
  void revive(std::size_t i);  // listens again, on the same port

  std::size_t held(std::size_t i) const;
  std::size_t held_total() const;
  bool wait_held_total(std::size_t n,
                       std::chrono::milliseconds wait = std::chrono::seconds(60)) const;
  // The index of the server that withholds the token's request; waits for it to arrive.
  std::optional<std::size_t> where_is(
      std::string_view token, std::chrono::milliseconds wait = std::chrono::seconds(60)) const;
  bool release_oldest(std::size_t i);  // false: nothing held there
  void release_all(std::size_t i);
  bool release_token(std::string_view token);  // false: no such request is held

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ek::rig
