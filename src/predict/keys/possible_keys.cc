#include "predict/keys/possible_keys.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict {
namespace {

using model::Key, model::KeyPart, model::KeySource;

constexpr std::uint32_t any = 0;

std::uint32_t fewer(std::uint32_t a, std::uint32_t b) {
  return a == any || b == any ? std::max(a, b) : std::min(a, b);
}

std::uint32_t product(std::uint32_t a, std::uint32_t b) {
  const std::uint64_t both = std::uint64_t{a} * b;
  return both > std::numeric_limits<std::uint32_t>::max() ? any : static_cast<std::uint32_t>(both);
}

// "mod(4)" -> 4; nullopt: no number, as where a variable is named.
std::optional<std::uint32_t> argument(std::string_view call) {
  const auto open = call.find('(');
  if (open == std::string_view::npos || !call.ends_with(')')) return std::nullopt;
  const std::string_view text = call.substr(open + 1, call.size() - open - 2);
  std::uint32_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && rest == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

// Converters whose result depends on their sample and on nothing else (manual 7.3.1): of n values
// they make n at most. With arguments that may be variables, only numbers are taken.
constexpr std::array<std::string_view, 22> one_to_one{
    "lower", "upper",  "field",  "word",  "bytes",  "length", "sdbm", "djb2",
    "wt6",   "crc32",  "crc32c", "xxh32", "xxh64",  "xxh3",   "hex",  "ltrim",
    "rtrim", "base64", "sha1",   "sha2",  "digest", "url_dec"};
constexpr std::array<std::string_view, 4> two_valued{"bool", "not", "odd", "even"};

// How many of `values` a converter leaves; nullopt: not known.
std::optional<std::uint32_t> left_of(std::uint32_t values, std::string_view converter) {
  const std::string_view name = converter.substr(0, converter.find('('));
  const auto is = [&](std::string_view one) { return one == name; };
  if (std::ranges::any_of(one_to_one, is)) return values;
  if (std::ranges::any_of(two_valued, is)) return fewer(values, 2);
  const auto number = argument(converter);
  if (!number) return std::nullopt;
  if (name == "mod" && *number > 0) return fewer(values, *number);
  if (name == "mul") return *number == 0 ? 1 : values;
  if (name == "add" || name == "sub" || name == "xor" || name == "or") return values;
  if (name == "and" && std::popcount(*number) < 32)
    return fewer(values, std::uint32_t{1} << std::popcount(*number));
  if (name == "ipmask" && *number < 32) return fewer(values, std::uint32_t{1} << *number);
  return std::nullopt;
}

// Is there a value in every request? Where there is none, the program takes turns instead.
bool always_there(const KeyPart& part) {
  return part.values_max > 0 || part.source == KeySource::literal ||
         part.source == KeySource::client_address || part.source == KeySource::uri ||
         part.source == KeySource::path || part.source == KeySource::method;
}

std::uint32_t values_of(const Key& key, const KeyPart& part) {
  if (!always_there(part)) return any;
  std::uint32_t values = part.source == KeySource::literal ? 1 : part.values_max;
  if (part.source == KeySource::uri && key.length_max == 1) values = 1;  // "/"
  for (const std::string& converter : part.converters) {
    const auto left = left_of(values, converter);
    if (!left) return any;
    values = *left;
  }
  return values;
}

std::size_t servers_in_use(const model::Pool& pool) {
  return static_cast<std::size_t>(std::ranges::count_if(pool.servers, [](const auto& server) {
    return !server.backup.value && !server.disabled.value && server.weight.value > 0;
  }));
}

}  // namespace

std::uint32_t keys_possible(const Context& context) {
  const Key& key = context.pool.balance.key.value;
  if (key.parts.empty()) return any;
  std::uint32_t keys = 1;
  for (const KeyPart& part : key.parts) keys = product(keys, values_of(key, part));
  return keys;
}

std::string uncomputed_part(const Context& context) {
  const Key& key = context.pool.balance.key.value;
  for (const KeyPart& part : key.parts)
    if (part.source == KeySource::unsupported) return part.text;
  if (context.program.kind != model::ProgramKind::haproxy || key.parts.empty()) return "";
  const bool computed =
      haproxy::KeyReader(key, context.pool.balance.algorithm.value).problem().empty();
  return computed ? "" : key.written;
}

KeysProblem keys_problem(const Context& context) {
  const std::uint32_t keys = keys_possible(context);
  const std::string written = base::printable(context.pool.balance.key.value.written);
  const std::string uncomputed = uncomputed_part(context);
  const std::size_t servers = servers_in_use(context.pool);
  const std::string not_known = "the value of " + base::printable(uncomputed) + " is not computed";
  if (keys == 1 && servers > 1 && !uncomputed.empty())
    return {"every request has the same key, " + written + ": one server gets all, and as " +
                not_known + ", which one is not known",
            true};
  if (keys > 1 && keys < servers)
    return {"the key " + written + " has at most " + std::to_string(keys) +
                " values, so no more than " + std::to_string(keys) + " of the " +
                std::to_string(servers) + " servers get requests",
            true};
  if (uncomputed.empty()) return {};
  return {not_known + (keys > 1 ? " (there are at most " + std::to_string(keys) + ")" : "") +
              "; the shares are those of many keys that are spread evenly",
          false};
}

}  // namespace ek::predict
