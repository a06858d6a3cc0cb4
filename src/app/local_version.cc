#include "app/local_version.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

namespace ek::app {

base::Result<model::Version> local_version(const dialects::Dialect& dialect) {
  // Debian has servers where only root looks.
  const std::string command =
      fmt::format("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin {} -v 2>&1", dialect.name);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string answer(256, '\0');
  answer.resize(pipe == nullptr ? 0 : std::fread(answer.data(), 1, answer.size(), pipe.get()));
  const auto digits = answer.find_first_of("0123456789");
  const auto version = digits == std::string::npos
                           ? std::nullopt
                           : model::parse_version(std::string_view(answer).substr(digits));
  if (!version)
    return base::failure(
        fmt::format("{} is not installed here, or did not tell its version; "
                    "state it: --lb-version {}",
                    dialect.name, to_string(dialect.assumed_version)));
  return *version;
}

}  // namespace ek::app
