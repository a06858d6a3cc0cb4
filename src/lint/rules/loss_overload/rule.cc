// What one loss too many does: the survivors would get more than they can carry.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/rules/loss_overload/promise.h"
#include "lint/rules/loss_overload/words.h"
#include "lint/together.h"
#include "lint/words.h"
#include "predict/overload.h"

namespace ek::lint::rule_list {
namespace {

using loss_overload::describe_together, loss_overload::describe_hit, loss_overload::lost_words;
using loss_overload::nobody_words, loss_overload::unknown_of, loss_overload::unnoticed_loss;
using predict::Loss, predict::LossKind, predict::PoolForecast, predict::ServerIndex;

constexpr double nobody_left = std::numeric_limits<double>::infinity();

struct Hit {
  double used = 0;                        // utilisation of whom a loss hits, or nobody_left
  const predict::Survivor* at = nullptr;  // nullptr: all together, or nobody
  bool anew = false;                      // who is within capacity before it
};

struct Bad {
  const Loss* worst = nullptr;
  Hit hit;
  std::size_t count = 0;  // how many losses of that kind overload somebody
  std::size_t of = 0;
};

// A pool, and how hard a loss hits it: the worst survivor, or all of them together where the
// algorithm shares out by load.
struct Asked {
  Asked(const model::Program& its_program, const PoolForecast& forecast)
      : program(its_program),
        pool(forecast),
        by_load(judged_together(forecast)),
        together(forecast) {}

  // All of them together, with nothing lost.
  bool full_now() const { return predict::overloaded(together.utilisation().value_or(0)); }
  bool anybody_full_now() const {
    if (by_load) return full_now();
    return std::ranges::any_of(pool.candidates, [&](ServerIndex i) {
      return predict::overloaded(pool.servers[i].utilisation.value_or(0));
    });
  }

  bool takes_traffic(const Loss& loss) const {
    return std::ranges::any_of(loss.lost, [&](ServerIndex lost) { return together.counts(lost); });
  }

  // Whom a loss overloads that is within capacity now comes first: it is the loss that does it,
  // even where somebody else is, and was, worse off.
  Hit hit_by(const Loss& loss) const {
    if (!loss.worst) return {nobody_left, nullptr, true};
    if (by_load && together.leaves_somebody(loss.lost))
      return {together.utilisation_without(loss.lost).value_or(0), nullptr, !full_now()};
    if (loss.within && predict::overloaded(loss.within->utilisation.value_or(0)))
      return {*loss.within->utilisation, &*loss.within, true};
    return {loss.worst->utilisation.value_or(0), &*loss.worst, false};
  }

