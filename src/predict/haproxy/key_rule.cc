#include "predict/haproxy/key_rule.h"

#include "predict/haproxy/key_hash.h"

namespace ek::predict::haproxy {

std::uint32_t KeyRule::hash(std::string_view key) const {
  const std::uint32_t value = address ? address_hash(key) : hash_key(function, key);
  return avalanche ? haproxy::avalanche(value) : value;
}

KeyRule key_rule(const Context& context) {
  const model::Balance& balance = context.pool.balance;
  const model::HashType& type = balance.hash_type.value;
  const std::string& word = balance.algorithm.value;
  return {word == "source", type.function, type.avalanche,
          word == "rdp-cookie" || word == "url_param"};
}

}  // namespace ek::predict::haproxy
