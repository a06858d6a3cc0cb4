#include "lint/algorithms.h"

namespace ek::lint {

using predict::PoolForecast;

bool follows_load(const PoolForecast& pool) {
  return pool.algorithm != nullptr && pool.algorithm->follows_load;
}

bool ignores_weights(const PoolForecast& pool) {
  return pool.algorithm != nullptr && pool.algorithm->weighs == predict::Weighs::never;
}

bool weighs_only_under_load(const PoolForecast& pool) {
  return pool.algorithm != nullptr && pool.algorithm->weighs == predict::Weighs::under_load;
}

bool hashes_a_stated_key(const PoolForecast& pool) {
  return pool.algorithm != nullptr && pool.algorithm->key == predict::KeyFrom::configuration;
}

bool chosen_by_code(const model::Pool& pool) {
  return pool.balance.algorithm.value.starts_with("balancer_by_lua");
}

}  // namespace ek::lint
