#include "predict/nginx/method.h"

#include "predict/algorithm.h"

namespace ek::predict::nginx {

std::unique_ptr<Method> method_of(const Context& context, const Peers& peers, std::uint64_t seed) {
  const Algorithm* algorithm = algorithm_of(context);
  if (algorithm == nullptr || algorithm->method == nullptr) return nullptr;
  return algorithm->method(context, peers, seed);
}

}  // namespace ek::predict::nginx
