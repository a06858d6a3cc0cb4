#include "predict/keys/haproxy_fetch.h"

#include "predict/keys/header_values.h"

namespace ek::predict::haproxy {
namespace {

using model::KeySource;

bool delimits_parameters(char c) {
  return c == '&' || c == ';' || c == '?';
}

// Whether visit(value) is true of a parameter of that name. Values end at '&', ';' or '?'.
template <class Visit>
bool any_parameter(std::string_view target, std::string_view name, Visit visit) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return false;
  std::size_t at = mark + 1;
  while (at < target.size()) {
    std::size_t end = at;
    while (end < target.size() && !delimits_parameters(target[end])) ++end;
    const std::string_view pair = target.substr(at, end - at);
    if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name) &&
        visit(pair.substr(name.size() + 1)))
      return true;
    at = end + 1;
  }
  return false;
}

std::optional<std::string_view> first_parameter(std::string_view target, std::string_view name) {
  std::optional<std::string_view> found;
  any_parameter(target, name, [&](std::string_view value) { return found = value, true; });
  return found;
}

std::optional<std::string_view> last_cookie(const model::Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  any_cookie(request, name, [&](std::string_view value) { return found = value, false; });
  return found;
}

bool text(std::optional<std::string_view> value, Sample& sample) {
  if (!value) return false;
  sample = Sample::of(value->data() == nullptr ? std::string_view("", 0) : *value);
  return true;
}

bool client_address(const model::Request& request, Sample& sample, SampleSpace& space) {
  sample.bytes = address_bytes(request.source, space.fresh({}));
  sample.type = sample.bytes.size() == 4 ? SampleType::ipv4 : SampleType::ipv6;
  return !sample.bytes.empty();
}

std::optional<std::string_view> path(const model::Request& request) {
  const auto whole = path_and_query(request.target);
  if (!whole) return std::nullopt;
  return whole->substr(0, whole->find('?'));
}

std::optional<std::string_view> query(const model::Request& request) {
  const std::string_view target = request.target;
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  return target.substr(mark + 1);
}

}  // namespace

std::optional<std::string_view> path_and_query(std::string_view target) {
  if (target.starts_with('/')) return target;
  if (target.empty() || target == "*") return std::nullopt;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const auto slash = target.find('/', scheme + 3);
  if (slash == std::string_view::npos) return std::nullopt;
  return target.substr(slash);
}

std::optional<std::string_view> first_header_value(const model::Request& request,
                                                   std::string_view name) {
  const auto header = first_header(request, name);
  if (!header) return std::nullopt;
  return HeaderValues(*header).next();
}

std::optional<std::string_view> last_header_value(const model::Request& request,
                                                  std::string_view name) {
  const auto header = last_header(request, name);
  if (!header) return std::nullopt;
  std::optional<std::string_view> last;
  HeaderValues values(*header);
  while (const auto value = values.next()) last = value;
  return last;
}

std::optional<std::string_view> whole_header_value(const model::Request& request,
                                                   std::string_view name) {
  const auto header = last_header(request, name);
  if (!header) return std::nullopt;
  return without_blanks(*header);
}

std::string_view uri_key(const model::Key& key, std::string_view target) {
  if (key.path_only) target = path_and_query(target).value_or(std::string_view("", 0));
  if (key.length_max != 0) target = target.substr(0, key.length_max);
  std::uint32_t slashes = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    // depth 1 ends in front of the second slash: a slash at the start is not counted as a level
    if (target[i] == '/' && key.depth != 0 && ++slashes == key.depth + 1)
      return target.substr(0, i);
    if (target[i] == '?' && !key.whole) return target.substr(0, i);
  }
  return target;
}

// A dot at the very start ends nothing, and a label has at least one byte before its dot.
std::string_view domain_only(std::string_view host) {
  const auto last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return host;
  const auto before = last < 2 ? std::string_view::npos : host.rfind('.', last - 2);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return host.substr(begin, last - begin);
}

bool any_value(const model::KeyPart& part, const model::Key& key, const model::Request& request,
               SampleSpace& space, const std::function<bool(const Sample&)>& visit) {
  const auto each = [&](std::string_view value) { return visit(Sample::of(value)); };
  switch (part.source) {
    case KeySource::header:
      return any_header(request, part.text, [&](std::string_view line) {
        HeaderValues values(line);
        while (const auto value = values.next())
          if (each(*value)) return true;
        return false;
      });
    case KeySource::whole_header:
      return any_header(request, part.text,
                        [&](std::string_view line) { return each(without_blanks(line)); });
    case KeySource::cookie:
      return any_cookie(request, part.text, each);
    case KeySource::query_parameter:
      return any_parameter(request.target, part.text, each);
    default:
      break;
  }
  Sample sample;
  return fetch(part, key, request, sample, space) && visit(sample);
}

bool fetch(const model::KeyPart& part, const model::Key& key, const model::Request& request,
           Sample& sample, SampleSpace& space) {
  switch (part.source) {
    case KeySource::client_address:
      return client_address(request, sample, space);
    case KeySource::uri:
      return text(key.path_only ? path_and_query(request.target) : request.target, sample);
    case KeySource::path:
      return text(path(request), sample);
    case KeySource::query:
      return text(query(request), sample);
    case KeySource::query_parameter:
      return text(first_parameter(request.target, part.text), sample);
    case KeySource::header:
      return text(last_header_value(request, part.text), sample);
    case KeySource::whole_header:
      return text(whole_header_value(request, part.text), sample);
    case KeySource::cookie:
      return text(last_cookie(request, part.text), sample);
    case KeySource::method:
      return text(request.method, sample);
    case KeySource::literal:
      return text(part.text, sample);
    case KeySource::rdp_cookie:
      return text(request.cookie(part.text), sample);
    case KeySource::none:
    case KeySource::unsupported:
      break;
  }
  return false;
}

}  // namespace ek::predict::haproxy
