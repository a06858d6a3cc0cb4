#include "lint/words.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "base/units.h"
#include "lint/weights.h"

namespace ek::lint {

std::string times(double factor) {
  return factor >= 10 ? fmt::format("{:.0f} times", factor) : fmt::format("{:.1f} times", factor);
}

std::string duration(double seconds) {
  return base::to_string(base::Duration(std::llround(seconds * 1e6)));
}

std::string quoted(std::string_view name) {
  return base::printable(name);
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& names, std::size_t at_most) {
  const std::size_t shown = names.size() > at_most + 1 ? at_most : names.size();
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    out += i == 0 ? "" : last ? " and " : ", ";
    out += quoted(names[i]);
  }
  if (shown < names.size()) out += fmt::format(" and {} others", names.size() - shown);
  return out;
}

std::string where(const model::Pool& pool) {
  return "pool:" + pool.name;
}

std::string where(const model::Pool& pool, const model::Server& server) {
  return where(pool) + "/server:" + server.name;
}

Finding finding_at(const model::Pool& pool) {
  Finding finding;
  finding.where = where(pool);
  finding.at = pool.at;
  finding.length = pool.length;
  return finding;
}

Finding finding_at(const model::Pool& pool, const model::Server& server) {
  Finding finding;
  finding.where = where(pool, server);
  finding.at = server.at;
  finding.length = server.length;
  return finding;
}

Finding finding_at_weight(const model::Pool& pool, const model::Server& server,
                          const text::Sources& sources) {
  Finding finding = finding_at(pool, server);
  if (!written_here(server.weight)) return finding;
  const text::Edit value = text::replace_value(server.weight.at, "", sources);
  finding.at = server.weight.at;
  finding.length = value.end - value.begin;
  return finding;
}

std::string line_of(text::Place at, const text::Sources& sources) {
  const std::string_view path = sources[at.file].path();
  const bool only = sources.size() == 1;
  return fmt::format("line {} of {}", at.line,
                     quoted(only ? path.substr(path.rfind('/') + 1) : path));
}

}  // namespace ek::lint
