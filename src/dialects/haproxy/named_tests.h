// The tests of a section that have a name: those of its `acl` lines, and the predefined ones that
// it uses (manual 7.1 and 7.4).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/haproxy/line.h"
#include "model/condition.h"
#include "model/program.h"

namespace ek::dialects::haproxy {

// A rule looks at all lines of a name, those below it included (measured).
using Acls = std::map<std::string, std::shared_ptr<model::Tests>, std::less<>>;

// The words of a line from `begin` up to `end`: a fetch, flags, and what it is compared with.
model::Test test_of(const Line& line, std::size_t begin, std::size_t end);

// One `acl` line.
void add_acl(const Line& line, Acls& acls);

// Those of that name. A predefined one is made by its first use, and lines below then add to it
// (measured); one that a line above has named is that line's alone. nullptr: there is none.
std::shared_ptr<const model::Tests> named_tests(std::string_view name, model::Version version,
                                                Acls& acls);

std::vector<std::string_view> predefined_names();

}  // namespace ek::dialects::haproxy
