#include "predict/keys/header_values.h"

#include <algorithm>

namespace ek::predict::haproxy {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Of a value that ends at one of these, unless in quotes.
std::size_t value_end(std::string_view text, std::string_view delimiters) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && delimiters.find(text[i]) != std::string_view::npos) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

bool same_header(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> first_header(const model::Request& request, std::string_view name) {
  if (!request.host.empty() && same_header(name, "host")) return request.host;
  for (const auto& [key, value] : request.headers)
    if (same_header(key, name)) return value;
  return std::nullopt;
}

std::optional<std::string_view> last_header(const model::Request& request, std::string_view name) {
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header)
    if (same_header(header->first, name)) return header->second;
  if (!request.host.empty() && same_header(name, "host")) return request.host;
  return std::nullopt;
}

std::optional<std::string_view> HeaderValues::next() {
  if (done_) return std::nullopt;
  const std::size_t end = value_end(rest_, ",");
  const std::string_view value = without_blanks(rest_.substr(0, end));
  done_ = end == rest_.size();
  rest_.remove_prefix(done_ ? end : end + 1);
  return value;
}

Cookies::Cookies(std::string_view header) : rest_(without_blanks(header)) {}

std::optional<Cookies::Pair> Cookies::next() {
  while (!rest_.empty()) {
    if (first_) rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    const std::size_t name_end = std::min(rest_.find_first_of("=;,"), rest_.size());
    const std::string_view name = without_blanks(rest_.substr(0, name_end));
    const bool pair = name_end < rest_.size() && rest_[name_end] == '=';
    const bool bare = name.size() == name_end;  // no blank around it
    first_ = name_end < rest_.size() && rest_[name_end] == ',';
    rest_.remove_prefix(std::min(name_end + 1, rest_.size()));
    if (!pair) continue;
    const std::size_t end = value_end(rest_, ";,");
    const std::string_view value = without_blanks(rest_.substr(0, end));
    const bool last = end == rest_.size() || rest_[end] == ',';
    first_ = end < rest_.size() && rest_[end] == ',';
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (bare && last && value.empty()) continue;
    return Pair{name, value};
  }
  return std::nullopt;
}

}  // namespace ek::predict::haproxy
