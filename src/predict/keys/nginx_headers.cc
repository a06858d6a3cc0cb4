#include "predict/keys/nginx_headers.h"

#include <algorithm>

#include "predict/keys/nginx_target.h"

namespace ek::predict::nginx {
namespace {

bool same_header(std::string_view written, const model::KeyPart& part) {
  if (part.converters.empty()) return same_name(written, part.text);
  return std::ranges::equal(
      written, part.text, {}, [](char c) { return c == '_' ? '-' : lower(c); }, lower);
}

// Several headers of one name: until 1.22 the first one counts, but for the two that are lists;
// from 1.23.0 all are put together. nullptr: only the first counts.
const char* between(std::string_view name, model::Version version) {
  if (same_name(name, "host")) return nullptr;
  if (same_name(name, "cookie")) return "; ";
  return version >= model::Version{1, 23, 0} || same_name(name, "x-forwarded-for") ? ", " : nullptr;
}

// One Cookie header: names without case; `;` and `,` end what is not the name, a value only `;`.
// Behind a name without its `=` one byte is passed over, whatever it is: "a;a=1" holds no `a`.
bool find_cookie(std::string_view header, std::string_view name, std::string_view& value) {
  const auto skip_blanks = [&] {
    header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
  };
  while (!header.empty()) {
    if (header.size() >= name.size() && same_name(header.substr(0, name.size()), name)) {
      header.remove_prefix(name.size());
      skip_blanks();
      const bool assigned = header.starts_with('=');
      header.remove_prefix(std::min<std::size_t>(1, header.size()));
      if (assigned) {
        skip_blanks();
        value = header.substr(0, header.find(';'));
        return true;
      }
    }
    const std::size_t end = header.find_first_of(";,");
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    skip_blanks();
  }
  return false;
}

}  // namespace

void append_header(const model::KeyPart& part, const model::Request& request,
                   model::Version version, std::string& out) {
  const char* joined = between(part.text, version);
  bool found = false;
  for (const auto& [key, value] : request.headers) {
    if (!same_header(key, part)) continue;
    if (found) out += joined;
    out += without_outer_blanks(value);
    found = true;
    if (joined == nullptr) return;
  }
  if (!found && same_name(part.text, "host")) out += without_outer_blanks(request.host);
}

std::string_view cookie_of(const model::Request& request, std::string_view name) {
  bool written = false;
  std::string_view value;
  for (const auto& [key, header] : request.headers) {
    if (!same_name(key, "cookie")) continue;
    written = true;
    if (find_cookie(without_outer_blanks(header), name, value)) return value;
  }
  if (written) return {};
  for (const auto& [key, content] : request.cookies)
    if (same_name(key, name)) return content;
  return {};
}

}  // namespace ek::predict::nginx
