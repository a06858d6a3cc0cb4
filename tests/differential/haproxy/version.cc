#include "differential/haproxy/version.h"

#include "rig/haproxy.h"

namespace ek::differential {

using model::Version;

Version running_version() {
  static const Version version = [] {
    const auto said = rig::haproxy_version();
    return said ? model::parse_version(rig::to_string(*said)).value_or(Version{}) : Version{};
  }();
  return version;
}

dialects::ReadOptions as_running() {
  dialects::ReadOptions options;
  options.version = running_version();
  return options;
}

Abilities::Abilities(Version version)
    : known_start_of_random(version <= Version{2, 6, 12} || version == Version{2, 8, 0}),
      survives_zero_weight(version > Version{2, 4, 0}),
      leastconn_in_order(version < Version{3, 2, 0}),
      hash_of_expressions(version >= Version{2, 6, 0}),
      hash_none(version >= Version{2, 9, 0}),
      hash_key_of_address(version >= Version{3, 0, 0}),
      hash_key_of_guid(version >= Version{3, 4, 0}),
      purges_by_chance(version >= Version{3, 0, 0}),
      preserves_affinity(version >= Version{3, 2, 0}),
      balances_logs(version >= Version{2, 9, 0}),
      sequence_a_thread_group(version >= Version{3, 2, 0}) {}

bool running_takes(std::string_view lines) {
  return running_abilities().hash_of_expressions || lines.find("balance hash") == lines.npos;
}

}  // namespace ek::differential
