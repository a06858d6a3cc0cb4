#include "lint/algorithms.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace ek::lint {
namespace {

bool is_one_of(const model::Pool& pool, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), pool.balance.algorithm.value) != names.end();
}

}  // namespace

bool follows_load(const model::Pool& pool) {
  return is_one_of(pool, {"leastconn", "first", "least_conn", "least_time"});
}

bool ignores_weights(const model::Pool& pool) {
  return is_one_of(pool, {"first"});
}

bool weighs_only_under_load(const model::Pool& pool) {
  return is_one_of(pool, {"leastconn"});
}

bool hashes_a_stated_key(const model::Pool& pool) {
  return is_one_of(pool, {"hash", "hdr", "uri", "url_param"});
}

}  // namespace ek::lint
