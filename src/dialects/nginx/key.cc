#include "dialects/nginx/key.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/secret.h"
#include "dialects/nginx/seen.h"

namespace ek::dialects::nginx {
namespace {

using model::KeyPart;
using model::KeySource;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_capture(std::string_view behind_dollar) {
  return !behind_dollar.empty() && behind_dollar[0] >= '1' && behind_dollar[0] <= '9';
}

struct Known {
  std::string_view name;
  KeySource source;
  std::string_view text;
};

constexpr std::array<Known, 11> known_in_http{
    {{"remote_addr", KeySource::client_address, ""},
     {"binary_remote_addr", KeySource::client_address, "binary"},
     {"request_uri", KeySource::uri, ""},
     {"uri", KeySource::path, "normalised"},
     {"document_uri", KeySource::path, "normalised"},
     {"args", KeySource::query, ""},
     {"query_string", KeySource::query, ""},
     {"request_method", KeySource::method, ""},
     {"http_host", KeySource::header, "host"},
     {"content_type", KeySource::header, "content-type"},
     {"content_length", KeySource::header, "content-length"}}};

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string with_dashes(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

KeyPart part_of(std::string_view written, bool stream) {
  const std::string name = lower_case(written);
  for (const Known& known : known_in_http) {
    if (known.name != name) continue;
    if (stream && known.source != KeySource::client_address) break;
    return {known.source, std::string(known.text), {}};
  }
  if (stream) return {KeySource::unsupported, "$" + name, {}};
  if (name == "is_args") return {KeySource::query, "", {"is_args"}};
  if (name == "host") return {KeySource::header, "host", {"nginx_host"}};
  if (name.starts_with("arg_"))
    return {KeySource::query_parameter, std::string(std::string_view(name).substr(4)), {}};
  if (name.starts_with("cookie_"))
    return {KeySource::cookie, std::string(std::string_view(name).substr(7)), {}};
  if (name.starts_with("http_"))
    return {KeySource::header, with_dashes(std::string_view(name).substr(5)), {}};
  return {KeySource::unsupported, "$" + name, {}};
}

}  // namespace

std::vector<TemplatePart> split_template(std::string_view text, Captures captures) {
  std::vector<TemplatePart> parts;
  std::size_t literal = 0, at = 0;
  const auto flush = [&](std::size_t end) {
    if (end > literal) parts.push_back({false, text.substr(literal, end - literal)});
  };
  while (at < text.size()) {
    if (text[at] != '$') {
      ++at;
      continue;
    }
    if (captures == Captures::digits && is_capture(text.substr(at + 1))) {
      flush(at);
      parts.push_back({true, text.substr(at + 1, 1), true});
      at = literal = at + 2;
      continue;
    }
    const bool braces = at + 1 < text.size() && text[at + 1] == '{';
    const std::size_t begin = at + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && is_name_byte(text[end])) ++end;
    if (end == begin || (braces && (end == text.size() || text[end] != '}'))) {
      ++at;
      continue;
    }
    flush(at);
    parts.push_back({true, text.substr(begin, end - begin)});
    at = literal = braces ? end + 1 : end;
  }
  flush(text.size());
  return parts;
}

const char* template_fault(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const bool braces = at + 1 < text.size() && text[at + 1] == '{';
    const std::size_t begin = at + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && is_name_byte(text[end])) ++end;
    if (braces && (end == text.size() || text[end] != '}'))
      return "the closing brace of a variable is missing";
    if (end == begin) return "invalid variable name: a \"$\" must name a variable";
  }
  return nullptr;
}

std::vector<std::string_view> capture_names(std::string_view text) {
  std::vector<std::string_view> names;
  for (auto at = text.find("(?"); at != std::string_view::npos; at = text.find("(?", at + 2)) {
    std::string_view rest = text.substr(at + 2);
    if (rest.starts_with('P')) rest.remove_prefix(1);
    if (!rest.starts_with('<') && !rest.starts_with('\'')) continue;
    const auto end = rest.find_first_of(">'", 1);
    if (end == std::string_view::npos) break;
    const std::string_view name = rest.substr(1, end - 1);
    if (!name.empty() && std::ranges::all_of(name, is_name_byte)) names.push_back(name);
  }
  return names;
}

bool has_variable(std::string_view text) {
  if (text.find('$') == std::string_view::npos) return false;
  const auto parts = split_template(text);
  return std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.variable; });
}

model::KeyPart text_part(std::string_view text) {
  if (!is_hidden(text)) return {KeySource::literal, std::string(text), {}};
  KeyPart part{KeySource::unsupported, std::string(base::redacted), {}};
  part.why = "holds what looks like a secret, which is not kept";
  return part;
}

model::Key read_key(std::string_view written, bool stream) {
  model::Key key;
  key.written = std::string(written);
  for (const TemplatePart& part : split_template(written)) {
    if (part.variable)
      key.parts.push_back(part_of(part.text, stream));
    else
      key.parts.push_back(text_part(part.text));
  }
  return key;
}

}  // namespace ek::dialects::nginx
