// What a section does to requests before a server is chosen (model/request_rule.h).
#pragma once

#include "dialects/haproxy/line.h"
#include "model/config.h"

namespace ek::dialects::haproxy {

struct Proxy;
struct Scope;

// Of a section while its lines are read.
struct RuleLines {
  std::shared_ptr<const model::RuleList> inherited;
  std::vector<model::RequestRule> own;
  std::string stats_place;  // that the inherited lines say; "": none of them is of statistics
};

// One statement of any kind; those that do nothing to a request are left alone.
void read_request_rule(const Line& line, const model::Condition& condition, RuleLines& lines);

// The end of a section, before anything below: rules that never act go, and what always holds is no
// condition.
void settle_conditions(RuleLines& lines);

// The end of a defaults section: what it says is what the others inherit.
RuleLines handed_down(RuleLines&& lines);

// The end of a section.
model::SectionRules settle_request_rules(RuleLines&& lines, std::string section, bool http);

// After the last section: every pool knows the rules of the listeners that lead to it.
void settle_passed_rules(model::Config& config);

}  // namespace ek::dialects::haproxy
