#include "predict/nginx/method_picker.h"

namespace ek::predict::nginx {

std::unique_ptr<Picker> method_picker(const Context& context,
                                      std::span<const ServerIndex> candidates, std::uint64_t seed) {
  return std::make_unique<MethodPicker<Method>>(context, candidates, seed, method_of);
}

}  // namespace ek::predict::nginx
