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

struct WrittenTime {
  std::uint64_t value = 0;
  std::string_view unit;  // "": none
  std::string_view rest;  // "50sec": the program looks at the "s" alone
};

std::uint64_t microseconds(std::string_view unit) {
  if (unit == "us") return 1;
  if (unit == "ms") return 1000;
  if (unit == "s") return 1'000'000;
  if (unit == "m") return 60'000'000;
  if (unit == "h") return 3'600'000'000;
  return unit == "d" ? 86'400'000'000 : 0;
}

std::optional<WrittenTime> split_time(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits) return std::nullopt;
  const auto [value, behind] = *digits;
  if (behind.empty()) return WrittenTime{value, {}, {}};
  for (const std::size_t length : {2U, 1U})
    if (microseconds(behind.substr(0, length)) != 0 && behind.size() >= length)
      return WrittenTime{value, behind.substr(0, length), behind.substr(length)};
  return std::nullopt;
}

// The program replaces variables within double quotes alone.
std::string what_to_write(std::string_view word, std::string usual) {
  if (word.find("${") == std::string_view::npos) return usual;
  return "variables are replaced within double quotes only: write \"" + std::string(shown(word)) +
         "\"";
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
              what_to_write(line.word(i), fmt::format("write for example {}", example)));
}

}  // namespace

std::optional<std::uint32_t> read_number(std::string_view text) {
  const auto digits = leading_digits(text);
  if (!digits || !digits->second.empty() || digits->first > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(digits->first);
}

std::optional<base::Duration> read_time(std::string_view text) {
  const auto written = split_time(text);
  if (!written) return std::nullopt;
  const std::uint64_t each = written->unit.empty() ? 1000 : microseconds(written->unit);
  // The program keeps times in 31 bits of milliseconds: about 24.8 days.
  if (written->value > UINT64_C(2147483647000) / each) return std::nullopt;
  return base::Duration(static_cast<std::int64_t>(written->value * each));
}

std::optional<std::uint32_t> read_seconds(std::string_view text) {
  constexpr std::uint64_t second = 1'000'000;
  const auto written = split_time(text);
  if (!written) return std::nullopt;
  const std::uint64_t each = written->unit.empty() ? second : microseconds(written->unit);
  if (written->value > UINT64_C(2147483647) * second / each) return std::nullopt;
  return static_cast<std::uint32_t>((written->value * each + second - 1) / second);
}

void warn_of_rest(const Line& line, std::size_t i, text::Diagnostics& out) {
  const auto written = split_time(line.word(i));
  if (!written || written->rest.empty()) return;
  const std::string taken = std::to_string(written->value) + std::string(written->unit);
  out.warning(line.place(i), line.length(i),
              fmt::format("\"{}\" is read as {}: HAProxy does not look at what follows the unit",
                          shown(line.word(i)), taken),
              fmt::format("write {}", taken));
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
                what_to_write(word, "write the number that is meant"));
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
  warn_of_rest(line, i, out);
  return value;
}

}  // namespace ek::dialects::haproxy
