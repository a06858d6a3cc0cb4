// The conditions behind if and unless, with the tests that they name (manual 7.2). What is wrong
// with them acl.h says.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dialects/haproxy/line.h"
#include "model/condition.h"
#include "model/program.h"

namespace ek::dialects::haproxy {

// The ACLs of a section. A rule looks at all lines of a name, those below it included (measured).
using Acls = std::map<std::string, std::shared_ptr<model::Tests>, std::less<>>;

// Begins the word another alternative? In any case ("or", "Or"), or "||".
bool is_or(std::string_view word);

// A predefined one is made by its first use, and lines below then add to it (measured); one that a
// line above has named is that line's alone.
void use_predefined(const std::string& name, model::Version version, Acls& acls);

// One `acl` line.
void add_acl(const Line& line, Acls& acls);

// Of the statement whose first word that may be "if" is word `i`.
model::Condition read_condition(const Line& line, std::size_t i, const Acls& acls);

// Does it hold whatever the request is, or never? nullopt: it depends.
std::optional<bool> constant(const model::Condition& condition);

}  // namespace ek::dialects::haproxy
