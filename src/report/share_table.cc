// Who gets what: a line a server, a bar with the intended mark, load and waiting where they are
// known.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "predict/overload.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::at_capacity;
using predict::PoolForecast;
using predict::ServerForecast;
using predict::ServerIndex;

constexpr std::size_t rows_max = 40;  // more servers: the most loaded and the least
constexpr std::size_t bar_columns = 24;
constexpr std::size_t name_columns_max = 28;

struct Rows {
  std::vector<ServerIndex> shown;
  std::size_t cut_after = 0;  // rows before the gap
  std::size_t left_out = 0;
};

double harm(const ServerForecast& server) {
  return server.utilisation.value_or(server.share);
}

Rows choose_rows(const PoolForecast& forecast) {
  Rows rows;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) rows.shown.push_back(i);
  rows.cut_after = rows.shown.size();
  if (rows.shown.size() <= rows_max) return rows;
  std::ranges::stable_sort(rows.shown, [&](ServerIndex a, ServerIndex b) {
    return harm(forecast.servers[a]) > harm(forecast.servers[b]);
  });
  constexpr std::size_t top = 12, bottom = 4;
  rows.left_out = rows.shown.size() - top - bottom;
  rows.shown.erase(rows.shown.begin() + top, rows.shown.end() - bottom);
  rows.cut_after = top;
  return rows;
}

Tone tone_of(const PoolForecast& forecast, const ServerForecast& server) {
  if (server.utilisation && predict::overloaded(*server.utilisation)) return Tone::bad;
  if (server.utilisation && *server.utilisation > forecast.policy.max_utilisation.value)
    return Tone::warning;
  return Tone::plain;
}

std::string state_of(const PoolForecast& forecast, ServerIndex i) {
  const model::Server& server = forecast.pool->servers[i];
  if (server.down) return "down";
  if (server.disabled.value)
    return server.disabled.origin == model::Origin::given ? "no address" : "disabled";
  if (forecast.servers[i].share > 0) return server.backup.value ? "backup in use" : "";
  if (server.backup.value) return "backup";
  return server.weight.value == 0 ? "weight 0" : "";
}

// Of a server at exactly its capacity nothing piles up in a straight line, and no mean exists.
std::string backlog_cell(const ServerForecast& server) {
  if (at_capacity(*server.utilisation)) return "  no mean (at capacity)";
  return fmt::format("  +{} {}", base::per_second(*server.backlog_per_s),
                     to_string(server.formula));
}

std::string load_cells(const ServerForecast& server) {
  if (!server.load) return "";
  std::string cells = "  " + right(base::per_second(*server.load), 10);
  if (server.capacity)
    cells += fmt::format("  {}  {}", right(base::per_second(*server.capacity), 10),
                         right(percent_whole(*server.utilisation), 7));
  else
    cells += "  " + right("?", 10) + "  " + right("?", 7);
  if (server.response_s && *server.load > 0)
    cells += fmt::format("  {} {}", right(seconds_text(*server.response_s), 8),
                         to_string(server.formula));
  if (server.errors_per_s && *server.errors_per_s > 0)
    cells += fmt::format("  {} get an error", base::per_second(*server.errors_per_s));
  if (server.backlog_per_s) cells += backlog_cell(server);
  return cells;
}

double scale_of(const PoolForecast& forecast) {
  double scale = 0;
  for (const ServerForecast& server : forecast.servers)
    scale = std::max({scale, server.share, server.intended});
  return scale;
}

std::size_t name_columns(const PoolForecast& forecast, const Rows& rows) {
  std::size_t width = 6;
  for (const ServerIndex i : rows.shown)
    width = std::max(width, columns_of(forecast.pool->servers[i].name));
  return std::min(width, name_columns_max);
}

}  // namespace

void share_table(const PoolForecast& forecast, const Style& style, Output& output) {
  const Rows rows = choose_rows(forecast);
  const std::size_t names = name_columns(forecast, rows);
  const double scale = scale_of(forecast);
  std::string head = fmt::format("  {}   weight    share  {} intended", left("server", names),
                                 left(fmt::format("(full bar: {})", percent(scale)), bar_columns));
  if (forecast.rate) head += "        load    capacity     used  response";
  output.line(style.paint(Tone::quiet, head));
  for (std::size_t row = 0; row < rows.shown.size(); ++row) {
    const ServerIndex i = rows.shown[row];
    const ServerForecast& server = forecast.servers[i];
    if (row == rows.cut_after)
      output.line(
          fmt::format("  … {} more servers between these", count_text(double(rows.left_out))));
    const std::string text =
        fmt::format("  {} {} {}  {} {}", left(forecast.pool->servers[i].name, names),
                    right(std::to_string(forecast.pool->servers[i].weight.value), 8),
                    right(percent(server.share), 8),
                    bar(server.share, server.intended, scale, bar_columns, style),
                    right(percent(server.intended), 8));
    const std::string state = state_of(forecast, i);
    output.line(style.paint(tone_of(forecast, server), text + load_cells(server)) +
                (state.empty() ? "" : "  " + style.paint(Tone::quiet, state)));
  }
}

}  // namespace ek::report
