#include "predict/keys/haproxy_sample.h"

#include <arpa/inet.h>

#include <array>

namespace ek::predict::haproxy {

std::string_view address_bytes(std::string_view text, std::string& space) {
  std::array<char, INET6_ADDRSTRLEN + 1> zero_ended{};
  if (text.size() >= zero_ended.size()) return {};
  text.copy(zero_ended.data(), text.size());
  std::array<char, 16> bytes{};
  if (::inet_pton(AF_INET, zero_ended.data(), bytes.data()) == 1) {
    space.assign(bytes.data(), 4);
  } else if (::inet_pton(AF_INET6, zero_ended.data(), bytes.data()) == 1) {
    space.assign(bytes.data(), 16);
  } else {
    return {};
  }
  return space;
}

std::string_view ipv4_within(std::string_view bytes, model::Version version) {
  constexpr std::string_view zeros("\0\0\0\0\0\0\0\0\0\0\0\0", 12);
  constexpr model::Version first_with_old_forms{2, 9, 0};
  if (bytes.size() != 16) return {};
  const bool begins_empty = bytes.starts_with(zeros.substr(0, 10));
  if (begins_empty && bytes.substr(10, 2) == "\xff\xff") return bytes.substr(12);
  if (version < first_with_old_forms) return {};
  if (bytes.starts_with(zeros)) return bytes.substr(12);
  return bytes.starts_with("\x20\x02") ? bytes.substr(2, 4) : std::string_view();
}

std::string_view as_text(const Sample& sample, SampleSpace& space) {
  if (sample.type == SampleType::text) return sample.bytes;
  std::string& text = space.fresh(sample.bytes);
  if (sample.type == SampleType::number) {
    text = std::to_string(sample.number);
    return text;
  }
  std::array<char, INET6_ADDRSTRLEN> name{};
  const int family = sample.type == SampleType::ipv4 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, sample.bytes.data(), name.data(), name.size()) != nullptr)
    text = name.data();
  return text;
}

std::string_view as_bytes(const Sample& sample, SampleSpace& space) {
  if (sample.type != SampleType::number) return sample.bytes;
  std::string& bytes = space.fresh(sample.bytes);
  const auto number = static_cast<std::uint64_t>(sample.number);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

}  // namespace ek::predict::haproxy
