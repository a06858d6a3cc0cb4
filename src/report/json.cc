#include "report/json.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include "base/assert.h"
#include "base/text.h"

namespace ek::report {
namespace {

// Printable text with JSON's own two characters escaped; a patch keeps its lines, their ends and
// its tabs.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\r\t"), text.size());
    for (const char c : base::printable(text.substr(0, end))) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    if (end < text.size()) out += text[end] == '\n' ? "\\n" : text[end] == '\r' ? "\\r" : "\\t";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Json::~Json() {
  EK_ASSERT(depth_ == 0 && !after_key_);
  output_.write("\n");
}

void Json::separate() {
  const std::uint64_t bit = std::uint64_t{1} << depth_;
  if (!after_key_ && (begun_ & bit) != 0) output_.put(',');
  begun_ |= bit;
  after_key_ = false;
}

void Json::begin(char bracket) {
  separate();
  output_.put(bracket);
  ++depth_;
  EK_ASSERT(depth_ < depth_max);
  begun_ &= ~(std::uint64_t{1} << depth_);
}

void Json::end(char bracket) {
  EK_ASSERT(depth_ > 0 && !after_key_);
  --depth_;
  output_.put(bracket);
}

Json& Json::object() {
  begin('{');
  return *this;
}

Json& Json::end_object() {
  end('}');
  return *this;
}

Json& Json::array() {
  begin('[');
  return *this;
}

Json& Json::end_array() {
  end(']');
  return *this;
}

Json::Name::Name(std::string_view name) : text(name) {
  EK_ASSERT(plain(name));
}

Json& Json::key(Name name) {
  separate();
  output_.put('"');
  output_.write(name.text);
  output_.write("\":");
  after_key_ = true;
  return *this;
}

Json& Json::value(std::string_view text) {
  separate();
  output_.put('"');
  if (Name::plain(text))
    output_.write(text);
  else
    output_.write(escaped(text));
  output_.put('"');
  return *this;
}

Json& Json::value(double number) {
  EK_ASSERT(std::isfinite(number));
  separate();
  if (std::bit_cast<std::uint64_t>(number) != last_number_) {
    const auto end = std::to_chars(last_.data(), last_.data() + last_.size(), number).ptr;
    last_size_ = static_cast<std::size_t>(end - last_.data());
    last_number_ = std::bit_cast<std::uint64_t>(number);
  }
  output_.write({last_.data(), last_size_});
  return *this;
}

Json& Json::value(bool flag) {
  separate();
  output_.write(flag ? "true" : "false");
  return *this;
}

Json& Json::value(std::uint64_t number) {
  separate();
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  output_.write({digits.data(), static_cast<std::size_t>(end - digits.data())});
  return *this;
}

Json& Json::null() {
  separate();
  output_.write("null");
  return *this;
}

Json& Json::place(text::Place at, const text::Sources& sources) {
  if (!at.known()) return *this;
  if (at.file < sources.size()) field("file", std::string_view(sources[at.file].path()));
  key("at").object().field("line", at.line);
  return field("column", std::uint32_t{at.column}).end_object();
}

}  // namespace ek::report
