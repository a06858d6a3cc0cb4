// A blocking HTTP/1.1 client that sends one request at a time over a connection that it keeps.
//
// It never repeats a request: a repeat would consume a pick that the test does not know of. When
// the peer has closed the idle connection, the next request opens a new one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rig/connection.h"
#include "rig/http_text.h"

namespace ek::rig {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string path = "/";
  Headers headers =
      {};  // Host: rig.test is added unless given; Content-Length as well, with a body
  std::string method = "GET";
  std::string body = {};
};

struct Response {
  int status = 0;
  Headers headers = {};
  std::string body = {};
  // The first header of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  std::string_view server() const { return header("X-Server"); }
};

enum class Reuse { keep_alive, connection_per_request };

// The request's bytes, to be built once where a loop sends it often.
std::string request_text(const Request& request);

class Client {
 public:
  explicit Client(Endpoint to, ConnectOptions options = {}, Reuse reuse = Reuse::keep_alive);

  Outcome<Response> get(const std::string& path, const Headers& headers = {});
  Outcome<Response> request(const Request& request);

  // The two halves of request(), for answers that are withheld: send now, receive later.
  Outcome<bool> send(const Request& request);
  Outcome<Response> receive();

  // The fast loop: sends the bytes, gives the value of X-Server ("-" when the answer has none, as
  // for the balancer's own 503). One write and one read a request, nothing else parsed.
  Outcome<std::string> pick(std::string_view request_bytes);
  // pick() n times over one request.
  Outcome<std::vector<std::string>> picks(std::size_t n, const Request& request = {});
  // pick() of each request in turn.
  Outcome<std::vector<std::string>> picks(const std::vector<Request>& requests);

  void close() { connection_.reset(); }

 private:
  struct Answer {
    HttpMessage head;  // views into buffer_
    std::string_view body;
    std::size_t size = 0;
    std::string decoded;  // holds a chunked body
  };
  Outcome<bool> ensure_connected();
  Outcome<bool> send_bytes(std::string_view bytes);
  Outcome<bool> read_more();
  Outcome<HttpMessage> read_head();
  bool take_body(Answer& answer, bool ended) const;
  Outcome<bool> read_body(Answer& answer);
  Outcome<bool> read_answer(Answer& answer);
  void after_answer(const Answer& answer);

  Endpoint to_;
  ConnectOptions options_;
  Reuse reuse_;
  std::optional<Connection> connection_;
  std::string buffer_;
  bool head_only_ = false;  // the request in flight is a HEAD: its answer has no body
};

}  // namespace ek::rig
