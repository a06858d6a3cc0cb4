// Tests of requests (manual 7): the `acl` lines of a section, and the conditions behind if and
// unless, which name them.
#pragma once

#include "dialects/haproxy/line.h"
#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

void read_acl(const Line& line, Proxy& proxy, const Scope& scope);

// The condition of a statement that may have one: every ACL in it must stand further up in the
// section; those of a defaults section are its own.
void check_condition(const Line& line, Proxy& proxy, const Scope& scope);

}  // namespace ek::dialects::haproxy
