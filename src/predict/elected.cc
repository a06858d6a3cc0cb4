#include "predict/elected.h"

namespace ek::predict {

std::optional<Elected> elected_alone(const PoolForecast& forecast) {
  const model::Pool& pool = *forecast.pool;
  const model::Role& role = pool.role.value;
  if (role.word.empty() || !role.one || pool.servers.size() < 2 || !forecast.rate)
    return std::nullopt;
  std::optional<Elected> hardest;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    const auto& capacity = forecast.servers[i].capacity;
    if (pool.servers[i].disabled.value || !capacity || *capacity <= 0) continue;
    if (!hardest || *capacity < hardest->capacity) hardest = Elected{i, *forecast.rate, *capacity};
  }
  return hardest;
}

}  // namespace ek::predict
