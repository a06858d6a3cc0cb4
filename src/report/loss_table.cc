// What losing a server, a zone or several does: the worst first.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "predict/overload.h"
#include "report/cut.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::Loss;
using predict::LossKind;
using predict::PoolForecast;

constexpr std::size_t losses_shown = 5;       // at least; those that overload a server besides
constexpr std::size_t losses_shown_max = 40;  // what somebody reads; --losses full lists all

std::string hit_name(const PoolForecast& forecast, const Loss& loss) {
  return loss.worst ? base::printable(forecast.pool->servers[loss.worst->server].name) : "";
}

// `name`: of the server that it hits.
std::string hit_text(const Loss& loss, const std::string& name) {
  if (!loss.worst) return "nobody is left: every request fails";
  const auto& worst = *loss.worst;
  std::string text = fmt::format("{} gets {}", name, percent(worst.share));
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

struct Names {  // one of each a row
  std::vector<std::string> lost, hit;
};

// Those of the lost give way first: the servers hit are often few, and in a sentence.
Names names_of(const PoolForecast& forecast, std::span<const Loss* const> losses,
               const Style& style) {
  Names names;
  std::size_t width = 0;
  for (const Loss* loss : losses) {
    names.lost.push_back(lost_names(forecast, *loss));
    names.hit.push_back(hit_name(forecast, *loss));
    width = std::max(width, columns_of(hit_text(*loss, names.hit.back())));
  }
  const auto excess_now = [&] {
    constexpr std::size_t gaps = 6;
    return excess(gaps + widest(names.lost) + width, style);
  };
  names.lost = cut_apart(names.lost, shrunk(widest(names.lost), excess_now()), style);
  names.hit = cut_apart(names.hit, shrunk(widest(names.hit), excess_now()), style);
  return names;
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
  output.line(style.paint(Tone::quiet, "  if lost, worst first"));
  const auto bad = static_cast<std::size_t>(
      std::ranges::count_if(losses, [](const Loss* loss) { return overloads(*loss); }));
  const std::size_t wanted =
      every_loss ? losses.size() : std::clamp(bad, losses_shown, losses_shown_max);
  const std::size_t count = std::min(wanted, losses.size());
  const Names names = names_of(forecast, std::span(losses).first(count), style);
  const std::size_t width = widest(names.lost);
  for (std::size_t i = 0; i < count; ++i)
    output.line(style.paint(
        loss_tone(forecast, *losses[i]),
        fmt::format("    {}  {}", left(names.lost[i], width), hit_text(*losses[i], names.hit[i]))));
  if (losses.size() > count) output.line(left_out_text(losses, count));
}

}  // namespace ek::report
