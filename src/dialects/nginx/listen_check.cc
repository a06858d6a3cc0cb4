#include "dialects/nginx/listen_check.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <string>

#include "base/text.h"
#include "dialects/nginx/listen_parameters.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr model::Version stream_has_names{1, 25, 5};  // from here on it tells servers by name

bool has_word(const Node& listen, std::string_view word) {
  for (std::size_t i = 2; i < listen.words.size(); ++i)
    if (listen.word(i) == word) return true;
  return false;
}

std::string with_port(std::string_view host, std::string_view port) {
  return std::string(host) + ':' + std::string(port);
}

std::string ipv6_text(std::string_view text) {
  in6_addr parsed{};
  if (::inet_pton(AF_INET6, std::string(text).c_str(), &parsed) != 1) return std::string(text);
  std::array<char, INET6_ADDRSTRLEN> out{};
  return ::inet_ntop(AF_INET6, &parsed, out.data(), out.size());
}

// One spelling for each address; a name, or a range of ports, stays as it is written.
std::string address_of(std::string_view text) {
  if (is_unix(text)) return unix_text(text);
  if (parse_count(text)) return with_port("0.0.0.0", text);
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::string(text);
  const auto colon = text.find(':', bracket);
  const std::string_view port = colon == std::string_view::npos ? "80" : text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  if (bracket != 0) return with_port(ipv6_text(host.substr(1, bracket - 1)), port);
  if (host == "*") host = "0.0.0.0";
  return with_port(host, port);
}

// What holds for the packets of one protocol says nothing of the other.
std::string_view protocol(const Node& node) {
  return has_word(node, "quic") || has_word(node, "udp") ? " udp" : "";
}

bool each_server_apart(const Lowering& lowering, const Scope& scope) {
  return scope.context != context::stream_server || lowering.version >= stream_has_names;
}

}  // namespace

void check_listen(Lowering& lowering, const Node& node, const Scope& scope) {
  check_listen_parameters(lowering, node, scope);
  const std::string address = address_of(node.word(1));
  const bool apart = each_server_apart(lowering, scope);
  const BlockId block = apart ? scope.block : lowering.blocks[scope.block].parent;
  const std::string what = "listen " + address + std::string(protocol(node));
  if (const Node* first = said_in_block(lowering, block, what, node))
    return lowering.error(node, 1, fmt::format("a duplicate listen {}", base::printable(address)),
                          where_first(lowering, *first, node));
  if (!apart) return;
  if (!has_word(node, "default_server") && !has_word(node, "default")) return;
  const BlockId all = lowering.blocks[scope.block].parent;
  if (const Node* first = said_in_block(lowering, all, "default " + what, node))
    lowering.error(node, 1,
                   fmt::format("a duplicate default server for {}", base::printable(address)),
                   where_first(lowering, *first, node));
}

}  // namespace ek::dialects::nginx
