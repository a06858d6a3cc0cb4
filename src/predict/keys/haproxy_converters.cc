#include "predict/keys/haproxy_converters.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "predict/haproxy/key_hash.h"

namespace ek::predict::haproxy {
namespace {

char lower_byte(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
char upper_byte(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

template <char (*Change)(char)>
bool change_bytes(const Converter&, Sample& sample, SampleSpace& space) {
  const std::string_view text = as_text(sample, space);
  std::string& changed = space.fresh(text);
  changed = text;
  for (char& c : changed) c = Change(c);
  sample = Sample::of(changed);
  return true;
}

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// The pieces between delimiters: fields may be empty, words may not.
std::vector<std::string_view> pieces(std::string_view text, std::string_view delimiters,
                                     bool empty_ones) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !is_one_of(text[i], delimiters)) continue;
    if (empty_ones || i > begin) found.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return found;
}

// From piece `first` (negative: from the end) over `count` pieces (0: all the rest, in that
// direction).
std::optional<std::string_view> pick_pieces(const std::vector<std::string_view>& all,
                                            std::int64_t first, std::int64_t count) {
  const auto size = static_cast<std::int64_t>(all.size());
  if (first == 0 || first > size || first < -size) return std::nullopt;
  std::int64_t from = first > 0 ? first - 1 : size + first;
  std::int64_t to = from;
  const std::int64_t further =
      count == 0 ? size : std::min(count - 1, size);  // any number is legal
  if (first > 0) {
    to = std::min(size - 1, from + further);
  } else {
    from = std::max(std::int64_t{0}, from - further);
  }
  const std::string_view begin = all[static_cast<std::size_t>(from)];
  const std::string_view end = all[static_cast<std::size_t>(to)];
  return std::string_view(begin.data(),
                          static_cast<std::size_t>(end.data() + end.size() - begin.data()));
}

bool field(const Converter& converter, Sample& sample, SampleSpace& space) {
  const std::string_view text = as_text(sample, space);
  const auto all = pieces(text, converter.arguments[1], true);
  const auto chosen =
      pick_pieces(all, converter.first, converter.has_second ? converter.second : 1);
  if (!chosen || text.empty())
    return converter.first == 1 || converter.first == -1
               ? (sample = Sample::of(std::string_view("", 0)), true)
               : false;
  sample = Sample::of(*chosen);
  return true;
}

constexpr model::Version first_with_new_converters{2, 9, 0};

// A word that is not there: no value from 2.9 on, before an empty one.
bool word(const Converter& converter, Sample& sample, SampleSpace& space) {
  const std::string_view text = as_text(sample, space);
  const auto chosen = pick_pieces(pieces(text, converter.arguments[1], false), converter.first,
                                  converter.has_second ? converter.second : 1);
  sample = Sample::of(chosen.value_or(std::string_view("", 0)));
  return converter.first != 0 && (chosen || converter.version < first_with_new_converters);
}

// With fewer bytes left than asked for: those, and from 2.9 on the whole value.
bool bytes(const Converter& converter, Sample& sample, SampleSpace& space) {
  const std::string_view text = as_bytes(sample, space);
  const auto offset = static_cast<std::size_t>(converter.first);
  if (offset >= text.size()) {
    sample = Sample::of(std::string_view("", 0));
    return true;
  }
  const bool too_few =
      converter.has_second && static_cast<std::size_t>(converter.second) > text.size() - offset;
  if (too_few && converter.version >= first_with_new_converters) {
    sample = Sample::of(text);
    return true;
  }
  sample = Sample::of(text.substr(offset, converter.has_second
                                              ? static_cast<std::size_t>(converter.second)
                                              : std::string_view::npos));
  return true;
}

bool length(const Converter&, Sample& sample, SampleSpace& space) {
  const auto size = static_cast<std::int64_t>(as_text(sample, space).size());
  sample = {SampleType::number, {}, size};
  return true;
}

template <std::uint32_t (*Hash)(std::string_view)>
bool hashed(const Converter& converter, Sample& sample, SampleSpace& space) {
  const std::uint32_t hash = Hash(as_bytes(sample, space));
  sample = {SampleType::number, {}, converter.first != 0 ? avalanche(hash) : hash};
  return true;
}

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

// Text counts as far as it is a number; no text at all is no value.
bool mod(const Converter& converter, Sample& sample, SampleSpace&) {
  std::int64_t number = sample.number;
  if (sample.type == SampleType::text) {
    if (sample.bytes.empty()) return false;
    number = 0;
    std::from_chars(sample.bytes.data(), sample.bytes.data() + sample.bytes.size(), number);
  } else if (sample.type != SampleType::number) {
    return false;
  }
  sample = {SampleType::number, {}, number % converter.first};
  return true;
}

// Keeps the first `first` bits of an IPv4 address, or of one within an IPv6 address.
bool ipmask(const Converter& converter, Sample& sample, SampleSpace& space) {
  if (sample.type == SampleType::ipv6)
    sample = {SampleType::ipv4, ipv4_within(sample.bytes, converter.version), 0};
  if (sample.type != SampleType::ipv4 || sample.bytes.empty()) return false;
  std::string& masked = space.fresh(sample.bytes);
  masked = sample.bytes;
  for (std::int64_t i = 0; i < 4; ++i) {
    const auto kept = std::clamp<std::int64_t>(converter.first - 8 * i, 0, 8);
    const auto mask = static_cast<unsigned char>(0xff00 >> kept);
    char& byte = masked[static_cast<std::size_t>(i)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) & mask);
  }
  sample.bytes = masked;
  return true;
}

bool hex(const Converter&, Sample& sample, SampleSpace& space) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  const std::string_view binary = as_bytes(sample, space);
  std::string& text = space.fresh(binary);
  for (const char c : binary) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  sample = Sample::of(text);
  return true;
}

