// What losing a server, a zone or several does: the worst first.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "predict/overload.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::Loss;
using predict::LossKind;
using predict::PoolForecast;

constexpr std::size_t losses_shown = 5;       // at least; those that overload a server besides
constexpr std::size_t losses_shown_max = 40;  // what somebody reads; --losses full lists all
constexpr std::size_t heat_servers_max = 24;  // wider does not fit a screen
constexpr std::size_t heat_servers_min = 3;

std::string hit_text(const PoolForecast& forecast, const Loss& loss) {
  if (!loss.worst) return "nobody is left: every request fails";
  const auto& worst = *loss.worst;
  std::string text =
      fmt::format("{} gets {}", base::printable(forecast.pool->servers[worst.server].name),
                  percent(worst.share));
  if (worst.utilisation)
    text += fmt::format(", {} of its capacity", percent_whole(*worst.utilisation));
  if (loss.searched) text += " (the worst found, not proven the worst)";
  return text;
}

Tone loss_tone(const PoolForecast& forecast, const Loss& loss) {
  if (!loss.worst) return Tone::bad;
  if (!loss.worst->utilisation) return Tone::plain;
  if (predict::overloaded(*loss.worst->utilisation)) return Tone::bad;
  return *loss.worst->utilisation > forecast.policy.max_utilisation.value ? Tone::warning
                                                                          : Tone::plain;
}

// Without those of idle servers (backups, drained ones), whose loss moves nothing, and without a
// worst of several that is one server: it has a line of its own.
std::vector<const Loss*> losses_that_move_traffic(const PoolForecast& forecast) {
  std::vector<const Loss*> losses;
  for (const Loss& loss : forecast.losses)
    if (!(loss.kind == LossKind::worst && loss.lost.size() == 1) &&
        std::ranges::any_of(loss.lost, [&](auto i) { return forecast.servers[i].share > 0; }))
      losses.push_back(&loss);
  return losses;
}

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
  const std::string text = right(fmt::format("{:.0f}", shown), 5);
  if (!used) return text;
  if (full)
    return style.colour ? style.paint(Tone::bad, text) : right(fmt::format("{:.0f}!", shown), 5);
  return value > forecast.policy.max_utilisation.value ? style.paint(Tone::warning, text) : text;
}

std::string heat_row(const PoolForecast& forecast, const Loss& loss,
                     const std::vector<const Loss*>& columns, bool used, const Style& style) {
  std::string row;
  for (const Loss* column : columns) {
    const auto found =
        std::ranges::find(loss.survivors, column->lost[0], &predict::Survivor::server);
    row += found == loss.survivors.end() ? right(style.ascii ? "-" : "·", 5)
                                         : heat_cell(forecast, *found, used, style);
  }
  return row;
}

}  // namespace

std::string lost_names(const PoolForecast& forecast, const Loss& loss) {
  if (loss.kind == LossKind::zone) return "zone " + base::printable(loss.of);
  std::string names;
  for (std::size_t i = 0; i < loss.lost.size(); ++i) {
    if (i == 4) return names + fmt::format(" and {} more", loss.lost.size() - i);
    names += (i == 0 ? "" : "+") + base::printable(forecast.pool->servers[loss.lost[i]].name);
  }
  return names;
}

namespace {

bool overloads(const Loss& loss) {
  return !loss.worst || (loss.worst->utilisation && predict::overloaded(*loss.worst->utilisation));
}

std::string left_out_text(const std::vector<const Loss*>& losses, std::size_t shown) {
  const auto bad = std::count_if(losses.begin() + static_cast<std::ptrdiff_t>(shown), losses.end(),
                                 [](const Loss* loss) { return overloads(*loss); });
  return fmt::format(
      "    … {} more, none worse{}; --losses full lists them",
      count_text(double(losses.size() - shown)),
      bad == 0 ? std::string()
               : fmt::format(", of which {} overload a server too", count_text(double(bad))));
}

}  // namespace

void loss_table(const PoolForecast& forecast, bool every_loss, const Style& style, Output& output) {
  const auto losses = losses_that_move_traffic(forecast);
  if (losses.empty()) return;
  const std::string& why = forecast.grade.losses_reason;
  output.line(style.paint(
      Tone::quiet, "  if lost, worst first" + (why.empty() ? "" : " (approximate: " + why + ")")));
  const auto bad = static_cast<std::size_t>(
      std::ranges::count_if(losses, [](const Loss* loss) { return overloads(*loss); }));
  const std::size_t wanted =
      every_loss ? losses.size() : std::clamp(bad, losses_shown, losses_shown_max);
  const std::size_t count = std::min(wanted, losses.size());
  std::size_t width = 0;
  for (std::size_t i = 0; i < count; ++i)
    width = std::max(width, columns_of(lost_names(forecast, *losses[i])));
  for (std::size_t i = 0; i < count; ++i) {
    const Loss& loss = *losses[i];
    output.line(style.paint(loss_tone(forecast, loss),
                            fmt::format("    {}  {}", left(lost_names(forecast, loss), width),
                                        hit_text(forecast, loss))));
  }
  if (losses.size() > count) output.line(left_out_text(losses, count));
}

void loss_heat_map(const PoolForecast& forecast, const Style& style, Output& output) {
  const auto losses = singles_in_order(forecast);
  if (losses.size() < heat_servers_min || losses.size() > heat_servers_max) return;
  const bool used = all_used_known(losses);
  output.line(style.paint(Tone::quiet,
                          fmt::format("  {} in % after each loss (row: lost, columns: the others)",
                                      used ? "capacity used" : "share")));
  std::size_t width = 0;
  for (const Loss* loss : losses) width = std::max(width, columns_of(lost_names(forecast, *loss)));
  width = std::min<std::size_t>(width, 24);
  std::string head(width + 6, ' ');
  for (std::size_t i = 0; i < losses.size(); ++i) head += right(fmt::format("#{}", i + 1), 5);
  output.line(style.paint(Tone::quiet, head));
  for (std::size_t i = 0; i < losses.size(); ++i)
    output.line(fmt::format("  {} {}{}", right(fmt::format("#{}", i + 1), 3),
                            left(lost_names(forecast, *losses[i]), width),
                            heat_row(forecast, *losses[i], losses, used, style)));
}

}  // namespace ek::report
