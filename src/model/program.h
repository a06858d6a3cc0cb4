// Which program, which version, how many of it run: inputs that change the answer.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ek::model {

enum class ProgramKind : std::uint8_t { haproxy, nginx };

struct Version {
  // The patch of "2.6": nobody said which, so the newest of its line; later than each that is
  // known.
  static constexpr std::uint16_t newest = 0xFFFF;

  std::uint16_t major = 0, minor = 0, patch = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

// "2.6", "2.6.12", "1.22.1"; anything after the digits ("-1+deb12u4", "-dev5") is left out.
std::optional<Version> parse_version(std::string_view text);
std::string to_string(Version version);        // "2.6.12"; "2.6" for the newest of its line
std::string_view to_string(ProgramKind kind);  // "haproxy", "nginx"

struct Program {
  ProgramKind kind = ProgramKind::haproxy;
  Version version{};
  std::string version_source;       // "--lb-version", "the policy file", "haproxy -v", "assumed"
  std::uint32_t processes = 1;      // nginx worker_processes; 0: auto, the number of cores
  std::uint32_t thread_groups = 1;  // HAProxy thread-groups; 0: unknown (left to the machine)
  std::uint32_t threads = 0;        // HAProxy nbthread; 0: as many as cores
};

}  // namespace ek::model
