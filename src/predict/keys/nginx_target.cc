#include "predict/keys/nginx_target.h"

#include <algorithm>

namespace ek::predict::nginx {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Where the host of "scheme://host…" begins; npos: another form.
std::size_t host_begin(std::string_view target) {
  if (target.starts_with('/')) return std::string_view::npos;
  const std::size_t scheme = target.find("://");
  return scheme == std::string_view::npos ? scheme : scheme + 3;
}

// One segment more: "." is nothing, ".." takes the last one away. Above the root nginx answers 400.
void append_segment(std::string_view segment, Slashes slashes, std::string& path) {
  if (segment == "." || (segment.empty() && slashes == Slashes::merged)) return;
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

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view without_outer_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string_view origin_form(std::string_view target) {
  const std::size_t host = host_begin(target);
  if (host == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", host);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

std::string_view host_in_target(std::string_view target) {
  const std::size_t host = host_begin(target);
  if (host == std::string_view::npos) return {};
  return target.substr(host, target.find_first_of("/?", host) - host);
}

std::string_view query_of(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
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

std::string normalised_path(std::string_view target, Slashes slashes) {
  target = origin_form(target);
  target = target.substr(0, target.find_first_of("?#"));
  const std::string text = decoded(target);
  std::string path = "/";
  std::string_view rest = text;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    const bool last = segment.size() == rest.size();
    append_segment(segment, slashes, path);
    rest.remove_prefix(last ? rest.size() : segment.size() + 1);
    if (last && !segment.empty() && segment != "." && segment != "..") path.pop_back();
  }
  return path;
}

std::string plain_host(std::string_view host) {
  host = without_outer_blanks(host);
  std::size_t size = host.size();
  if (host.starts_with('[') && host.find(']') != std::string_view::npos)
    size = host.find(']') + 1;
  else if (!host.starts_with('['))
    size = std::min(size, host.find(':'));
  const std::size_t dot = host.rfind('.');  // the last one, be it behind the port
  if (dot != std::string_view::npos && dot + 1 == size) --size;
  std::string text(host.substr(0, size));
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

}  // namespace ek::predict::nginx
