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

struct Text {
  std::string_view written;
  model::Place at;
  std::uint32_t length;
  model::Layer layer;
};

void look_at(Lowering& lowering, const Text& text, const std::string& name) {
  if (may_be_defined(lowering, name)) return;
  text::Diagnostics& diagnostics = lowering.reading.diagnostics;
  const std::string message = fmt::format("unknown \"{}\" variable", base::printable(name));
  if (text.layer == model::Layer::tcp && is_http_only_variable(name))
    diagnostics.error(text.at, text.length, message,
                      "stream sees connections and no requests: $remote_addr is there, or "
                      "$ssl_preread_server_name");
  else if (!is_builtin_variable(name))
    diagnostics.warning(text.at, text.length, message,
                        "nginx does not start with it, unless another module defines it");
}

void look_at_all(Lowering& lowering, const Text& text) {
  for (const TemplatePart& part : split_template(text.written))
    if (part.variable) look_at(lowering, text, lower_case(part.text));
}

}  // namespace

void name_unknown_variables(Lowering& lowering) {
  for (const model::Pool& pool : lowering.config().pools) {
    const std::string& written = pool.balance.key.value.written;
    look_at_all(lowering, {written, pool.balance.key.at, static_cast<std::uint32_t>(written.size()),
                           pool.layer});
  }
}

void name_unknown_variables(Lowering& lowering, const model::Route& route, model::Layer layer) {
  look_at_all(lowering, {route.target, route.at, route.length, layer});
}

}  // namespace ek::dialects::nginx
