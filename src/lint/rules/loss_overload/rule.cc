// What one loss too many does: the survivors would get more than they can carry.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/together.h"
#include "lint/words.h"
#include "predict/overload.h"

namespace ek::lint::rule_list {
namespace {

using predict::Loss, predict::LossKind, predict::PoolForecast, predict::ServerIndex;

constexpr double nobody_left = std::numeric_limits<double>::infinity();

struct Bad {
  const Loss* worst = nullptr;
  double hit = 0;         // utilisation of whom the worst hits, or nobody_left
  std::size_t count = 0;  // how many losses of that kind overload somebody
  std::size_t of = 0;
};

bool takes_traffic(const PoolForecast& pool, const Loss& loss) {
  return std::any_of(loss.lost.begin(), loss.lost.end(), [&](ServerIndex lost) {
    return std::binary_search(pool.candidates.begin(), pool.candidates.end(), lost);
  });
}

// A pool, and how hard a loss hits it: the worst survivor, or all of them together where the
// algorithm shares out by load.
struct Asked {
  explicit Asked(const PoolForecast& forecast)
      : pool(forecast), by_load(judged_together(forecast)), together(forecast) {}

  double hit_by(const Loss& loss) const {
    if (by_load && together.leaves_somebody(loss.lost))
      return together.utilisation_without(loss.lost).value_or(0);
    return loss.worst ? loss.worst->utilisation.value_or(0) : 0;
  }

