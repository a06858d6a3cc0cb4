#include "dialects/nginx/context.h"

#include <algorithm>
#include <array>

namespace ek::dialects::nginx {
namespace {

constexpr std::array<std::string_view, 8> data_blocks{
    "map", "split_clients", "geo", "types", "charset_map", "match", "num_map", "geoip2"};

}  // namespace

Contexts context_inside(std::string_view block, Contexts around) {
  using namespace context;  // NOLINT: the words of this file
  if (block == "location") return location;
  if (block == "server")
    return around == stream ? stream_server : around == mail ? mail_server : server;
  if (block == "upstream") return around == stream ? stream_upstream : upstream;
  if (block == "if") return (around & (location | location_if)) != 0 ? location_if : server_if;
  if (block == "events") return events;
  if (block == "http") return http;
  if (block == "stream") return stream;
  if (block == "mail") return mail;
  if (block == "limit_except") return limit_except;
  const bool is_data =
      std::find(data_blocks.begin(), data_blocks.end(), block) != data_blocks.end();
  return is_data ? data : foreign;
}

}  // namespace ek::dialects::nginx
