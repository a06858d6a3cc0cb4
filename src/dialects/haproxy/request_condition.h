// The conditions behind if and unless (manual 7.2): read once, into what the model evaluates, and
// checked as the program does.
#pragma once

#include <optional>

#include "dialects/haproxy/line.h"
#include "dialects/haproxy/named_tests.h"
#include "model/condition.h"

namespace ek::dialects::haproxy {

struct Scope;

// Of a statement that may have one. Every ACL in it must stand further up in the section; those of
// a defaults section are its own.
model::Condition read_condition(const Line& line, Acls& acls, const Scope& scope);

// At the end of a section, where no line can be added to a name: does it hold whatever the request
// is, or never? nullopt: it depends.
std::optional<bool> constant(const model::Condition& condition);

}  // namespace ek::dialects::haproxy