template <bool Left>
bool trim(const Converter& converter, Sample& sample, SampleSpace& space) {
  std::string_view text = as_text(sample, space);
  while (!text.empty() && is_one_of(Left ? text.front() : text.back(), converter.arguments[0]))
    Left ? text.remove_prefix(1) : text.remove_suffix(1);
  sample = Sample::of(text);
  return true;
}

struct Known {
  std::string_view name;
  bool (*apply)(const Converter&, Sample&, SampleSpace&);
  std::size_t least, most;                    // arguments
  std::size_t numeric_first, numeric_second;  // which of them is a number, from 1; 0: none
};

constexpr std::array known{
    Known{"lower", change_bytes<lower_byte>, 0, 0, 0, 0},
    Known{"upper", change_bytes<upper_byte>, 0, 0, 0, 0},
    Known{"field", field, 2, 3, 1, 3},
    Known{"word", word, 2, 3, 1, 3},
    Known{"bytes", bytes, 1, 2, 1, 2},
    Known{"length", length, 0, 0, 0, 0},
    Known{"sdbm", hashed<sdbm>, 0, 1, 1, 0},
    Known{"djb2", hashed<djb2>, 0, 1, 1, 0},
    Known{"wt6", hashed<wt6>, 0, 1, 1, 0},
    Known{"crc32", hashed<crc32>, 0, 1, 1, 0},
    Known{"mod", mod, 1, 1, 1, 0},
    Known{"ipmask", ipmask, 1, 1, 1, 0},
    Known{"hex", hex, 0, 0, 0, 0},
    Known{"ltrim", trim<true>, 1, 1, 0, 0},
    Known{"rtrim", trim<false>, 1, 1, 0, 0},
};

// "a,'b,c',d" -> three arguments; quotes and backslashes protect.
std::vector<std::string> read_arguments(std::string_view text) {
  std::vector<std::string> found;
  std::string current;
  char quote = 0;
  bool escaped = false;
  for (const char c : text) {
    if (escaped) {
      current += c;
      escaped = false;
    } else if (c == '\\' && quote != '\'') {
      escaped = true;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == ',' && quote == 0) {
      found.push_back(std::move(current));
      current.clear();
    } else {
      current += c;
    }
  }
  found.push_back(std::move(current));
  return found;
}

}  // namespace

std::optional<Converter> read_converter(std::string_view text, model::Version version) {
  const auto open = text.find('(');
  const std::string_view name = text.substr(0, open);
  Converter converter;
  converter.version = version;
  if (open != std::string_view::npos && text.ends_with(')') && open + 2 < text.size())
    converter.arguments = read_arguments(text.substr(open + 1, text.size() - open - 2));
  for (const Known& one : known) {
    if (one.name != name) continue;
    const std::size_t count = converter.arguments.size();
    if (count < one.least || count > one.most) return std::nullopt;
    converter.apply = one.apply;
    if (one.numeric_first != 0 && count >= one.numeric_first) {
      const auto number = to_number(converter.arguments[one.numeric_first - 1]);
      if (!number || (one.name == "mod" && *number <= 0)) return std::nullopt;
      if (one.name == "ipmask" && (*number < 0 || *number > 32)) return std::nullopt;
      converter.first = *number;
    }
    if (one.numeric_second != 0 && count >= one.numeric_second) {
      const auto number = to_number(converter.arguments[one.numeric_second - 1]);
      if (!number || *number < 0) return std::nullopt;
      converter.second = *number;
      converter.has_second = true;
    }
    if (one.name == "bytes" && converter.first < 0) return std::nullopt;
    return converter;
  }
  return std::nullopt;
}

}  // namespace ek::predict::haproxy
