// Internal: just enough of HTTP/1 to find where a message ends.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ek::rig {

// Heads larger than this are refused: a balancer's own buffers are 16 KiB.
inline constexpr std::size_t kHeadBytesMax = 65536;

// Views into the text that was parsed.
struct HttpMessage {
  std::string_view start_line;
  std::string_view fields;  // the header lines, each with its CRLF
  std::size_t head_size = 0;
  std::size_t content_length = 0;
  bool chunked = false;
  bool has_length = false;
  bool connection_close = false;
  bool connection_keep_alive = false;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

// The value of the first field of that name (any case), without blanks around it.
std::optional<std::string_view> field(std::string_view fields, std::string_view name);

// Takes the first line off `rest`, without its CRLF.
std::string_view take_line(std::string_view& rest);

// Name and value of a header line; both empty when it has no colon.
struct FieldLine {
  std::string_view name;
  std::string_view value;
};
FieldLine split_field(std::string_view line);

// Nothing until the blank line that ends the head is there.
std::optional<HttpMessage> parse_head(std::string_view text);

// "HTTP/1.1 200 OK" gives 200; 0 when it is no status line.
int status_of(std::string_view start_line);

// A chunked body at the start of `text`: its bytes in the stream, and its content. Nothing until it
// is complete.
struct ChunkedBody {
  std::size_t size = 0;
  std::string content;
};
std::optional<ChunkedBody> parse_chunked(std::string_view text);

}  // namespace ek::rig
