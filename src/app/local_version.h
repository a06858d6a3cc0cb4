// The version of the program installed here, by asking it (`haproxy -v`, `nginx -v`): it is given
// no configuration and runs none. Only when the user says --lb-version local.
#pragma once

#include "base/result.h"
#include "dialects/dialect.h"

namespace ek::app {

base::Result<model::Version> local_version(const dialects::Dialect& dialect);

}  // namespace ek::app
