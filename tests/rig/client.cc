#include "rig/client.h"

namespace ek::rig {
namespace {

bool has_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return true;
  }
  return false;
}

Headers headers_of(std::string_view fields) {
  Headers headers;
  while (!fields.empty()) {
    const FieldLine line = split_field(take_line(fields));
    headers.emplace_back(line.name, line.value);
  }
  return headers;
}

template <class Pick>
Outcome<std::vector<std::string>> pick_each(std::size_t n, Pick&& pick) {
  std::vector<std::string> result;
  result.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    Outcome<std::string> server = pick(i);
    if (!server) return failure("request " + std::to_string(i) + ": " + server.error());
    result.push_back(std::move(*server));
  }
  return result;
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

std::string request_text(const Request& request) {
  std::string text = request.method + " " + request.path + " HTTP/1.1\r\n";
  if (!has_header(request.headers, "Host")) text += "Host: rig.test\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  if (!request.body.empty() && !has_header(request.headers, "Content-Length")) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

Client::Client(Endpoint to, ConnectOptions options, Reuse reuse)
    : to_(std::move(to)), options_(std::move(options)), reuse_(reuse) {}

Outcome<bool> Client::ensure_connected() {
  if (connection_ && !connection_->closed_by_peer()) return true;
  buffer_.clear();
  connection_.reset();
  Outcome<Connection> opened = Connection::open(to_, options_);
  if (!opened) return failure(opened.error());
  connection_ = std::move(*opened);
  return true;
}

Outcome<bool> Client::send_bytes(std::string_view bytes) {
  if (const auto ready = ensure_connected(); !ready) return ready;
  head_only_ = bytes.substr(0, 5) == "HEAD ";
  const auto sent = connection_->send_all(bytes);
  if (!sent) close();
  return sent;
}

// False: the peer has closed.
Outcome<bool> Client::read_more() {
  if (!connection_) return failure("there is no connection to read from");
  const auto more = connection_->read_some(buffer_);
  if (!more) close();
  return more;
}

Outcome<HttpMessage> Client::read_head() {
  while (true) {
    if (const auto head = parse_head(buffer_)) return *head;
    if (buffer_.size() > kHeadBytesMax) return failure("the answer's head is too long");
    const auto more = read_more();
    if (!more) return failure(more.error());
    if (!*more) {
      close();
      return failure("the peer closed the connection without an answer");
    }
  }
}

// True once the whole body is in the buffer.
bool Client::take_body(Answer& answer, bool ended) const {
  const std::size_t start = answer.head.head_size;
  const std::string_view bytes = std::string_view(buffer_).substr(start);
  const int status = status_of(answer.head.start_line);
  std::size_t size = 0;
  if (head_only_ || status == 204 || status == 304) {
    size = 0;
  } else if (answer.head.chunked) {
    auto chunked = parse_chunked(bytes);
    if (!chunked) return false;
    size = chunked->size;
    answer.decoded = std::move(chunked->content);
  } else if (answer.head.has_length) {
    size = answer.head.content_length;
    if (bytes.size() < size) return false;
  } else {
    size = bytes.size();  // it ends where the connection does
    if (!ended) return false;
  }
  answer.body = answer.head.chunked ? std::string_view(answer.decoded) : bytes.substr(0, size);
  answer.size = start + size;
  return true;
}

Outcome<bool> Client::read_body(Answer& answer) {
  bool ended = false;
  while (!take_body(answer, ended)) {
    if (ended) return failure("the peer closed the connection within an answer");
    const auto more = read_more();
    if (!more) return more;
    ended = !*more;
    answer.head = *parse_head(buffer_);  // the buffer may have moved under the views
  }
  return true;
}

Outcome<bool> Client::read_answer(Answer& answer) {
  while (true) {
    const auto head = read_head();
    if (!head) return failure(head.error());
    const int status = status_of(head->start_line);
    if (status == 0) return failure("not an HTTP answer: " + buffer_.substr(0, 80));
    if (status >= 200) {
      answer.head = *head;
      return read_body(answer);
    }
    buffer_.erase(0, head->head_size);  // 1xx: the real answer follows
  }
}

void Client::after_answer(const Answer& answer) {
  const bool http10 = answer.head.start_line.substr(0, 8) == "HTTP/1.0";
  const bool ends = answer.head.connection_close ||
                    (http10 && !answer.head.connection_keep_alive) ||
                    reuse_ == Reuse::connection_per_request;
  if (ends) close();
  buffer_.erase(0, answer.size);
}

Outcome<bool> Client::send(const Request& request) {
  return send_bytes(request_text(request));
}

Outcome<Response> Client::receive() {
  Answer answer;
  if (const auto got = read_answer(answer); !got) {
    close();
    return failure(got.error());
  }
  Response response{status_of(answer.head.start_line), headers_of(answer.head.fields),
                    std::string(answer.body)};
  after_answer(answer);
  return response;
}

Outcome<Response> Client::request(const Request& request) {
  if (const auto sent = send(request); !sent) return failure(sent.error());
  return receive();
}

Outcome<Response> Client::get(const std::string& path, const Headers& headers) {
  return request({path, headers, "GET", ""});
}

Outcome<std::string> Client::pick(std::string_view request_bytes) {
  if (const auto sent = send_bytes(request_bytes); !sent) return failure(sent.error());
  Answer answer;
  if (const auto got = read_answer(answer); !got) {
    close();
    return failure(got.error());
  }
  std::string server(field(answer.head.fields, "X-Server").value_or("-"));
  after_answer(answer);
  return server;
}

Outcome<std::vector<std::string>> Client::picks(std::size_t n, const Request& request) {
  const std::string bytes = request_text(request);
  return pick_each(n, [&](std::size_t) { return pick(bytes); });
}

Outcome<std::vector<std::string>> Client::picks(const std::vector<Request>& requests) {
  return pick_each(requests.size(), [&](std::size_t i) { return pick(request_text(requests[i])); });
}

}  // namespace ek::rig
