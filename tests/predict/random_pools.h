// Random pools of every algorithm, as text that a dialect reads: no picture of the model of our
// own.
#pragma once

#include <string>

#include "base/random.h"
#include "dialects/dialect.h"

namespace ek::predict {

struct RandomPool {
  std::string text;  // for failure messages, and for a person who wants to try it
  dialects::Reading reading;
};

// One pool of 2 to 12 servers: any balance word, key, hash-type and version; weights even, small or
// wide; some servers down, some backups.
RandomPool random_haproxy_pool(base::Random& random);
RandomPool random_nginx_pool(base::Random& random);

}  // namespace ek::predict
