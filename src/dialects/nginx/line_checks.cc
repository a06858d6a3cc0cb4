#include "dialects/nginx/line_checks.h"

#include <algorithm>
#include <iterator>

#include "dialects/nginx/listen_check.h"
#include "dialects/nginx/location_check.h"
#include "dialects/nginx/log_formats.h"
#include "dialects/nginx/memory_zones.h"
#include "dialects/nginx/patterns.h"
#include "dialects/nginx/rewrite_check.h"

namespace ek::dialects::nginx {
namespace {

struct LineCheck {
  std::string_view directive;
  void (*check)(Lowering&, const Node&, const Scope&);
};

// Sorted, for the search.
constexpr LineCheck checks[]{
    {"access_log", check_access_log},
    {"alias", check_folder},
    {"fastcgi_cache", check_cache},
    {"fastcgi_cache_path", note_cache_path},
    {"limit_conn", check_limit_conn},
    {"limit_conn_zone", note_limit_zone},
    {"limit_req", check_limit_req},
    {"limit_req_zone", note_limit_zone},
    {"listen", check_listen},
    {"log_format", note_log_format},
    {"proxy_cache", check_cache},
    {"proxy_cache_path", note_cache_path},
    {"return", check_return},
    {"rewrite", check_rewrite},
    {"root", check_folder},
    {"scgi_cache", check_cache},
    {"scgi_cache_path", note_cache_path},
    {"server_name", check_server_names},
    {"uwsgi_cache", check_cache},
    {"uwsgi_cache_path", note_cache_path},
};

}  // namespace

void check_line(Lowering& lowering, const Node& node, const Scope& scope) {
  const auto found = std::ranges::lower_bound(checks, node.word(0), {}, &LineCheck::directive);
  if (found != std::end(checks) && found->directive == node.word(0))
    found->check(lowering, node, scope);
}

}  // namespace ek::dialects::nginx
