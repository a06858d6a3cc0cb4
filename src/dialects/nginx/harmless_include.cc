#include "dialects/nginx/harmless_include.h"

#include <algorithm>
#include <array>

namespace ek::dialects::nginx {
namespace {

// Their lines give media types, characters or the answers of a health check.
constexpr std::array<std::string_view, 3> blocks_of_data{"types", "charset_map", "match"};

// Files of the program's own distribution.
constexpr std::array<std::string_view, 8> stock_files{
    "mime.types",   "fastcgi_params", "fastcgi.conf", "scgi_params",
    "uwsgi_params", "koi-utf",        "koi-win",      "win-utf"};

// Of Debian's package; people edit them.
constexpr std::array<std::string_view, 2> package_files{"proxy_params", "fastcgi-php.conf"};

bool is_one_of(std::string_view word, auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "ssl-params.conf", "ssl_common.conf", "ssl.conf"; "options-ssl-nginx.conf" is certbot's.
bool is_about_tls(std::string_view file) {
  return file.starts_with("ssl-") || file.starts_with("ssl_") || file.starts_with("ssl.") ||
         file.starts_with("options-ssl-");
}

}  // namespace

bool is_block_of_data(std::string_view block) {
  return is_one_of(block, blocks_of_data);
}

bool is_stock_include(std::string_view path) {
  return is_one_of(path.substr(path.rfind('/') + 1), stock_files);
}

bool is_harmless_include(std::string_view block, std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  return is_block_of_data(block) || is_one_of(file, stock_files) ||
         is_one_of(file, package_files) || file.ends_with(".types") || is_about_tls(file) ||
         path.find("modules-enabled/") != std::string_view::npos;
}

}  // namespace ek::dialects::nginx
