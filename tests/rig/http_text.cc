#include "rig/http_text.h"

#include <charconv>

namespace ek::rig {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

void note_field(HttpMessage& message, const FieldLine& line) {
  if (equal_ignoring_case(line.name, "content-length")) {
    message.has_length = true;
    message.content_length = number(line.value, 10);
  } else if (equal_ignoring_case(line.name, "transfer-encoding")) {
    message.chunked = equal_ignoring_case(line.value, "chunked");
  } else if (equal_ignoring_case(line.name, "connection")) {
    message.connection_close |= equal_ignoring_case(line.value, "close");
    message.connection_keep_alive |= equal_ignoring_case(line.value, "keep-alive");
  }
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

FieldLine split_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  return {line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

std::optional<std::string_view> field(std::string_view fields, std::string_view name) {
  while (!fields.empty()) {
    const FieldLine line = split_field(take_line(fields));
    if (equal_ignoring_case(line.name, name)) return line.value;
  }
  return std::nullopt;
}

std::optional<HttpMessage> parse_head(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  HttpMessage message;
  message.head_size = end + 4;
  std::string_view rest = text.substr(0, end + 2);
  message.start_line = take_line(rest);
  message.fields = rest;
  while (!rest.empty()) note_field(message, split_field(take_line(rest)));
  return message;
}

int status_of(std::string_view start_line) {
  const std::size_t blank = start_line.find(' ');
  if (blank == std::string_view::npos) return 0;
  int status = 0;
  const char* end = start_line.data() + start_line.size();
  std::from_chars(start_line.data() + blank + 1, end, status);
  return status;
}

std::optional<ChunkedBody> parse_chunked(std::string_view text) {
  ChunkedBody body;
  while (true) {
    const std::size_t line_end = text.find("\r\n", body.size);
    if (line_end == std::string_view::npos) return std::nullopt;
    const std::size_t size = number(text.substr(body.size, line_end - body.size), 16);
    const std::size_t chunk_end = line_end + 2 + size + 2;
    if (chunk_end > text.size()) return std::nullopt;
    body.content += text.substr(line_end + 2, size);
    body.size = chunk_end;
    if (size == 0) return body;
  }
}

}  // namespace ek::rig
