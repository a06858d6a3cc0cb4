#include "configs.h"

#include <fmt/format.h>

#include <iterator>

#include "rig/process.h"

namespace ek::bench {
namespace {

std::string address(std::size_t server) {
  return fmt::format("10.{}.{}.{}:8080", server >> 16 & 255, server >> 8 & 255, server & 255);
}

std::string haproxy_text(const Method& method, std::size_t servers, Weights weights) {
  std::string text =
      "defaults\n  mode http\n  timeout connect 1s\n  timeout client 10s\n  timeout server 10s\n"
      "listen app\n  bind 127.0.0.1:8080\n";
  fmt::format_to(std::back_inserter(text), "  {}", method.lines);
  for (std::size_t i = 1; i <= servers; ++i)
    fmt::format_to(std::back_inserter(text), "  server web{} {}{}\n", i, address(i),
                   weight_option(method, weights, i));
  return text;
}

// Everything that nginx -t would otherwise open stays in the folder that it is told (-p).
std::string nginx_text(const Method& method, std::size_t servers, Weights weights) {
  std::string text =
      "pid nginx.pid;\nerror_log error.log;\nevents {}\nhttp {\n  access_log off;\n"
      "  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
      "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n  upstream app {\n";
  if (!method.lines.empty()) fmt::format_to(std::back_inserter(text), "    {}", method.lines);
  for (std::size_t i = 1; i <= servers; ++i)
    fmt::format_to(std::back_inserter(text), "    server {}{};\n", address(i),
                   weight_option(method, weights, i));
  text +=
      "  }\n  server {\n    listen 127.0.0.1:8080;\n    location / {\n"
      "      proxy_pass http://app;\n    }\n  }\n}\n";
  return text;
}

}  // namespace

std::string weight_option(const Method& method, Weights weights, std::size_t server) {
  if (weights == Weights::equal) return "";
  return fmt::format(" weight{}{}", method.program == model::ProgramKind::haproxy ? ' ' : '=',
                     1 + server * 37 % 100);
}

std::string config_text(const Method& method, std::size_t servers, Weights weights) {
  return method.program == model::ProgramKind::haproxy ? haproxy_text(method, servers, weights)
                                                       : nginx_text(method, servers, weights);
}

std::vector<std::string> check_of(const Method& method, const rig::TempDir& folder,
                                  const std::string& file) {
  if (method.program == model::ProgramKind::haproxy)
    return {rig::find_program("haproxy"), "-c", "-f", file};
  return {rig::find_program("nginx"), "-t", "-q", "-p", folder.path().string(), "-c", file};
}

}  // namespace ek::bench
