#include "model/config.h"

namespace ek::model {

const Pool* Config::pool(std::string_view name) const {
  for (const Pool& pool : pools)
    if (pool.name == name) return &pool;
  return nullptr;
}

}  // namespace ek::model
