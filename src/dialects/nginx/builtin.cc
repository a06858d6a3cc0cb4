#include "dialects/nginx/builtin.h"

#include <algorithm>
#include <span>

namespace ek::dialects::nginx {
namespace {

#define N(name) name,
constexpr std::string_view fixed[]{
#include "dialects/nginx/directives/fixed_variables.def"
};
constexpr std::string_view http_only[]{
#include "dialects/nginx/directives/http_only_variables.def"
};
constexpr std::string_view builtin[]{
#include "dialects/nginx/directives/builtin_variables.def"
};
#undef N

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view known) {
    return known == name || (known.ends_with('_') && name.starts_with(known));
  });
}

}  // namespace

bool is_fixed_variable(std::string_view name) {
  return has(fixed, name);
}

bool is_http_only_variable(std::string_view name) {
  return has(http_only, name);
}

bool is_builtin_variable(std::string_view name) {
  return has(builtin, name);
}

}  // namespace ek::dialects::nginx
