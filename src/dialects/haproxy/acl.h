// What the program refuses in tests of requests (manual 7): in the `acl` lines of a section, and
// between the braces of conditions.
#pragma once

#include <string_view>

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct Proxy;
struct Scope;

// Begins the word another alternative? In any case ("or", "Or"), or "||".
bool is_or(std::string_view word);

void read_acl(const Line& line, Proxy& proxy, const Scope& scope);

// A fetch at word `i`, its flags and what it is compared with, up to word `end`.
void check_test(const Line& line, std::size_t i, std::size_t end, const Scope& scope);

}  // namespace ek::dialects::haproxy
