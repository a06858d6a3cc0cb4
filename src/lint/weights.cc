#include "lint/weights.h"

#include <fmt/format.h>

#include <algorithm>

#include "predict/balancer.h"
#include "predict/program.h"

namespace ek::lint {
namespace {

using predict::ServerIndex;

constexpr std::uint64_t alike_ratio_max = 2;
constexpr std::size_t company_min = 2;  // one other server is no measure of what is usual

using Weights = std::vector<std::uint32_t>;  // ascending

// The weights to measure `server` against: the others' that somebody wrote; those by default only
// where there is no other company.
Weights others_of(const model::Pool& pool, const std::vector<ServerIndex>& servers,
                  ServerIndex server) {
  Weights written, all;
  for (const ServerIndex i : servers) {
    const auto& weight = pool.servers[i].weight;
    if (i == server || weight.value == 0) continue;
    all.push_back(weight.value);
    if (weight.stated()) written.push_back(weight.value);
  }
  Weights others = written.size() >= company_min ? std::move(written) : std::move(all);
  std::sort(others.begin(), others.end());
  return others;
}

// Those of `others` near their upper or lower end, if they are company enough to be the usual ones.
std::span<const std::uint32_t> usual(const Weights& others, bool upper) {
  if (others.size() < company_min) return {};
  const auto first = std::find_if(others.begin(), others.end(), [&](std::uint32_t weight) {
    return weight * alike_ratio_max >= others.back();
  });
  const auto last = std::find_if(others.begin(), others.end(), [&](std::uint32_t weight) {
    return weight > others.front() * alike_ratio_max;
  });
  const std::span<const std::uint32_t> near =
      upper ? std::span<const std::uint32_t>(first, others.end())
            : std::span<const std::uint32_t>(others.begin(), last);
  const bool enough = near.size() >= company_min && 2 * near.size() >= others.size();
  return enough ? near : std::span<const std::uint32_t>{};
}

std::optional<OddWeight> odd_against(const model::Pool& pool,
                                     const std::vector<ServerIndex>& servers, ServerIndex server,
                                     bool heavy) {
  const Weights others = others_of(pool, servers, server);
  const auto neighbours = usual(others, heavy);
  if (neighbours.empty()) return std::nullopt;
  OddWeight odd;
  odd.server = server;
  // Of an even number the one nearer to the server: what is doubtful is not odd.
  odd.typical = neighbours[(neighbours.size() - (heavy ? 0 : 1)) / 2];
  odd.ratio = double(pool.servers[server].weight.value) / odd.typical;
  odd.neighbours = neighbours.size();
  odd.others = servers.size() - 1;
  odd.least = neighbours.front();
  odd.most = neighbours.back();
  if (heavy ? odd.ratio < odd_ratio_min : odd.ratio > 1 / odd_ratio_min) return std::nullopt;
  return odd;
}

}  // namespace

std::optional<OddWeight> odd_one_out(const model::Pool& pool,
                                     const std::vector<ServerIndex>& servers) {
  std::vector<ServerIndex> working;
  for (const ServerIndex i : servers)
    if (pool.servers[i].weight.value > 0) working.push_back(i);
  if (working.size() < 3) return std::nullopt;
  const auto [least, most] =
      std::minmax_element(working.begin(), working.end(), [&](ServerIndex a, ServerIndex b) {
        return pool.servers[a].weight.value < pool.servers[b].weight.value;
      });
  if (auto heavy = odd_against(pool, working, *most, true)) return heavy;
  return odd_against(pool, working, *least, false);
}

std::vector<ServerIndex> backups_together(const model::Program& program,
                                          const predict::PoolForecast& pool) {
  std::vector<std::uint8_t> up(pool.servers.size(), 1);
  for (const ServerIndex i : pool.candidates) up[i] = 0;
  if (pool.candidates.empty()) return {};
  auto backups = predict::candidates({program, *pool.pool}, up);
  const bool one_stands_in = predict::rules_of(program.kind).one_backup_stands_in;
  const bool together = !one_stands_in || pool.pool->balance.all_backups.value;
  return together && backups.size() > 1 ? std::move(backups) : std::vector<ServerIndex>{};
}

bool written_here(const model::Setting<std::uint32_t>& weight) {
  return weight.origin == model::Origin::set && weight.at.known() &&
         weight.at.column < text::column_max;
}

std::optional<text::Edit> set_weight(const model::Server& server, std::uint32_t weight,
                                     const text::Sources& sources) {
  if (!written_here(server.weight)) return std::nullopt;
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