  const model::Program& program;
  const PoolForecast& pool;
  bool by_load;
  Together together;
};

// Servers that are lost with a machine count as that.
std::vector<std::uint8_t> on_machines(const PoolForecast& pool) {
  std::vector<std::uint8_t> shared(pool.servers.size(), 0);
  for (const Loss& loss : pool.losses)
    if (loss.kind == LossKind::machine)
      for (const ServerIndex i : loss.lost) shared[i] = 1;
  return shared;
}

void keep_worse(const Loss& loss, const Hit& hit, Bad& bad) {
  if (bad.worst == nullptr || std::pair(hit.anew, hit.used) > std::pair(bad.hit.anew, bad.hit.used))
    bad.worst = &loss, bad.hit = hit;
}

// The losses of one kind that leave nobody, or somebody above capacity. Those that hit somebody who
// is within it now come first: of the others server-overload speaks.
Bad bad_losses(const Asked& asked, LossKind kind) {
  Bad bad;
  const auto shared = on_machines(asked.pool);
  for (const Loss& loss : asked.pool.losses) {
    const bool one = loss.kind == LossKind::machine ||
                     (loss.kind == LossKind::server && shared[loss.lost.front()] == 0);
    if (kind == LossKind::server ? !one : loss.kind != kind) continue;
    if (!asked.takes_traffic(loss)) continue;
    ++bad.of;
    const Hit hit = asked.hit_by(loss);
    if (!predict::overloaded(hit.used)) continue;
    ++bad.count;
    keep_worse(loss, hit, bad);
  }
  const auto& within = asked.pool.worst_within;
  if (kind != LossKind::worst || !within) return bad;
  if (const Hit hit = asked.hit_by(*within); predict::overloaded(hit.used)) {
    bad.count = std::max<std::size_t>(bad.count, 1);
    keep_worse(*within, hit, bad);
  }
  return bad;
}

Finding describe(const Asked& asked, const Bad& bad) {
  const PoolForecast& pool = asked.pool;
  const Loss& loss = *bad.worst;
  Finding finding = finding_at(*pool.pool);
  finding.severity = Severity::warning;
  if (!bad.hit.anew) finding.topic = overloaded_before_loss;
  const std::string lost = lost_words(pool, loss);
  if (!loss.worst) {
    finding.message = nobody_words(pool, lost);
    finding.figures = {{"losses", double(bad.count)}};
    return finding;
  }
  if (bad.hit.at == nullptr)
    describe_together(pool, bad.hit.used, lost, finding);
  else
    describe_hit(pool, *bad.hit.at, lost, finding);
  if (!pool.grade.losses_reason.empty())
    finding.because.push_back("approximate: " + pool.grade.losses_reason);
  if (bad.count > 1)
    finding.because.push_back(
        fmt::format("{} of {} such losses overload somebody", bad.count, bad.of));
  if (loss.searched)
    finding.because.push_back(
        "found by search: another loss of as many servers may be worse still");
  finding.figures.emplace_back("losses", double(bad.count));
  return finding;
}

// Nothing known is broken; is everything known that decides?
void report_unknown(const Asked& asked, std::vector<Finding>& findings) {
  const PoolForecast& pool = asked.pool;
  const std::uint32_t k = pool.policy.survive.value;
  const loss_overload::Unknown unknown = unknown_of(asked.program, pool, asked.by_load);
  if (unknown.why.empty()) return;
  Finding finding = finding_at(*pool.pool);
  finding.severity = Severity::note;
  finding.message = fmt::format("whether {} survives the loss of {} cannot be told: {}",
                                quoted(pool.pool->name), counted(k, "server"), unknown.why);
  finding.hint = unknown.hint;
  findings.push_back(std::move(finding));
}

// The finding of a broken promise, where it is known to be broken.
std::optional<Finding> broken(const Asked& asked) {
  const PoolForecast& pool = asked.pool;
  const std::uint32_t k = pool.policy.survive.value;
  if (asked.by_load) {
    const auto worst = worst_together(asked.program, pool, k);
    if (!worst || !predict::overloaded(worst->utilisation)) return std::nullopt;
    Loss loss;
    loss.lost = worst->lost;
    const std::string lost = lost_words(pool, loss);
    Finding finding = finding_at(*pool.pool);
    if (std::isinf(worst->utilisation)) {
      finding.message = nobody_words(pool, lost);
    } else {
      describe_together(pool, worst->utilisation, lost, finding);
      if (asked.full_now()) finding.topic = overloaded_before_loss;
    }
    return finding;
  }
  const Bad bad = bad_losses(asked, k == 1 ? LossKind::server : LossKind::worst);
  return bad.worst != nullptr ? std::optional(describe(asked, bad)) : std::nullopt;
}

void report_promise(const Asked& asked, std::vector<Finding>& findings) {
  const std::uint32_t k = asked.pool.policy.survive.value;
  if (k == 0) return;
  const std::string promise = fmt::format("the policy says: survive = {}", k);
  if (auto unnoticed = unnoticed_loss(asked.program, asked.pool)) {
    unnoticed->because.push_back(promise);
    findings.push_back(std::move(*unnoticed));
  }
  if (auto finding = broken(asked)) {
    finding->severity = Severity::error;
    finding->because.push_back(promise);
    finding->hint = "more servers, more capacity each, or an honest lower survive";
    findings.push_back(std::move(*finding));
  } else {
    report_unknown(asked, findings);
  }
}

// Nothing is promised, but capacities are known: one lost server should not take others with it. Of
// a pool where somebody is too small already server-overload speaks, and of zones that only make
// that worse.
void report_fragility(const Asked& asked, std::vector<Finding>& findings) {
  const PoolForecast& pool = asked.pool;
  if (!pool.policy.survive.stated() && pool.candidates.size() > 1 && !asked.anybody_full_now()) {
    const Bad bad = bad_losses(asked, LossKind::server);
    if (bad.worst != nullptr && bad.worst->worst) {
      Finding finding = describe(asked, bad);
      finding.hint = fmt::format(
          "say in evenkeel.toml what it must survive: [pool.\"{}\"] survive = 1 "
          "(0 if a loss may hurt)",
          quoted(pool.pool->name));
      findings.push_back(std::move(finding));
    }
  }
  if (const Bad bad = bad_losses(asked, LossKind::zone); bad.worst != nullptr && bad.hit.anew) {
    Finding finding = describe(asked, bad);
    finding.hint = "spread the capacity so that the other zones can carry it";
    findings.push_back(std::move(finding));
  }
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& pool : subject.prediction.pools) {
    if (!pool.predictable() || pool.candidates.empty()) continue;
    const Asked asked(subject.config.program, pool);
    report_promise(asked, findings);
    report_fragility(asked, findings);
  }
}

}  // namespace

const Rule& loss_overload() {
  static const Rule rule{"loss-overload", "when a server is lost, the others cannot carry its load",
                         Severity::warning, Rank::loss, run};
  return rule;
}

}  // namespace ek::lint::rule_list
