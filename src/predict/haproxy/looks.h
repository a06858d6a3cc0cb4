// What a pool looks at in a request before it has a server, and which rules change that first.
#pragma once

#include <string>

#include "model/request_rule.h"
#include "predict/algorithm.h"

namespace ek::predict::haproxy {

model::RequestParts parts_of(const model::Key& key);
// What is not known to look at one part looks at everything.
model::RequestParts parts_of(const model::Condition& condition);

// "line 7 (http-request deny of frontend www)"
std::string words_of(const model::RequestRule& rule, const model::SectionRules& section);

// Why single picks are not known although each line of the pool is understood: a rule changes what
// they hang on, or mode tcp does not have it. "": neither.
std::string changed_before(const Context& context);

// The same of the algorithm's key alone: then even its shares are not sure.
std::string key_changed(const Context& context);

}  // namespace ek::predict::haproxy
