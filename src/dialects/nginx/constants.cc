#include "dialects/nginx/constants.h"

#include <optional>

namespace ek::dialects::nginx {
namespace {

std::optional<std::string> constant(const Lowering& lowering, const std::string& variable) {
  const Listens& listens = lowering.listens;
  if (listens.plain + listens.encrypted == 0) return std::nullopt;
  if (variable == "$scheme" && listens.encrypted == 0) return "http";
  if (variable == "$scheme" && listens.plain == 0) return "https";
  if (variable == "$server_port" && !listens.several_ports) return std::to_string(listens.port);
  return std::nullopt;
}

}  // namespace

void prove_constants(Lowering& lowering) {
  if (lowering.fragment) return;
  for (model::Pool& pool : lowering.config().pools) {
    if (pool.layer != model::Layer::http) continue;
    for (model::KeyPart& part : pool.balance.key.value.parts) {
      if (part.source != model::KeySource::unsupported) continue;
      if (auto value = constant(lowering, part.text))
        part = {model::KeySource::literal, std::move(*value), {}};
    }
  }
}

}  // namespace ek::dialects::nginx
