// The only file of src/ that includes RapidJSON.
#include "inputs/request_line.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "inputs/request_fields.h"

namespace ek::inputs {
namespace {

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

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
    const std::optional<Field> field = field_named(name);
    if (!field)
      return at_key(name, fmt::format("a request has no field {}", base::printable(name)),
                    hint_for_unknown(name));
    field_ = *field;
    const unsigned bit = 1u << static_cast<unsigned>(field_);
    if ((seen_ & bit) != 0)
      return at_key(name, fmt::format("{} stands twice in this request", name), "keep one");
    seen_ |= bit;
    return true;
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
        if (!value.empty() && value != model::unix_source && !is_address(value)) return wrong();
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
  const LineProblem& problem() const { return problem_; }
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
    const FieldWords& words = words_of(field_);
    return fail(fmt::format("{} must be {}", words.name, words.wanted),
                fmt::format("write {}", words.example), begin, end);
  }

  bool at_key(std::string_view name, std::string message, std::string hint) {
    const std::size_t width = name.size() + 2;  // its quotes; escapes only shift the caret
    return fail(std::move(message), std::move(hint), key_end_ - std::min(key_end_, width),
                key_end_);
  }

  std::string_view line_;
  const rapidjson::MemoryStream& stream_;
  model::Request& request_;
  LineProblem problem_;
  Field field_ = Field::t;
  std::string entry_name_;
  std::size_t key_end_ = 0;
  std::size_t time_at_ = 0;
  unsigned depth_ = 0;
  unsigned seen_ = 0;
};

std::string not_json(const rapidjson::ParseResult& result) {
  std::string_view why = rapidjson::GetParseError_En(result.Code());
  if (why.ends_with('.')) why.remove_suffix(1);
  return fmt::format("this line is not JSON: {}", why);
}

}  // namespace

struct LineParser::State {
  rapidjson::Reader reader;  // with its stack
};

LineParser::LineParser() : state_(std::make_unique<State>()) {}
LineParser::~LineParser() = default;

ReadLine LineParser::parse(std::string_view line, model::Request& request) {
  rapidjson::MemoryStream stream(line.data(), line.size());
  LineHandler handler(line, stream, request);
  // Iterative: the depth of a stranger's brackets must not be the depth of our stack.
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult result = state_->reader.Parse<flags>(stream, handler);
  ReadLine read{std::nullopt, handler.time_at()};
  const auto fail_at = [&](std::size_t at, std::string message, std::string_view hint) {
    read.problem = LineProblem{std::move(message), std::string(hint), at, at + 1};
  };
  if (handler.stopped())
    read.problem = handler.problem();
  else if (result.IsError())
    fail_at(result.Offset(), not_json(result), example_line);
  else if (stream.Tell() != line.size())
    fail_at(stream.Tell(), "a NUL byte stands in this line", "is this a text file?");
  return read;
}

}  // namespace ek::inputs
