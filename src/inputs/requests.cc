// The only file of src/ that includes RapidJSON. A line is parsed straight into a model::Request,
// without a document in between: request files hold millions of lines.
#include "inputs/requests.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace ek::inputs {
namespace {

enum class Field : std::uint8_t { t, src, method, host, path, headers, cookies, service_ms, bytes };

struct FieldWords {
  std::string_view name, wanted, example;
};

// In the order of Field.
constexpr std::array<FieldWords, 9> field_words{{
    {"t", "a number of seconds, 0 or more", "\"t\":1.25"},
    {"src", "an IPv4 or IPv6 address in quotes", "\"src\":\"10.0.0.7\""},
    {"method", "text", "\"method\":\"GET\""},
    {"host", "text", "\"host\":\"www.example.com\""},
    {"path", "text that is not empty", "\"path\":\"/x?y=1\""},
    {"headers", "an object of texts", "\"headers\":{\"accept\":\"text/html\"}"},
    {"cookies", "an object of texts", "\"cookies\":{\"session\":\"a1\"}"},
    {"service_ms", "a number of milliseconds, 0 or more", "\"service_ms\":12"},
    {"bytes", "a whole number of bytes, 0 or more", "\"bytes\":512"},
}};

constexpr double time_s_max = 1e10;     // some 300 years; beyond, microseconds are lost
constexpr double service_ms_max = 1e9;  // eleven days on one request
constexpr std::string_view example_line =
    R"(write one object a line, such as {"src":"10.0.0.7","path":"/"})";

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

struct Problem {
  std::string message, hint;
  std::size_t begin = 0, end = 0;  // bytes of the line
};

// What RapidJSON calls for each token. Returning false stops it; `problem` then says why.
class LineHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, LineHandler> {
 public:
  LineHandler(std::string_view line, const rapidjson::MemoryStream& stream, model::Request& request)
      : line_(line), stream_(stream), request_(request) {}

  bool Default() { return wrong(); }  // null, true, false, arrays
  // Numbers come as their text: RapidJSON's own exact conversion shifts by clz(0) on some of them.
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    if (depth_ == 1 && field_ == Field::bytes) return whole(text, text + length);
    double value = 0;
    const auto [rest, error] = std::from_chars(text, text + length, value);
    return error == std::errc() && rest == text + length ? number(value) : wrong();
  }
  bool StartArray() { return wrong(); }

  bool StartObject() {
    if (depth_ == 0) return ++depth_ == 1;
    if (depth_ == 1 && (field_ == Field::headers || field_ == Field::cookies)) {
      ++depth_;
      return true;
    }
    return wrong();
  }

  bool EndObject(rapidjson::SizeType) {
    --depth_;
    return true;
  }

  bool Key(const char* text, rapidjson::SizeType length, bool) {
    const std::string_view name(text, length);
    key_end_ = stream_.Tell();
    if (depth_ == 2) {
      entry_name_ = name;
      return true;
    }
    for (std::size_t i = 0; i < field_words.size(); ++i) {
      if (field_words[i].name != name) continue;
      field_ = static_cast<Field>(i);
      if ((seen_ & (1u << i)) != 0)
        return at_key(name, fmt::format("{} stands twice in this request", name), "keep one");
      seen_ |= 1u << i;
      return true;
    }
    return unknown(name);
  }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (depth_ == 0) return wrong();
    std::string value(text, length);
    if (depth_ == 2) {
      auto& list = field_ == Field::headers ? request_.headers : request_.cookies;
      list.emplace_back(entry_name_, std::move(value));
      return true;
    }
    switch (field_) {
      case Field::src:
        if (!value.empty() && !is_address(value)) return wrong();
        request_.source = std::move(value);
        return true;
      case Field::method:
        request_.method = std::move(value);
        return true;
      case Field::host:
        request_.host = std::move(value);
        return true;
      case Field::path:
        if (value.empty()) return wrong();
        request_.target = std::move(value);
        return true;
      default:
        return wrong();
    }
  }

  bool stopped() const { return problem_.end != 0; }
  const Problem& problem() const { return problem_; }
  std::size_t time_at() const { return time_at_; }

 private:
  bool whole(const char* begin, const char* end) {
    const auto [rest, error] = std::from_chars(begin, end, request_.bytes);
    return (error == std::errc() && rest == end) || wrong();
  }

  bool number(double value) {
    if (depth_ != 1 || value < 0) return wrong();
    if (field_ == Field::t && value <= time_s_max) {
      request_.time_s = value;
      request_.timed = true;
      time_at_ = value_begin();
      return true;
    }
    if (field_ == Field::service_ms && value <= service_ms_max) {
      request_.service_s = value / 1e3;
      return true;
    }
    return wrong();
  }

  std::size_t value_begin() const {
    const std::size_t at = line_.find_first_not_of(" \t\r:", key_end_);
    return std::min(at, line_.size());
  }

  bool fail(std::string message, std::string hint, std::size_t begin, std::size_t end) {
    problem_ = {std::move(message), std::move(hint), begin, std::max(end, begin + 1)};
    return false;
  }

  bool wrong() {
    const std::size_t begin = value_begin();
    const std::size_t end = std::max(begin, stream_.Tell());
    if (depth_ == 0)
      return fail("a request must be a JSON object", std::string(example_line), 0, line_.size());
    const FieldWords& words = field_words[static_cast<std::size_t>(field_)];
    return fail(fmt::format("{} must be {}", words.name, words.wanted),
                fmt::format("write {}", words.example), begin, end);
  }

  bool at_key(std::string_view name, std::string message, std::string hint) {
    const std::size_t width = name.size() + 2;  // its quotes; escapes only shift the caret
    return fail(std::move(message), std::move(hint), key_end_ - std::min(key_end_, width),
                key_end_);
  }

  bool unknown(std::string_view name) {
    std::array<std::string_view, field_words.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = field_words[i].name;
    const std::string_view meant = base::nearest(name, names);
    return at_key(name, fmt::format("a request has no field {}", base::printable(name)),
                  meant.empty() ? "its fields are t, src, method, host, path, headers, cookies, "
                                  "service_ms and bytes"
                                : fmt::format("did you mean {}?", meant));
  }

  std::string_view line_;
  const rapidjson::MemoryStream& stream_;
  model::Request& request_;
  Problem problem_;
  Field field_ = Field::t;
  std::string entry_name_;
  std::size_t key_end_ = 0;
  std::size_t time_at_ = 0;
  unsigned depth_ = 0;
  unsigned seen_ = 0;
};

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
    rapidjson::MemoryStream stream(line.data(), line.size());
    LineHandler handler(line, stream, request);
    // Iterative: the depth of a stranger's brackets must not be the depth of our stack.
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
    const rapidjson::ParseResult result = reader_.Parse<flags>(stream, handler);
    if (handler.stopped()) {
      const Problem& problem = handler.problem();
      return error(number, problem.begin, problem.end - problem.begin, problem.message,
                   problem.hint);
    }
    if (result.IsError())
      return error(number, result.Offset(), 1, not_json(result), std::string(example_line));
    if (stream.Tell() != line.size())
      return error(number, stream.Tell(), 1, "a NUL byte stands in this line",
                   "is this a text file?");
    if (request.timed && !in_order(number, handler.time_at(), request)) return;
    requests_.push_back(std::move(request));
  }

  static std::string not_json(const rapidjson::ParseResult& result) {
    std::string_view why = rapidjson::GetParseError_En(result.Code());
    if (why.ends_with('.')) why.remove_suffix(1);
    return fmt::format("this line is not JSON: {}", why);
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
  rapidjson::Reader reader_;  // keeps its stack from line to line
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
