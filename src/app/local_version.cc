#include "app/local_version.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

namespace ek::app {

base::Result<model::Version> local_version(model::ProgramKind program) {
  const bool haproxy = program == model::ProgramKind::haproxy;
  // Debian has both where only root looks.
  const char* command = haproxy ? "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin haproxy -v 2>&1"
                                : "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin nginx -v 2>&1";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command, "r"), ::pclose);
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
                    to_string(program), haproxy ? "2.6.12" : "1.22.1"));
  return *version;
}

}  // namespace ek::app