  const PoolForecast& pool;
  bool by_load;
  Together together;
};

// The losses of one kind that leave nobody, or somebody above capacity; worst first in the
// forecast.
Bad bad_losses(const Asked& asked, LossKind kind, std::uint32_t together) {
  Bad bad;
  for (const Loss& loss : asked.pool.losses) {
    if (loss.kind != kind || !takes_traffic(asked.pool, loss)) continue;
    // Fewer than the promise says: there are no more, and they leave nobody.
    if (kind == LossKind::worst && loss.lost.size() != together && loss.worst) continue;
    ++bad.of;
    const double hit = loss.worst ? asked.hit_by(loss) : nobody_left;
    if (!predict::overloaded(hit)) continue;
    ++bad.count;
    if (bad.worst == nullptr || hit > bad.hit) bad.worst = &loss, bad.hit = hit;
  }
  return bad;
}

std::string lost_words(const PoolForecast& pool, const Loss& loss) {
  if (loss.kind == LossKind::zone) return "zone " + quoted(loss.zone);
  std::vector<std::string> names;
  for (const ServerIndex lost : loss.lost) names.push_back(pool.pool->servers[lost].name);
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

void describe_worst(const PoolForecast& pool, const Loss& loss, const std::string& lost,
                    Finding& finding) {
  const auto& hit = *loss.worst;
  const auto& now = pool.servers[hit.server];
  finding.message =
      fmt::format("without {}, {} gets {} of what it can carry", lost,
                  quoted(pool.pool->servers[hit.server].name), percent(*hit.utilisation));
  finding.because.push_back(
      fmt::format("its share goes from {} to {}, at {} that is {} for a capacity of {}",
                  percent(now.share), percent(hit.share), per_second(*pool.rate),
                  per_second(hit.share * *pool.rate), per_second(*now.capacity)));
  finding.figures = {{"share", hit.share}, {"utilisation", *hit.utilisation}};
}

Finding describe(const Asked& asked, const Bad& bad) {
  const PoolForecast& pool = asked.pool;
  const Loss& loss = *bad.worst;
  Finding finding = finding_at(*pool.pool);
  finding.severity = Severity::warning;
  const std::string lost = lost_words(pool, loss);
  if (!loss.worst) {
    finding.message =
        fmt::format("without {}, {} has no server left", lost, quoted(pool.pool->name));
    finding.figures = {{"losses", double(bad.count)}};
    return finding;
  }
  if (asked.by_load && asked.together.leaves_somebody(loss.lost))
    describe_together(pool, bad.hit, lost, finding);
  else
    describe_worst(pool, loss, lost, finding);
  if (bad.count > 1)
    finding.because.push_back(
        fmt::format("{} of {} such losses overload somebody", bad.count, bad.of));
  if (loss.searched)
    finding.because.push_back(
        "found by search: another loss of as many servers may be worse still");
  finding.figures.emplace_back("losses", double(bad.count));
  return finding;
}

bool overloaded_already(const Asked& asked) {
  if (asked.by_load) return predict::overloaded(asked.together.utilisation().value_or(0));
  const PoolForecast& pool = asked.pool;
  return std::any_of(pool.candidates.begin(), pool.candidates.end(), [&](ServerIndex i) {
    return predict::overloaded(pool.servers[i].utilisation.value_or(0));
  });
}

bool utilisation_known(const PoolForecast& pool) {
  return std::any_of(pool.candidates.begin(), pool.candidates.end(),
                     [&](ServerIndex i) { return pool.servers[i].utilisation.has_value(); });
}

std::string unknown_words(const PoolForecast& pool) {
  if (pool.rate) return "no capacity is known";
  if (pool.rate_undivided_over == 0) return "no rate is known";
  return fmt::format("the rate of [workload] is not divided over {} pools",
                     pool.rate_undivided_over);
}

void report_promise(const Asked& asked, std::vector<Finding>& findings) {
  const PoolForecast& pool = asked.pool;
  const std::uint32_t together = pool.policy.survive.value;
  if (together == 0) return;
  const LossKind kind = together == 1 ? LossKind::server : LossKind::worst;
  if (const Bad bad = bad_losses(asked, kind, together); bad.worst != nullptr) {
    Finding finding = describe(asked, bad);
    finding.severity = Severity::error;
    finding.because.push_back(fmt::format("the policy says: survive = {}", together));
    finding.hint = "more servers, more capacity each, or an honest lower survive";
    findings.push_back(std::move(finding));
  } else if (!utilisation_known(pool)) {
    Finding finding = finding_at(*pool.pool);
    finding.severity = Severity::note;
    finding.message =
        fmt::format("whether {} survives the loss of {} cannot be told: {}",
                    quoted(pool.pool->name), counted(together, "server"), unknown_words(pool));
    finding.hint =
        pool.rate ? fmt::format(
                        "give capacities in evenkeel.toml: [pool.\"{}\".server.\"*\"] "
                        "capacity = \"300/s\"",
                        quoted(pool.pool->name))
                  : fmt::format("give the rate in evenkeel.toml: [pool.\"{}\"] rate = \"900/s\"",
                                quoted(pool.pool->name));
    findings.push_back(std::move(finding));
  }
}

// Nothing is promised, but capacities are known: one lost server should not take others with it.
void report_fragility(const Asked& asked, std::vector<Finding>& findings) {
  const PoolForecast& pool = asked.pool;
  if (overloaded_already(asked)) return;  // server-overload says it
  if (!pool.policy.survive.stated() && pool.candidates.size() > 1) {
    const Bad bad = bad_losses(asked, LossKind::server, 1);
    if (bad.worst != nullptr && bad.worst->worst) {
      Finding finding = describe(asked, bad);
      finding.hint = fmt::format(
          "say in evenkeel.toml what it must survive: [pool.\"{}\"] survive = 1 "
          "(0 if a loss may hurt)",
          quoted(pool.pool->name));
      findings.push_back(std::move(finding));
    }
  }
  if (const Bad bad = bad_losses(asked, LossKind::zone, 0); bad.worst != nullptr) {
    Finding finding = describe(asked, bad);
    finding.hint = "spread the capacity so that the other zones can carry it";
    findings.push_back(std::move(finding));
  }
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& pool : subject.prediction.pools) {
    if (!pool.predictable() || pool.candidates.empty()) continue;
    const Asked asked(pool);
    report_promise(asked, findings);
    report_fragility(asked, findings);
  }
}

}  // namespace

const Rule& loss_overload() {
  static const Rule rule{"loss-overload", "when a server is lost, the others cannot carry its load",
                         Severity::warning, run};
  return rule;
}

}  // namespace ek::lint::rule_list
