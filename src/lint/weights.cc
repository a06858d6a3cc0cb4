#include "lint/weights.h"

#include <fmt/format.h>

#include <algorithm>

namespace ek::lint {
namespace {

using predict::ServerIndex;

constexpr std::uint32_t alike_ratio_max = 2;

// `sorted` without the odd one; nullopt when they are no company either.
std::optional<OddWeight> odd_against(ServerIndex server, double weight,
                                     std::span<const std::uint32_t> sorted) {
  if (sorted.front() == 0 || sorted.back() > alike_ratio_max * sorted.front()) return std::nullopt;
  OddWeight odd;
  odd.server = server;
  odd.neighbours = sorted[sorted.size() / 2];
  odd.ratio = weight / odd.neighbours;
  odd.alike = sorted.front() == sorted.back();
  if (odd.ratio < odd_ratio_min && odd.ratio > 1 / odd_ratio_min) return std::nullopt;
  return odd;
}

}  // namespace

std::optional<OddWeight> odd_one_out(const model::Pool& pool,
                                     const std::vector<ServerIndex>& servers) {
  if (servers.size() < 3) return std::nullopt;
  const auto weight = [&](ServerIndex i) { return pool.servers[i].weight.value; };
  const auto [least, most] =
      std::minmax_element(servers.begin(), servers.end(),
                          [&](ServerIndex a, ServerIndex b) { return weight(a) < weight(b); });
  std::vector<std::uint32_t> sorted;
  for (const ServerIndex i : servers) sorted.push_back(weight(i));
  std::sort(sorted.begin(), sorted.end());
  const std::span<const std::uint32_t> all(sorted);
  if (auto heavy = odd_against(*most, weight(*most), all.first(all.size() - 1))) return heavy;
  return odd_against(*least, weight(*least), all.subspan(1));
}

std::vector<double> weight_shares(const model::Pool& pool,
                                  const std::vector<ServerIndex>& servers) {
  double total = 0;
  for (const ServerIndex i : servers) total += pool.servers[i].weight.value;
  std::vector<double> shares;
  for (const ServerIndex i : servers)
    shares.push_back(total > 0 ? pool.servers[i].weight.value / total : 0);
  return shares;
}

std::optional<text::Edit> set_weight(const model::Server& server, std::uint32_t weight,
                                     const text::Sources& sources) {
  if (server.weight.origin != model::Origin::set || !server.weight.at.known()) return std::nullopt;
  text::Edit edit = text::replace_value(server.weight.at, fmt::format("{}", weight), sources);
  const std::string_view bytes = sources[edit.file].bytes();
  std::string_view written = bytes.substr(edit.begin, edit.end - edit.begin);
  constexpr std::string_view parameter = "weight=";
  if (written.starts_with(parameter)) {
    edit.begin += static_cast<std::uint32_t>(parameter.size());
    written.remove_prefix(parameter.size());
  }
  const bool number = written.find_first_not_of("0123456789\"'") == std::string_view::npos;
  return number ? std::optional(edit) : std::nullopt;
}

}  // namespace ek::lint
