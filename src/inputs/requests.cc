#include "inputs/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "inputs/request_line.h"

namespace ek::inputs {
namespace {

// Cookies travel in a header, and keys may be made of it (hdr(Cookie), $http_cookie). One that is
// written stays as it is.
void add_cookie_header(model::Request& request) {
  if (request.cookies.empty() || request.header("cookie")) return;
  std::string value;
  for (const auto& [name, content] : request.cookies)
    value += (value.empty() ? "" : "; ") + name + "=" + content;
  request.headers.emplace_back("Cookie", std::move(value));
}

// Recorded requests carry what their clients keep to themselves: no excerpt shows such a line.
bool may_hold_secret(std::string_view line) {
  static constexpr std::array<std::string_view, 8> marks{
      "authorization", "cookie", "token", "password", "passwd", "secret", "key", "session"};
  return std::ranges::any_of(marks, [&](std::string_view mark) {
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::search(line.begin(), line.end(), mark.begin(), mark.end(), same) != line.end();
  });
}

class RequestReader {
 public:
  RequestReader(text::Sources& sources, text::FileId file, text::Diagnostics& diagnostics,
                std::size_t most)
      : sources_(sources),
        source_(sources[file]),
        file_(file),
        diagnostics_(diagnostics),
        most_(most) {}

  std::vector<model::Request> read() {
    requests_.reserve(lines_with_text());
    for (std::uint32_t number = 1; number <= source_.line_count(); ++number) {
      std::string_view line = source_.line(number);
      skipped_ = 0;
      if (number == 1 && line.starts_with("\xEF\xBB\xBF")) skipped_ = 3;
      line.remove_prefix(skipped_);
      if (base::trim(line).empty()) continue;
      if (requests_.size() == most_) {
        error(number, 0, 1, fmt::format("more than {} requests", most_),
              "all are held in memory at once; give the file in parts");
        break;
      }
      read_line(number, line);
    }
    return std::move(requests_);
  }

 private:
  // Growing by doubling would take three times the memory on the way. Not more than may be read.
  std::size_t lines_with_text() const {
    std::size_t lines = 0;
    for (std::uint32_t number = 1; number <= source_.line_count() && lines < most_; ++number)
      lines += source_.line(number).size() >= sizeof("{}") - 1 ? 1 : 0;
    return lines;
  }

  void read_line(std::uint32_t number, std::string_view line) {
    if (line.size() > request_line_bytes_max)
      return error(number, 0, 1,
                   fmt::format("this request is longer than {} KiB", request_line_bytes_max >> 10),
                   "no server accepts such a request; is a line end missing?");
    model::Request request;
    const ReadLine read = parser_.parse(line, request);
    if (read.problem) {
      const LineProblem& problem = *read.problem;
      return error(number, problem.begin, problem.end - problem.begin, problem.message,
                   problem.hint);
    }
    if (request.timed && !in_order(number, read.time_at, request)) return;
    add_cookie_header(request);
    requests_.push_back(std::move(request));
  }

  bool in_order(std::uint32_t number, std::size_t at, const model::Request& request) {
    if (request.time_s < time_s_) {
      error(number, at, 1,
            fmt::format("time goes back: t is {:g} after {:g}", request.time_s, time_s_),
            "sort the requests by t");
      return false;
    }
    time_s_ = request.time_s;
    return true;
  }

  void error(std::uint32_t number, std::size_t begin, std::size_t length, std::string message,
             std::string hint) {
    if (may_hold_secret(source_.line(number))) sources_.hide_line(file_, number);
    const std::size_t column = std::min<std::size_t>(begin + skipped_ + 1, 65535);
    diagnostics_.error({number, static_cast<std::uint16_t>(column), file_},
                       static_cast<std::uint32_t>(std::max<std::size_t>(length, 1)),
                       std::move(message), std::move(hint));
  }

  text::Sources& sources_;
  const text::Source& source_;
  text::FileId file_;
  text::Diagnostics& diagnostics_;
  std::size_t most_;
  LineParser parser_;
  std::vector<model::Request> requests_;
  double time_s_ = 0;
  std::size_t skipped_ = 0;  // bytes before the line's text: a byte order mark
};

}  // namespace

std::vector<model::Request> parse_requests(text::Sources& sources, text::FileId file,
                                           text::Diagnostics& diagnostics, std::size_t most) {
  return RequestReader(sources, file, diagnostics, most).read();
}

}  // namespace ek::inputs
