#include "dialects/haproxy/key.h"

#include <string>
#include <vector>

namespace ek::dialects::haproxy {
namespace {

using model::KeyPart;
using model::KeySource;

// Cuts at commas outside parentheses and quotes: "req.hdr(a,-1),lower" -> "req.hdr(a,-1)", "lower".
std::vector<std::string_view> cut(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0, depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (depth > 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (c == ',' && depth == 0) {
      out.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.push_back(text.substr(begin));
  return out;
}

struct Call {
  std::string_view name;
  std::string_view arguments;
};

Call call_of(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return {text, {}};
  return {text.substr(0, open), text.substr(open + 1, text.size() - open - 2)};
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

struct Fetch {
  std::string_view name;
  KeySource source;
  bool named;  // takes the name of a header, a cookie or a parameter
};

constexpr Fetch fetches[] = {
    {"src", KeySource::client_address, false},
    {"path", KeySource::path, false},
    {"pathq", KeySource::uri, false},
    {"url", KeySource::uri, false},
    {"query", KeySource::query, false},
    {"method", KeySource::method, false},
    {"hdr", KeySource::header, true},
    {"req.hdr", KeySource::header, true},
    {"req.fhdr", KeySource::whole_header, true},
    {"url_param", KeySource::query_parameter, true},
    {"urlp", KeySource::query_parameter, true},
    {"cook", KeySource::cookie, true},
    {"cookie", KeySource::cookie, true},
    {"req.cook", KeySource::cookie, true},
    {"str", KeySource::literal, true},
    {"req.rdp_cookie", KeySource::rdp_cookie, true},
    {"rdp_cookie", KeySource::rdp_cookie, true},
};

// A name with further arguments (an occurrence, a delimiter) is kept as unsupported: the value then
// depends on more than the name.
KeyPart part_of(std::string_view text) {
  const Call call = call_of(text);
  for (const Fetch& fetch : fetches) {
    if (fetch.name != call.name || fetch.named == call.arguments.empty()) continue;
    if (fetch.named && call.arguments.find(',') != std::string_view::npos &&
        fetch.source != KeySource::literal)
      break;
    return {fetch.source, unquoted(call.arguments), {}};
  }
  return {KeySource::unsupported, std::string(text), {}};
}

}  // namespace

model::Key read_key(std::string_view expression) {
  model::Key key;
  key.written = std::string(expression);
  const auto pieces = cut(expression);
  const std::string_view first = pieces.front();
  key.whole = first == "pathq" || first == "url";
  key.path_only = first == "pathq";
  if (first == "base") {  // the first Host header and the path
    key.parts = {{KeySource::header, "host", {}}, {KeySource::path, "", {}}};
    if (pieces.size() > 1) key.parts = {{KeySource::unsupported, key.written, {}}};
    return key;
  }
  key.parts = {part_of(first)};
  for (std::size_t i = 1; i < pieces.size(); ++i)
    key.parts.front().converters.emplace_back(pieces[i]);
  return key;
}

}  // namespace ek::dialects::haproxy
