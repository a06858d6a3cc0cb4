#include "predict/haproxy/bad_request.h"

#include <string_view>

#include "predict/keys/header_values.h"

namespace ek::predict::haproxy {
namespace {

constexpr model::Version first_without_port{2, 6, 0};  // measured: 2.4.0 minds it, 2.6.12 does not

// "a.example" of "http://a.example:80/x"; "": the target is a path.
std::string_view authority_of(std::string_view target, std::string_view& port) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.starts_with('/')) return "";
  port = target.substr(0, scheme) == "https" ? ":443" : ":80";
  target.remove_prefix(scheme + 3);
  return target.substr(0, target.find_first_of("/?"));
}

std::string_view without(std::string_view host, std::string_view port) {
  if (!port.empty() && host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

}  // namespace

std::string bad_request(const Context& context, const model::Request& request) {
  if (context.pool.layer == model::Layer::tcp) return "";
  if (request.target.find('#') != std::string::npos)
    return "its path holds a \"#\", which browsers never send and most releases answer with 400";
  std::string_view port;
  const std::string_view authority = authority_of(request.target, port);
  const auto host = first_header(request, "host");
  if (authority.empty() || !host) return "";
  if (context.program.version < first_without_port) port = "";
  if (same_header(without(authority, port), without(*host, port))) return "";
  return "its Host header is not the host of its target, which HAProxy answers with 400";
}

}  // namespace ek::predict::haproxy
