#include "dialects/haproxy/server_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

enum class Kind : std::uint8_t { one_of, list_of, time, positive_time, positive, at_least, given };

struct Wanted {
  Kind kind;
  std::string_view what;
};

const std::unordered_map<std::string_view, Wanted>& wanted_values() {
  static const std::unordered_map<std::string_view, Wanted> table{
#define EVENKEEL_HAPROXY_SERVER_VALUE(name, kind, what) {name, {Kind::kind, what}},
#include "dialects/haproxy/server_values.def"
#undef EVENKEEL_HAPROXY_SERVER_VALUE
  };
  return table;
}

// Is `word` one of `list`, which has a blank between its words?
bool listed(std::string_view word, std::string_view list) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(' '));
    if (one == word) return true;
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return false;
}

bool all_listed(std::string_view words, std::string_view list) {
  while (!words.empty()) {
    const std::string_view one = words.substr(0, words.find(','));
    if (!listed(one, list)) return false;
    words.remove_prefix(std::min(words.size(), one.size() + 1));
  }
  return true;
}

class Value {
 public:
  Value(const Line& line, std::size_t i, text::Diagnostics& out) : line_(line), i_(i), out_(out) {}

  void check(const Wanted& wanted) {
    switch (wanted.kind) {
      case Kind::one_of:
        return want(listed(word(), wanted.what), wanted.what);
      case Kind::list_of:
        return want(all_listed(word(), wanted.what), wanted.what);
      case Kind::given:
        return want(!word().empty(), wanted.what);
      case Kind::time:
      case Kind::positive_time:
        return want_time(wanted.kind == Kind::positive_time);
      case Kind::positive:
        return want(number_at(line_, i_ + 1, out_) > 0, "a number above 0");
      case Kind::at_least: {
        std::int64_t least = 0;
        std::from_chars(wanted.what.data(), wanted.what.data() + wanted.what.size(), least);
        return want(number_at(line_, i_ + 1, out_) >= least, wanted.what);
      }
    }
  }

 private:
  std::string_view word() const { return line_.word(i_ + 1); }

  void want_time(bool above_zero) {
    const auto value = time_at(line_, i_ + 1, out_);
    if (value && above_zero) want(value->count() > 0, "a time above 0");
  }

  void want(bool fits, std::string_view what) {
    if (fits) return;
    const std::size_t at = word().empty() ? i_ : i_ + 1;
    out_.error(line_.place(at), line_.length(at),
               word().empty()
                   ? fmt::format("{} needs a value", line_.word(i_))
                   : fmt::format("\"{}\" is not a value of {}", shown(word()), line_.word(i_)),
               fmt::format("{} takes: {}", line_.word(i_), what));
  }

  const Line& line_;
  std::size_t i_;
  text::Diagnostics& out_;
};

}  // namespace

void check_server_value(const Line& line, std::size_t i, text::Diagnostics& out) {
  const auto wanted = wanted_values().find(line.word(i));
  if (wanted != wanted_values().end()) Value(line, i, out).check(wanted->second);
}

}  // namespace ek::dialects::haproxy
