#include "dialects/nginx/unknown_variables.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dialects/nginx/builtin.h"
#include "dialects/nginx/key.h"

namespace ek::dialects::nginx {
namespace {

// "$1" is what a regular expression found.
bool is_capture(std::string_view name) {
  return name.find_first_not_of("0123456789") == std::string_view::npos;
}

bool may_be_defined(const Lowering& lowering, const std::string& name) {
  return lowering.fragment || !lowering.document.not_followed.empty() || is_capture(name) ||
         lowering.variables.contains(name);
}

void look_at(Lowering& lowering, const model::Pool& pool, const std::string& name) {
  if (may_be_defined(lowering, name)) return;
  const model::Place at = pool.balance.key.at;
  const auto length = static_cast<std::uint32_t>(pool.balance.key.value.written.size());
  text::Diagnostics& diagnostics = lowering.reading.diagnostics;
  const std::string message = fmt::format("unknown \"{}\" variable", base::printable(name));
  if (pool.layer == model::Layer::tcp && is_http_only_variable(name))
    diagnostics.error(at, length, message,
                      "stream sees connections and no requests: $remote_addr is there, or "
                      "$ssl_preread_server_name");
  else if (!is_builtin_variable(name))
    diagnostics.warning(at, length, message,
                        "nginx does not start with it, unless another module defines it");
}

}  // namespace

void name_unknown_variables(Lowering& lowering) {
  for (const model::Pool& pool : lowering.config().pools)
    for (const TemplatePart& part : split_template(pool.balance.key.value.written))
      if (part.variable) look_at(lowering, pool, lower_case(part.text));
}

}  // namespace ek::dialects::nginx
