// The capacity used after each loss: a row for each lost server, a column for each survivor.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "predict/overload.h"
#include "report/cut.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::Loss;
using predict::LossKind;
using predict::PoolForecast;

constexpr std::size_t heat_servers_max = 24;  // of more, nobody finds the cell
constexpr std::size_t heat_servers_min = 3;
constexpr std::size_t cell_columns = 5;
constexpr std::size_t number_columns = 6;  // "  #12 "

// Every single loss of a server that takes traffic, in the pool's order; empty when not all are
// listed.
std::vector<const Loss*> singles_in_order(const PoolForecast& forecast) {
  std::vector<const Loss*> losses;
  for (const Loss& loss : forecast.losses)
    if (loss.kind == LossKind::server && forecast.servers[loss.lost[0]].share > 0 &&
        !loss.survivors.empty())
      losses.push_back(&loss);
  std::ranges::sort(losses, {}, [](const Loss* loss) { return loss->lost[0]; });
  return losses;
}

// One unit a map: capacity used where every survivor's is known.
bool all_used_known(const std::vector<const Loss*>& losses) {
  return std::ranges::all_of(losses, [](const Loss* loss) {
    return std::ranges::all_of(
        loss->survivors, [](const auto& survivor) { return survivor.utilisation.has_value(); });
  });
}

std::string heat_cell(const PoolForecast& forecast, const predict::Survivor& survivor, bool used,
                      const Style& style) {
  const double value = used ? *survivor.utilisation : survivor.share;
  const bool full = used && predict::overloaded(value);
  // What is not full is never "100" beside a "100!".
  const double shown = used && !full ? std::min(value * 100, 99.4) : value * 100;
  const std::string text = right(fmt::format("{:.0f}", shown), cell_columns);
  if (!used) return text;
  if (full)
    return style.colour ? style.paint(Tone::bad, text)
                        : right(fmt::format("{:.0f}!", shown), cell_columns);
  return value > forecast.policy.max_utilisation.value ? style.paint(Tone::warning, text) : text;
}

std::string heat_row(const PoolForecast& forecast, const Loss& loss,
                     const std::vector<const Loss*>& columns, bool used, const Style& style) {
  std::string row;
  for (const Loss* column : columns) {
    const auto found =
        std::ranges::find(loss.survivors, column->lost[0], &predict::Survivor::server);
    row += found == loss.survivors.end() ? right("·", cell_columns)
                                         : heat_cell(forecast, *found, used, style);
  }
  return row;
}

// As wide as the cells leave room.
std::vector<std::string> row_names(const PoolForecast& forecast,
                                   const std::vector<const Loss*>& losses, const Style& style) {
  std::vector<std::string> names;
  for (const Loss* loss : losses) names.push_back(lost_names(forecast, *loss));
  const std::size_t width = widest(names), cells = losses.size() * cell_columns;
  return cut_apart(names, shrunk(width, excess(number_columns + width + cells, style)), style);
}

}  // namespace

void loss_heat_map(const PoolForecast& forecast, const Style& style, Output& output) {
  const auto losses = singles_in_order(forecast);
  if (losses.size() < heat_servers_min || losses.size() > heat_servers_max) return;
  const bool used = all_used_known(losses);
  output.line(style.paint(Tone::quiet,
                          fmt::format("  {} in % after each loss (row: lost, columns: the others)",
                                      used ? "capacity used" : "share")));
  const auto names = row_names(forecast, losses, style);
  std::string head(widest(names) + number_columns, ' ');
  for (std::size_t i = 0; i < losses.size(); ++i)
    head += right(fmt::format("#{}", i + 1), cell_columns);
  output.line(style.paint(Tone::quiet, head));
  for (std::size_t i = 0; i < losses.size(); ++i)
    output.line(fmt::format("  {} {}{}", right(fmt::format("#{}", i + 1), 3),
                            left(names[i], widest(names)),
                            heat_row(forecast, *losses[i], losses, used, style)));
}

}  // namespace ek::report
