#include "predict/haproxy/rests_on.h"

#include <fmt/format.h>

#include <algorithm>

#include "predict/haproxy/looks.h"

namespace ek::predict::haproxy {
namespace {

// Without redispatch the same server is tried again, which is no other pick.
std::string answers_tried_again(const model::Pool& pool) {
  const model::Limits& limits = pool.limits;
  const auto of_answers = [](const std::string& event) {
    return event != "none" && event != "conn-failure";
  };
  const bool again = pool.layer == model::Layer::http && limits.redispatch.value &&
                     limits.retries.value > 0 &&
                     std::ranges::any_of(limits.retry_on.value, of_answers);
  if (!again) return "";
  return fmt::format("no request that is tried again for its answer (retry-on, line {})",
                     limits.retry_on.at.line);
}

// Over HTTP/2 scheme and host are a part of the target, and of a key that takes all of it.
std::string absolute_targets(const model::Pool& pool) {
  const bool hashed = parts_of(pool.balance.key.value).authority;
  const bool held = std::ranges::any_of(
      pool.persistence.stick_rules,
      [](const model::StickRule& rule) { return parts_of(rule.key).authority; });
  if (pool.layer == model::Layer::tcp || (!hashed && !held)) return "";
  for (const model::SectionRules& section : pool.before)
    if (section.absolute_targets)
      return fmt::format(
          "targets as HAProxy has them: those of HTTP/2 ({}) are absolute, https://host/path",
          section.section);
  return "";
}

}  // namespace

std::vector<std::string> rests_on(const Context& context) {
  std::vector<std::string> all;
  if (auto what = answers_tried_again(context.pool); !what.empty()) all.push_back(std::move(what));
  if (auto what = absolute_targets(context.pool); !what.empty()) all.push_back(std::move(what));
  return all;
}

}  // namespace ek::predict::haproxy
