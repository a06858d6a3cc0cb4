// What stands in no file and is never looked up: environment variables and the addresses of names,
// as the user gives them.
#pragma once

#include <set>
#include <string>

#include "app/arguments.h"
#include "base/result.h"
#include "dialects/dialect.h"
#include "model/policy.h"

namespace ek::app {

// --env, --resolve and the policy's [resolve] into `options`. Fails for what is no pair, and for an
// address that is none.
base::Result<void> take_outside_facts(const Input& input, const model::Policy& policy,
                                      dialects::ReadOptions& options);

// A note on stderr for every name of --env and --resolve that no configuration asked for: a slip of
// typing there would otherwise pass in silence.
void note_unused_facts(const Input& input, const dialects::UsedFacts& used);

}  // namespace ek::app
