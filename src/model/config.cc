#include "model/config.h"

namespace ek::model {

bool Route::names_any(const Config& config) const {
  return computed && !one_value && config.pool(target) == nullptr;
}

const Pool* Config::pool(std::string_view name) const {
  for (const Pool& pool : pools)
    if (pool.name == name) return &pool;
  return nullptr;
}

}  // namespace ek::model
