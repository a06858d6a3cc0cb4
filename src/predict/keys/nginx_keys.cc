#include "predict/keys/nginx_keys.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace ek::predict::nginx {
namespace {

using model::KeySource;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The target without a scheme and authority, should a client send the absolute form.
std::string_view origin_form(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const std::size_t slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

std::string_view query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {};
  target.remove_prefix(mark + 1);
  return target.substr(0, target.find('#'));
}

std::string_view parameter_of(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.size() > name.size() && pair[name.size()] == '=' &&
        same_name(pair.substr(0, name.size()), name))
      return pair.substr(name.size() + 1);
  }
  return {};
}

std::string address_text(std::string_view source) {
  const std::string bytes = binary_address(source);
  if (bytes.empty()) return std::string(source);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
  return text.data();
}

// $host: without port and trailing dot, in lower case.
std::string plain_host(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket != std::string_view::npos) host = host.substr(0, host.find(':', bracket));
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string text(host);
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

// Several headers of one name: the first one, and from 1.23.0 all of them with commas between.
void append_header(std::string_view name, const model::Request& request, model::Version version,
                   std::string& out) {
  const bool joined = version >= model::Version{1, 23, 0} && !same_name(name, "host");
  bool found = false;
  for (const auto& [key, value] : request.headers) {
    if (!same_name(key, name)) continue;
    if (found) out += ", ";
    out += value;
    found = true;
    if (!joined) return;
  }
  if (!found && same_name(name, "host")) out += request.host;
}

std::string_view cookie_of(const model::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.cookies)
    if (same_name(key, name)) return value;
  return {};
}

// Parts that stand in the request as they are, without a copy.
bool plain_view(const model::KeyPart& part, const model::Request& request, std::string_view& view) {
  const std::string_view target = origin_form(request.target);
  switch (part.source) {
    case KeySource::uri:
      view = request.target;
      return true;
    case KeySource::query:
      view = query_of(target);
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
    out += normalised_path(request.target);
  } else if (!part.converters.empty() && part.converters[0] == "nginx_host") {
    out += plain_host(request.header("host").value_or(""));
  } else {
    append_header(part.text, request, version, out);
  }
}

// One segment more: "." is nothing, ".." takes the last one away. Above the root nginx answers 400.
void append_segment(std::string_view segment, std::string& path) {
  if (segment.empty() || segment == ".") return;
  if (segment == "..") {
    path.pop_back();
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    if (path.empty()) path = "/";
    return;
  }
  path += segment;
  path += '/';
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string normalised_path(std::string_view target) {
  target = origin_form(target);
  target = target.substr(0, target.find_first_of("?#"));
  const std::string text = decoded(target);
  std::string path = "/";
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    const bool last = segment.size() == rest.size();
    append_segment(segment, path);
    rest.remove_prefix(last ? rest.size() : segment.size() + 1);
    if (last && !segment.empty() && segment != "." && segment != "..") path.pop_back();
  }
  return path;
}

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
