// Writes JSON, streaming. Text that is not valid UTF-8 is shown as \xNN, so that the output always
// is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "report/output.h"
#include "text/source.h"

namespace ek::report {

class Json {
 public:
  // Names are ours, and plain: a literal is looked at while we compile, any other when it is
  // written.
  struct Name {
    template <std::size_t size>
    consteval Name(const char (&literal)[size]) : text(literal, size - 1) {
      if (!plain(text)) throw "a name of plain characters is needed";
    }
    Name(std::string_view name);
    static constexpr bool plain(std::string_view text);  // does it stand in a string as it is?

    std::string_view text;
  };

  explicit Json(Output& output) : output_(output) {}
  ~Json();  // ends the line

  Json& object();      // {
  Json& end_object();  // }
  Json& array();       // [
  Json& end_array();   // ]
  Json& key(Name name);
  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(double number);  // finite; shortest form that reads back the same
  Json& value(bool flag);
  Json& value(std::uint64_t number);
  Json& value(std::uint32_t number) { return value(std::uint64_t{number}); }
  Json& null();

  template <class T>
  Json& field(Name name, const T& what) {
    return key(name).value(what);
  }
  // Left out when there is no value: unknown is not zero.
  template <class T>
  Json& field(Name name, const std::optional<T>& what) {
    return what ? key(name).value(*what) : *this;
  }
  // "file": …, "at": {"line": …, "column": …}, when it is known
  Json& place(text::Place at, const text::Sources& sources);

 private:
  static constexpr std::size_t depth_max = 64;
  void begin(char bracket);
  void end(char bracket);
  void separate();  // the comma before all but the first of an object or array

  Output& output_;
  std::uint64_t begun_ = 0;  // one bit a depth: something stands in it already
  std::size_t depth_ = 0;
  bool after_key_ = false;
  // The last fraction as it was written: equal shares follow each other, and are slow to write.
  std::uint64_t last_number_ = 0;  // its bits
  std::array<char, 32> last_{'0'};
  std::size_t last_size_ = 1;
};

// By byte. Most of an answer is looked up here.
inline constexpr auto plain_bytes = [] {
  std::array<std::uint8_t, 256> plain{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

constexpr bool Json::Name::plain(std::string_view text) {
  for (const char c : text)
    if (plain_bytes[static_cast<unsigned char>(c)] == 0) return false;
  return true;
}

}  // namespace ek::report
