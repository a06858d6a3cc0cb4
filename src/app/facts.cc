#include "app/facts.h"

#include <fmt/format.h>

#include "app/said.h"
#include "base/text.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

Result<std::pair<std::string, std::string>> split_pair(std::string_view option,
                                                       std::string_view shape,
                                                       std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return failure(
        fmt::format("{} {} is no pair; write {} {}", option, base::printable(text), option, shape));
  return std::pair{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

bool is_address(std::string_view text) {
  using enum model::AddressKind;
  const auto kind = model::parse_address(text).kind;
  return kind == ipv4 || kind == ipv6 || kind == unix_socket;
}

Result<std::vector<std::string>> read_addresses(const std::string& name, std::string_view text) {
  std::vector<std::string> addresses;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(item.size() + 1, text.size()));
    const std::string_view address = base::trim(item);
    if (!is_address(address))
      return failure(
          fmt::format("--resolve {}: \"{}\" is not an address; write addresses, as in --resolve "
                      "{}=10.0.0.1,10.0.0.2:8080",
                      base::printable(name), base::printable(address), base::printable(name)));
    addresses.emplace_back(address);
  }
  if (addresses.empty())
    return failure(
        fmt::format("--resolve {} names no address; write --resolve {}=10.0.0.1,10.0.0.2",
                    base::printable(name), base::printable(name)));
  return addresses;
}

void note_unused(std::string_view option, const std::vector<std::string>& given,
                 const std::set<std::string, std::less<>>& used, std::string_view what) {
  for (const std::string& text : given) {
    const std::string name = text.substr(0, text.find('='));
    if (used.contains(name)) continue;
    const std::vector<std::string_view> known(used.begin(), used.end());
    say(fmt::format("note: {} {} is not used: {}{}\n", option, base::printable(name), what,
                    base::did_you_mean(name, known)));
  }
}

}  // namespace

Result<void> take_outside_facts(const Input& input, const model::Policy& policy,
                                dialects::ReadOptions& options) {
  for (const std::string& text : input.environment) {
    EK_TRY(auto pair, split_pair("--env", "NAME=value", text));
    options.environment[pair.first] = pair.second;
  }
  options.resolve = policy.resolve;
  for (const std::string& text : input.resolve) {
    EK_TRY(auto pair, split_pair("--resolve", "name=address,address", text));
    EK_TRY(options.resolve[pair.first], read_addresses(pair.first, pair.second));
  }
  options.follow_includes_anywhere = input.follow;
  return {};
}

void note_unused_facts(const Input& input, const dialects::UsedFacts& used) {
  note_unused("--env", input.environment, used.environment,
              "the configuration names no such variable");
  note_unused("--resolve", input.resolve, used.names,
              "no server of the configuration has this name");
}

}  // namespace ek::app
