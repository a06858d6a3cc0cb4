#include "predict/haproxy/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/request_rule.h"
#include "predict/haproxy/condition.h"
#include "predict/haproxy/looks.h"
#include "predict/keys/haproxy_fetch.h"

namespace ek::predict::haproxy {
namespace {

using model::RequestParts, model::RequestRule, model::RuleEffect, model::RuleSet,
    model::SectionRules, model::TargetMatch;

// Why: each is evaluated for each request, and read once a pool.
constexpr std::size_t steps_max = 1000;

struct Step {
  std::size_t set;  // of rules that `allow` ends together
  bool answers;     // else: lets pass
  TargetMatch match;
  std::string target;
  Condition condition;
};

bool matches(const Step& step, const model::Request& request) {
  if (step.match == TargetMatch::any) return true;
  const std::string_view asked = path_and_query(request.target).value_or(std::string_view());
  if (step.match == TargetMatch::whole) return asked == step.target;
  const std::string& method = request.method;
  return (method == "GET" || method == "HEAD" || method == "POST") &&
         asked.starts_with(step.target);
}

class RuleGate final : public Gate {
 public:
  explicit RuleGate(std::vector<Step> steps) : steps_(std::move(steps)) {}

  bool lets_pass(const model::Request& request) override {
    std::size_t passed = SIZE_MAX;
    for (const Step& step : steps_) {
      if (step.set == passed || !matches(step, request)) continue;
      if (!step.condition.holds(request, space_)) continue;
      if (step.answers) return false;
      passed = step.set;
    }
    return true;
  }

 private:
  std::vector<Step> steps_;
  SampleSpace space_;
};

// Reads the rules that a request meets, one after another.
class Reader {
 public:
  explicit Reader(model::Version version) : version_(version) {}

  // Why it is not known which requests the section's rules answer; "": it is.
  std::string section(const SectionRules& rules) {
    begin_set(RuleSet::connection);
    for (const RequestRule* rule : rules.in_order()) {
      if (rule->set != set_) begin_set(rule->set);
      if (all_answered_ || all_pass_) continue;
      if (auto why = read(*rule, rules); !why.empty()) return why;
    }
    return "";
  }

  std::vector<Step> steps() { return std::move(steps_); }

 private:
  void begin_set(RuleSet set) {
    set_ = set;
    ++sets_;
    all_pass_ = false;
    pass_unknown_.clear();
  }

  std::string read(const RequestRule& rule, const SectionRules& section) {
    switch (rule.effect) {
      case RuleEffect::changes:  // what the last ones change nobody looks at who answers
        if (rule.set != RuleSet::last) changed_.push_back(&rule);
        return "";
      case RuleEffect::unknown:
        return words_of(rule, section) + " may answer requests itself; which is not known here";
      case RuleEffect::lets_pass:
        if (auto why = unknown_when(rule, section); !why.empty()) {
          // What it spares matters only where something follows that answers.
          pass_unknown_ = std::move(why);
          return "";
        }
        all_pass_ = rule.condition.always();
        return add(rule);
      case RuleEffect::answers:
        if (!pass_unknown_.empty()) return pass_unknown_;
        if (auto why = unknown_when(rule, section); !why.empty()) return why;
        all_answered_ = rule.condition.always() && rule.match == TargetMatch::any;
        return add(rule);
    }
    return "";
  }

  std::string add(const RequestRule& rule) {
    if (steps_.size() == steps_max)
      return fmt::format("more than {} rules may answer a request before the pool", steps_max);
    steps_.push_back({sets_, rule.effect == RuleEffect::answers, rule.match, rule.target,
                      *Condition::read(rule.condition, tests_)});
    return "";
  }

  // Why it is not known when the rule acts.
  std::string unknown_when(const RequestRule& rule, const SectionRules& section) {
    const bool answers = rule.effect == RuleEffect::answers;
    const std::string who =
        words_of(rule, section) + (answers ? " answers requests itself" : " lets requests pass");
    if (may_be_forgotten(rule, section))
      return who + fmt::format(
                       " but stands in the defaults alone, where some releases before 3.2 forget "
                       "it and others do not");
    if (const auto condition = Condition::read(rule.condition, tests_); !condition)
      return who + ", and " + condition.error().message;
    RequestParts looks = parts_of(rule.condition);
    if (rule.match != TargetMatch::any) looks.path = looks.query = looks.method = true;
    const bool early = rule.set < RuleSet::content || !section.http;
    if (early && looks.http()) return who + ", and looks at HTTP where none may have come yet";
    if (rule.set == RuleSet::connection && section.behind_proxy && looks.source)
      return who + ", and looks at the address of the proxy in front";
    for (const RequestRule* before : changed_)
      if (const auto part = common_part(before->parts, looks); !part.empty())
        return fmt::format("{} by {}, which line {} ({}) changes before", who, part,
                           before->at.line, before->words);
    return "";
  }

  // Measured: 2.6.12, 2.8.0 and 3.0.0 do not run it, 3.2.0 does.
  bool may_be_forgotten(const RequestRule& rule, const SectionRules& section) const {
    constexpr model::Version first_that_runs{3, 2, 0};
    const bool own = section.own != nullptr &&
                     std::ranges::any_of(section.own->rules(), [&](const RequestRule& one) {
                       return one.set == rule.set;
                     });
    return rule.set < RuleSet::content && !own && version_ < first_that_runs;
  }

  model::Version version_;
  std::vector<Step> steps_;
  TestReader tests_;
  std::vector<const RequestRule*> changed_;
  std::string pass_unknown_;  // why it is not known whom a rule of this set has let pass
  RuleSet set_ = RuleSet::connection;
  std::size_t sets_ = 0;
  bool all_pass_ = false;  // the rest of this set
  bool all_answered_ = false;
};

// Which of several listeners a request comes through no request file says.
std::string several_listeners(const model::Pool& pool) {
  if (pool.before.size() < 2) return "";
  for (const SectionRules& section : pool.before)
    if (const RequestRule* rule = section.answering())
      return fmt::format(
          "{} answers requests itself, and of the {} listeners that lead here it is not known "
          "which one a request comes through",
          words_of(*rule, section), pool.before.size() + pool.listeners_left_out);
  return "";
}

}  // namespace

std::string answered_before(const Context& context) {
  const model::Pool& pool = context.pool;
  for (const SectionRules& section : pool.before)
    if (const RequestRule* rule = section.answering()) return words_of(*rule, section);
  const RequestRule* rule = pool.rules.answering();
  return rule == nullptr ? "" : words_of(*rule, pool.rules);
}

base::Result<std::unique_ptr<Gate>> make_gate(const Context& context) {
  const model::Pool& pool = context.pool;
  Reader reader(context.program.version);
  std::string why = several_listeners(pool);
  for (const SectionRules& section : pool.before)
    if (why.empty()) why = reader.section(section);
  if (why.empty()) why = reader.section(pool.rules);
  if (!why.empty())
    return base::failure(
        fmt::format("pool {}: single picks cannot be predicted, because {}", pool.name, why));
  auto steps = reader.steps();
  if (std::ranges::none_of(steps, &Step::answers)) return std::unique_ptr<Gate>();
  return std::unique_ptr<Gate>(std::make_unique<RuleGate>(std::move(steps)));
}

}  // namespace ek::predict::haproxy
