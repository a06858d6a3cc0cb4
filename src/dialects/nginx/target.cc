#include "dialects/nginx/target.h"

#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {

Target parse_target(std::string_view text) {
  Target target;
  const auto scheme = is_unix(text) ? std::string_view::npos : text.find("://");
  if (scheme != std::string_view::npos) {
    target.scheme = text.substr(0, scheme);
    text.remove_prefix(scheme + 3);
  }
  if (is_unix(text)) {
    target.host = target.place = text;
    return target;
  }
  const auto end = text.find_first_of("/?");
  target.has_uri = end != std::string_view::npos;
  text = text.substr(0, end);
  target.place = target.host = text;
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return target;
  target.host = text.substr(0, colon);
  target.port = text.substr(colon + 1);
  target.has_port = true;
  return target;
}

}  // namespace ek::dialects::nginx
