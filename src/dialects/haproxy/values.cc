#include "dialects/haproxy/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// The digits at the front, and what follows them.
std::optional<std::pair<std::uint64_t, std::string_view>> leading_digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return std::pair{value, text.substr(static_cast<std::size_t>(rest - text.data()))};
}

void refuse(const Line& line, std::size_t i, std::string_view wanted, std::string_view example,
            text::Diagnostics& out) {
  if (line.word(i).empty())
    out.error(line.place(i - 1), line.length(i - 1),
              fmt::format("{} is missing after \"{}\"", wanted, shown(line.word(i - 1))),
              fmt::format("write for example {} {}", shown(line.word(i - 1)), example));
  else
    out.error(line.place(i), line.length(i),
              fmt::format("\"{}\" is not {}", shown(line.word(i)), wanted),
              fmt::format("write for example {}", example));
}

}  // namespace

std::optional<std::uint32_t> read_number(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits || !digits->second.empty() || digits->first > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(digits->first);
}

std::optional<base::Duration> read_time(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits) return std::nullopt;
  const auto [value, unit] = *digits;
  std::uint64_t microseconds = 0;
  if (unit == "us") microseconds = 1;
  if (unit.empty() || unit == "ms") microseconds = 1000;
  if (unit == "s") microseconds = 1'000'000;
  if (unit == "m") microseconds = 60'000'000;
  if (unit == "h") microseconds = 3'600'000'000;
  if (unit == "d") microseconds = 86'400'000'000;
  // The program keeps times in 31 bits of milliseconds: about 24.8 days.
  if (microseconds == 0 || value > UINT64_C(2147483647000) / microseconds) return std::nullopt;
  return base::Duration(static_cast<std::int64_t>(value * microseconds));
}

std::optional<std::uint32_t> read_seconds(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits) return std::nullopt;
  const auto [value, unit] = *digits;
  std::uint64_t times = 0, divisor = 1;
  if (unit == "us") times = 1, divisor = 1'000'000;
  if (unit == "ms") times = 1, divisor = 1000;
  if (unit.empty() || unit == "s") times = 1;
  if (unit == "m") times = 60;
  if (unit == "h") times = 3600;
  if (unit == "d") times = 86400;
  if (times == 0 || value > UINT64_C(2147483647) * divisor / times) return std::nullopt;
  return static_cast<std::uint32_t>((value * times + divisor - 1) / divisor);
}

std::optional<std::uint64_t> read_size(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits) return std::nullopt;
  const auto [value, unit] = *digits;
  int shift = -1;
  if (unit.empty()) shift = 0;
  if (unit == "k" || unit == "K") shift = 10;
  if (unit == "m" || unit == "M") shift = 20;
  if (unit == "g" || unit == "G") shift = 30;
  if (shift < 0 || value > (UINT64_C(0xffffffff) >> shift)) return std::nullopt;
  return value << shift;
}

std::int64_t number_at(const Line& line, std::size_t i, text::Diagnostics& out) {
  const std::string_view word = line.word(i);
  std::int64_t value = 0;
  const char* const begin = word.data() + (word.starts_with('+') ? 1 : 0);
  const char* const end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error == std::errc{} && rest == end) return value;
  if (error == std::errc::result_out_of_range)  // as the program's library keeps it
    value = *begin == '-' ? INT64_MIN : INT64_MAX;
  else if (error != std::errc{})
    value = 0;
  if (word.empty())
    out.warning(
        line.place(i - 1), line.length(i - 1),
        fmt::format("a number is missing after \"{}\"; HAProxy reads 0", shown(line.word(i - 1))),
        "write the number that is meant");
  else
    out.warning(line.place(i), line.length(i),
                fmt::format("\"{}\" is not a whole number; HAProxy reads {}", shown(word), value),
                "write the number that is meant");
  return value;
}

std::uint32_t number_in(const Line& line, std::size_t i, std::uint32_t least, std::uint32_t most,
                        text::Diagnostics& out) {
  return in_range(number_at(line, i, out), line, i, least, most, out);
}

std::uint32_t in_range(std::int64_t value, const Line& line, std::size_t i, std::uint32_t least,
                       std::uint32_t most, text::Diagnostics& out) {
  const std::int64_t taken = std::clamp<std::int64_t>(value, least, most);
  if (value != taken)
    out.warning(line.place(i), line.length(i),
                fmt::format("{} {} is out of range: it means something from {} to {}",
                            shown(line.word(i - 1)), value, least, most),
                fmt::format("HAProxy does not refuse it, and keeps some other number; {} is taken "
                            "here",
                            taken));
  return static_cast<std::uint32_t>(taken);
}

std::optional<base::Duration> time_at(const Line& line, std::size_t i, text::Diagnostics& out) {
  const auto value = read_time(line.word(i));
  if (!value) refuse(line, i, "a time", "30s", out);
  return value;
}

}  // namespace ek::dialects::haproxy
