#include "predict/nginx/method_picker.h"

namespace ek::predict::nginx {

std::unique_ptr<Picker> make_method_picker(const Context& context,
                                           std::span<const ServerIndex> candidates,
                                           std::uint64_t seed, MakeMethod make) {
  return std::make_unique<MethodPicker<Method>>(context, candidates, seed, make);
}

}  // namespace ek::predict::nginx
