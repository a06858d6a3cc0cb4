#include "predict/keys/nginx_keys.h"

#include <arpa/inet.h>

#include <array>

#include "predict/keys/nginx_headers.h"
#include "predict/keys/nginx_target.h"

namespace ek::predict::nginx {
namespace {

using model::KeySource;

std::string address_text(std::string_view source) {
  const std::string bytes = binary_address(source);
  if (bytes.empty()) return std::string(source);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
  return text.data();
}

// $host, of the target before that of the header; without either the server's own name.
std::string host_of(const model::KeyPart& part, const model::Request& request) {
  std::string host = plain_host(host_in_target(request.target));
  if (host.empty()) host = plain_host(request.header("host").value_or(""));
  return host.empty() && part.converters.size() > 1 ? part.converters[1] : host;
}

Slashes slashes_of(const model::KeyPart& part) {
  return part.converters.empty() ? Slashes::merged : Slashes::kept;
}

// Parts that stand in the request as they are, without a copy.
bool plain_view(const model::KeyPart& part, const model::Request& request, std::string_view& view) {
  const std::string_view target = origin_form(request.target);
  switch (part.source) {
    case KeySource::uri:
      view = target;
      return true;
    case KeySource::query:
      view = query_of(target);
      if (!part.converters.empty()) view = view.empty() ? "" : "?";
      return true;
    case KeySource::query_parameter:
      view = parameter_of(query_of(target), part.text);
      return true;
    case KeySource::cookie:
      view = cookie_of(request, part.text);
      return true;
    case KeySource::method:
      view = request.method;
      return true;
    case KeySource::literal:
      view = part.text;
      return true;
    case KeySource::none:
    case KeySource::unsupported:
    case KeySource::rdp_cookie:
      view = {};
      return true;
    default:
      return false;
  }
}

void append(const model::KeyPart& part, const model::Request& request, model::Version version,
            std::string& out) {
  std::string_view view;
  if (plain_view(part, request, view)) {
    out += view;
  } else if (part.source == KeySource::client_address) {
    const bool binary = part.text == "binary" && request.source != model::unix_source;
    out += binary ? binary_address(request.source) : address_text(request.source);
  } else if (part.source == KeySource::path) {
    out += normalised_path(request.target, slashes_of(part));
  } else if (!part.converters.empty() && part.converters[0] == "nginx_host") {
    out += host_of(part, request);
  } else {
    append_header(part, request, version, out);
  }
}

}  // namespace

std::string binary_address(std::string_view text) {
  const std::string terminated(text);
  std::array<char, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return {bytes.data(), 16};
  return {};
}

std::string_view evaluate(const model::Key& key, const model::Request& request,
                          model::Version version, std::string& scratch) {
  std::string_view view;
  if (key.parts.size() == 1 && plain_view(key.parts[0], request, view)) return view;
  scratch.clear();
  for (const model::KeyPart& part : key.parts) append(part, request, version, scratch);
  return scratch;
}

std::string_view key_of(const Context& context, const model::Request& request,
                        std::string& scratch) {
  const model::Balance& balance = context.pool.balance;
  if (balance.algorithm.value == "hash")
    return evaluate(balance.key.value, request, context.program.version, scratch);
  if (balance.algorithm.value != "ip_hash") return {};
  return scratch = binary_address(request.source);
}

}  // namespace ek::predict::nginx
