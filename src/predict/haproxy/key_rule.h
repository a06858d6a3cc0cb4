// How the words of `balance` turn a request's key into the number that a map or a ring is asked
// for.
#pragma once

#include <cstdint>
#include <string_view>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

struct KeyRule {
  bool address = false;  // balance source: no hash function, the address's words are combined
  model::HashFunction function = model::HashFunction::sdbm;
  bool avalanche = false;
  // rdp-cookie, url_param: hashed, or without a key round robin, even with one server in use.
  bool missing_matters_alone = false;

  std::uint32_t hash(std::string_view key) const;
};

KeyRule key_rule(const Context& context);

}  // namespace ek::predict::haproxy
