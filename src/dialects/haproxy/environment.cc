#include "dialects/haproxy/environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/haproxy/limits.h"

namespace ek::dialects::haproxy {

Environment::Environment(const std::map<std::string, std::string>& given, model::Version version) {
  for (const auto& [name, value] : given) {
    set(name, value);
    given_.insert(name);
  }
  if (version >= model::Version{2, 8, 0})
    preset("HAPROXY_BRANCH", fmt::format("{}.{}", version.major, version.minor));
}

std::optional<std::string> Environment::get(std::string_view name, const Here& here) const {
  if (name == ".FILE") return std::string(here.file);
  if (name == ".LINE") return std::to_string(here.line);
  if (name == ".SECTION") return std::string(here.section);
  if (given_.contains(name) && !used_.contains(name)) used_.emplace(name);
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

bool Environment::set_by_program(std::string_view name) {
  static constexpr std::array<std::string_view, 13> names{
      "HAPROXY_LOCALPEER",        "HAPROXY_CFGFILES",
      "HAPROXY_MWORKER",          "HAPROXY_CLI",
      "HAPROXY_MASTER_CLI",       "HAPROXY_STARTUP_VERSION",
      "HAPROXY_HTTP_LOG_FMT",     "HAPROXY_HTTP_CLF_LOG_FMT",
      "HAPROXY_HTTPS_LOG_FMT",    "HAPROXY_TCP_LOG_FMT",
      "HAPROXY_TCP_CLF_LOG_FMT",  "HAPROXY_KEYLOG_FC_LOG_FMT",
      "HAPROXY_KEYLOG_BC_LOG_FMT"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Environment::set(std::string_view name, std::string_view value) {
  if (bytes_ + name.size() + value.size() > environment_bytes) return false;
  bytes_ += name.size() + value.size();
  values_.insert_or_assign(std::string(name), std::string(value));
  return true;
}

bool Environment::preset(std::string_view name, std::string_view value) {
  return values_.contains(name) || set(name, value);
}

void Environment::unset(std::string_view name) {
  const auto found = values_.find(name);
  if (found != values_.end()) values_.erase(found);
}

void Environment::keep_only(const std::set<std::string, std::less<>>& names) {
  std::erase_if(values_, [&](const auto& entry) { return !names.contains(entry.first); });
}

}  // namespace ek::dialects::haproxy
