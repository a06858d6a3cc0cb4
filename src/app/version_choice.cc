#include "app/version_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/local_version.h"
#include "base/text.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

// "2.6": what people write when they name a version.
std::string short_text(model::Version version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

bool in_range(model::Version version, const dialects::Dialect& dialect) {
  const auto branch = [](model::Version v) { return std::pair(v.major, v.minor); };
  return version >= dialect.oldest && branch(version) <= branch(dialect.newest);
}

// A policy that lies beside the files of two programs states the version of one of them.
bool is_anothers(model::Version version, const dialects::Dialect& dialect) {
  return !in_range(version, dialect) &&
         std::ranges::any_of(dialects::all(), [&](const dialects::Dialect* other) {
           return in_range(version, *other);
         });
}

Result<void> within_range(model::Version version, const std::string& source,
                          const dialects::Dialect& dialect) {
  if (in_range(version, dialect)) return {};
  const bool older = version < dialect.oldest;
  const std::string nearest = short_text(older ? dialect.oldest : dialect.newest);
  return failure(fmt::format(
      "{} {} ({}) is {} than the versions we know, {} to {}: for the nearest answer give "
      "--lb-version {}, and check what changed between them",
      dialect.name, to_string(version), source, older ? "older" : "newer",
      short_text(dialect.oldest), short_text(dialect.newest), nearest));
}

}  // namespace

Result<void> choose_version(const Input& input, const model::Policy& policy,
                            const dialects::Dialect& dialect, dialects::ReadOptions& options) {
  if (input.lb_version == "local") {
    EK_TRY(options.version, local_version(dialect));
    options.version_source = std::string(dialect.name) + " -v";
  } else if (!input.lb_version.empty()) {
    options.version = model::parse_version(input.lb_version);
    options.version_source = "--lb-version";
    if (!options.version)
      return failure(fmt::format(
          "--lb-version {} is not a version; write it as {} or {}, or \"local\" for the one "
          "installed here",
          base::printable(input.lb_version), short_text(dialect.assumed_version),
          to_string(dialect.assumed_version)));
  } else if (policy.version.value && !is_anothers(*policy.version.value, dialect)) {
    options.version = policy.version.value;
    options.version_source = "the policy file";
  }
  if (!options.version) return {};
  return within_range(*options.version, options.version_source, dialect);
}

}  // namespace ek::app
