#include "inputs/policy_fields.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "base/text.h"
#include "model/server.h"

namespace ek::inputs {
namespace {

using model::Origin;

constexpr double shares_tolerance = 1e-6;    // 1/3 written with seven digits is meant as a third
constexpr std::uint32_t survive_max = 1000;  // more servers than that are not lost one by one
constexpr double max_utilisation_max = 10;   // beyond it, a percentage: 80 should have been 0.8
constexpr double concurrency_max = 1e9;
constexpr int workers_max = 4096;              // more cores no machine has
constexpr std::size_t addresses_max = 10'000;  // of one name

bool is_number(const TomlValue& value) {
  return (value.kind == TomlKind::integer || value.kind == TomlKind::real) &&
         std::isfinite(value.number);
}

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  if (number(0, 4) < 0 || number(5, 2) < 0 || number(8, 2) < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                     std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                     std::chrono::day(static_cast<unsigned>(number(8, 2))))
      .ok();
}

bool is_address(const std::string& text) {
  const model::AddressKind kind = model::parse_address(text).kind;
  return (kind == model::AddressKind::ipv4 || kind == model::AddressKind::ipv6) &&
         model::parse_address(text).port == 0;
}

// A key as a policy may hold it: in quotes, unless it is made of what needs none.
std::string as_key(std::string_view key) {
  const bool bare = !key.empty() && key.find_first_not_of(
                                        "abcdefghijklmnopqrstuvwxyz"
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_-") == std::string_view::npos;
  return bare ? std::string(key) : fmt::format("\"{}\"", base::printable(key));
}

// The name that was meant by x.example = […] without quotes: each dot of it made a table. Of more
// than one the first; "" where no list stands at the end.
std::string unquoted_name(const TomlEntry& entry) {
  std::string name = entry.key;
  const TomlEntry* at = &entry;
  while (at->value.kind == TomlKind::table && !at->value.entries.empty()) {
    at = &at->value.entries.front();
    name += '.' + at->key;
  }
  const bool meant = at->value.kind == TomlKind::array || at->value.kind == TomlKind::string;
  return at != &entry && meant ? name : "";
}

}  // namespace

void PolicyFields::wrong(const TomlEntry& entry, std::string_view wanted,
                         std::string_view example) {
  diagnostics_.error(entry.value.at, entry.value.length,
                     fmt::format("{} must be {}, not {}", base::printable(entry.key), wanted,
                                 describe(entry.value)),
                     fmt::format("write {} = {}", as_key(entry.key), example));
}

void PolicyFields::unknown_key(const TomlEntry& entry, std::string_view table,
                               std::span<const std::string_view> known) {
  const std::string_view meant = base::nearest(entry.key, known);
  std::string hint;
  if (!meant.empty()) {
    hint = fmt::format("did you mean {}?", meant);
  } else {
    hint = "it may hold ";
    for (std::size_t i = 0; i < known.size(); ++i)
      hint += fmt::format("{}{}", i == 0 ? "" : i + 1 == known.size() ? " and " : ", ", known[i]);
  }
  diagnostics_.error(entry.at, entry.length,
                     fmt::format("{} has no key {}", table, base::printable(entry.key)),
                     std::move(hint));
}

bool PolicyFields::is_table(const TomlEntry& entry, std::string_view example) {
  if (entry.value.kind == TomlKind::table) return true;
  diagnostics_.error(
      entry.at, entry.length,
      fmt::format("{} must be a table, not {}", base::printable(entry.key), describe(entry.value)),
      fmt::format("write {}", example));
  return false;
}

void PolicyFields::rate(const TomlEntry& entry, model::Setting<std::optional<base::Rate>>& into) {
  const auto rate =
      entry.value.kind == TomlKind::string ? base::parse_rate(entry.value.text) : std::nullopt;
  if (!rate) return wrong(entry, "a rate with its unit (/s, /m or /h)", "\"900/s\"");
  into.set(rate, entry.value.at, Origin::given);
}

void PolicyFields::capacity(const TomlEntry& entry,
                            model::Setting<std::optional<base::Rate>>& into) {
  const auto rate =
      entry.value.kind == TomlKind::string ? base::parse_rate(entry.value.text) : std::nullopt;
  if (!rate || rate->per_second <= 0)
    return wrong(entry, "a rate above 0 with its unit (/s, /m or /h)", "\"300/s\"");
  into.set(rate, entry.value.at, Origin::given);
}

void PolicyFields::duration(const TomlEntry& entry,
                            model::Setting<std::optional<base::Duration>>& into) {
  const auto duration =
      entry.value.kind == TomlKind::string ? base::parse_duration(entry.value.text) : std::nullopt;
  if (!duration || duration->count() <= 0)
    return wrong(entry, "a time above 0 with its unit (us, ms, s, m, h)", "\"120ms\"");
  into.set(duration, entry.value.at, Origin::given);
}

void PolicyFields::concurrency(const TomlEntry& entry,
                               model::Setting<std::optional<std::uint32_t>>& into) {
  const TomlValue& value = entry.value;
  if (value.kind != TomlKind::integer || value.number < 1 || value.number > concurrency_max)
    return wrong(entry, "a whole number of requests above 0", "50");
  into.set(static_cast<std::uint32_t>(value.number), value.at, Origin::given);
}

void PolicyFields::worker_processes(const TomlEntry& entry,
                                    model::Setting<std::optional<std::uint32_t>>& into) {
  const TomlValue& value = entry.value;
  if (value.kind != TomlKind::integer || value.number < 1 || value.number > workers_max)
    return wrong(entry, fmt::format("a whole number of processes from 1 to {}", workers_max), "4");
  into.set(static_cast<std::uint32_t>(value.number), value.at, Origin::given);
}

void PolicyFields::zone(const TomlEntry& entry, model::Setting<std::string>& into) {
  if (entry.value.kind != TomlKind::string || entry.value.text.empty())
    return wrong(entry, "a zone's name", "\"a\"");
  into.set(entry.value.text, entry.value.at, Origin::given);
}

void PolicyFields::down(const TomlEntry& entry, model::Setting<bool>& into) {
  if (entry.value.kind != TomlKind::boolean) return wrong(entry, "true or false", "true");
  into.set(entry.value.boolean, entry.value.at, Origin::given);
}

void PolicyFields::survive(const TomlEntry& entry, model::Setting<std::uint32_t>& into) {
  const TomlValue& value = entry.value;
  if (value.kind != TomlKind::integer || value.number < 0 || value.number > survive_max)
    return wrong(entry, fmt::format("a whole number of servers from 0 to {}", survive_max), "1");
  into.set(static_cast<std::uint32_t>(value.number), value.at, Origin::given);
}

void PolicyFields::max_utilisation(const TomlEntry& entry, model::Setting<double>& into) {
  const TomlValue& value = entry.value;
  if (is_number(value) && value.number > max_utilisation_max &&
      value.number / 100 <= max_utilisation_max)
    return wrong(entry, "a part of the capacity (1 is all of it)",
                 fmt::format("{:g}", value.number / 100));
  if (!is_number(value) || value.number <= 0 || value.number > max_utilisation_max)
    return wrong(entry, "a part of the capacity above 0 (1 is all of it)", "0.8");
  into.set(value.number, value.at, Origin::given);
}

void PolicyFields::intent(const TomlEntry& entry, model::Intent& into) {
  const TomlValue& value = entry.value;
  if (value.kind == TomlKind::table) return shares(entry, into);
  model::Intent intent;
  intent.at = value.at;
  if (value.kind == TomlKind::string && value.text == "even")
    intent.kind = model::IntentKind::even;
  else if (value.kind == TomlKind::string && value.text == "capacity")
    intent.kind = model::IntentKind::capacity;
  else if (value.kind == TomlKind::string && value.text == "weights")
    intent.kind = model::IntentKind::weights;
  else
    return wrong(entry, "even, capacity, weights or a table of shares",
                 "\"even\", or intent = { web1 = 0.5, web2 = 0.5 }");
  into = std::move(intent);
}

void PolicyFields::shares(const TomlEntry& entry, model::Intent& into) {
  model::Intent intent;
  intent.kind = model::IntentKind::shares;
  intent.at = entry.value.at;
  double sum = 0;
  for (const TomlEntry& share : entry.value.entries) {
    if (!is_number(share.value) || share.value.number < 0 || share.value.number > 1)
      return wrong(share, "a share from 0 to 1", "0.5");
    sum += share.value.number;
    intent.shares[share.key] = share.value.number;
  }
  if (std::abs(sum - 1) > shares_tolerance) {
    diagnostics_.error(
        entry.value.at, entry.value.length,
        fmt::format("the shares of {} sum to {:.6g}, not to 1", base::printable(entry.key), sum),
        "the shares of all servers together are 1, as in "
        "{ web1 = 0.5, web2 = 0.3, web3 = 0.2 }");
    return;
  }
  into = std::move(intent);
}

void PolicyFields::text(const TomlEntry& entry, std::string_view example, std::string& into) {
  if (entry.value.kind != TomlKind::string || base::trim(entry.value.text).empty())
    return wrong(entry, "text", example);
  into = entry.value.text;
}

void PolicyFields::date(const TomlEntry& entry, std::string& into) {
  const bool is_date = entry.value.kind == TomlKind::date ||
                       (entry.value.kind == TomlKind::string && is_iso_date(entry.value.text));
  if (!is_date) return wrong(entry, "a date", "2027-03-31");
  into = entry.value.text;
}

void PolicyFields::version(const TomlEntry& entry,
                           model::Setting<std::optional<model::Version>>& into) {
  const auto version =
      entry.value.kind == TomlKind::string ? model::parse_version(entry.value.text) : std::nullopt;
  const bool quoted = entry.value.kind == TomlKind::string;
  if (!version)
    return wrong(entry, quoted ? "a version of two or three parts" : "a version in quotes",
                 "\"2.6\", or all three parts of it: \"2.6.12\"");
  into.set(version, entry.value.at, Origin::given);
}

void PolicyFields::addresses(const TomlEntry& entry, std::vector<std::string>& into) {
  constexpr std::string_view wanted = "a list of IP addresses without ports";
  constexpr std::string_view example = "[\"10.0.0.1\", \"10.0.0.2\"]";
  if (const std::string name = unquoted_name(entry); !name.empty())
    return diagnostics_.error(
        entry.at, entry.length,
        fmt::format("the name {} must be in quotes: without them its dots make tables",
                    base::printable(name)),
        fmt::format("write {} = {}", as_key(name), example));
  if (entry.value.kind != TomlKind::array || entry.value.items.empty() ||
      entry.value.items.size() > addresses_max)
    return wrong(entry, wanted, example);
  std::vector<std::string> list;
  for (const TomlValue& item : entry.value.items) {
    if (item.kind != TomlKind::string || !is_address(item.text)) {
      diagnostics_.error(item.at, item.length,
                         fmt::format("{} must be {}; {} is none", base::printable(entry.key),
                                     wanted, describe(item)),
                         fmt::format("write {} = {}", as_key(entry.key), example));
      return;
    }
    list.push_back(item.text);
  }
  into = std::move(list);
}

}  // namespace ek::inputs
