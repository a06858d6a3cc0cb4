#include "lint/rules/loss_overload/words.h"

#include <fmt/format.h>

#include <cmath>

#include "lint/words.h"

namespace ek::lint::loss_overload {
namespace {

using predict::Loss, predict::LossKind, predict::PoolForecast, predict::ServerIndex;

std::string share_words(const PoolForecast& pool, const predict::Survivor& hit) {
  const double now = pool.servers[hit.server].share;
  if (std::abs(now - hit.share) < 1e-6)
    return fmt::format("its share of {} does not change: it gets as much before", percent(now));
  return fmt::format("its share goes from {} to {}", percent(now), percent(hit.share));
}

}  // namespace

std::string lost_words(const PoolForecast& pool, const Loss& loss) {
  if (loss.kind == LossKind::zone) return "zone " + quoted(loss.of);
  std::vector<std::string> names;
  for (const ServerIndex lost : loss.lost) names.push_back(pool.pool->servers[lost].name);
  if (loss.kind == LossKind::machine) return fmt::format("{} ({})", quoted(loss.of), listed(names));
  return listed(names);
}

void describe_together(const PoolForecast& pool, double hit, const std::string& lost,
                       Finding& finding) {
  finding.message = fmt::format("without {}, the others get {} of what they can carry together",
                                lost, percent(hit));
  finding.because.push_back(fmt::format("{} arrive, {} can be carried", per_second(*pool.rate),
                                        per_second(*pool.rate / hit)));
  finding.figures = {{"utilisation", hit}};
}

void describe_hit(const PoolForecast& pool, const predict::Survivor& hit, const std::string& lost,
                  Finding& finding) {
  const double capacity = *pool.servers[hit.server].capacity;
  const double load = hit.share * *pool.rate, of_machine = *hit.utilisation * capacity;
  const bool adds_up = of_machine > load * (1 + 1e-9);  // others at its address get some, too
  finding.message = fmt::format(
      "without {}, {}{} gets {} of what it can carry", lost, adds_up ? "the machine of " : "",
      quoted(pool.pool->servers[hit.server].name), percent(*hit.utilisation));
  if (adds_up)
    finding.because.push_back(fmt::format(
        "the servers at its address are one machine: together they get {} for a capacity of {}",
        per_second(of_machine), per_second(capacity)));
  else
    finding.because.push_back(fmt::format("{}, at {} that is {} for a capacity of {}",
                                          share_words(pool, hit), per_second(*pool.rate),
                                          per_second(load), per_second(capacity)));
  finding.figures = {{"share", hit.share}, {"utilisation", *hit.utilisation}};
}

std::string nobody_words(const PoolForecast& pool, const std::string& lost) {
  return fmt::format("without {}, {} has no server left", lost, quoted(pool.pool->name));
}

}  // namespace ek::lint::loss_overload
