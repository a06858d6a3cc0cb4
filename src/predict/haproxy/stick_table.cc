#include "predict/haproxy/stick_table.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace ek::predict::haproxy {
namespace {

std::string four_bytes(std::int64_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

// 4 or 16 bytes of a value that is an address, or taken for one; empty: it is none.
std::string address_of(const Sample& sample, SampleSpace& space) {
  if (sample.type == SampleType::number) return four_bytes(sample.number);
  if (sample.type != SampleType::text) return std::string(sample.bytes);
  return std::string(address_bytes(sample.bytes, space.fresh(sample.bytes)));
}

std::optional<std::string> as_ipv4(const Sample& sample, SampleSpace& space,
                                   model::Version version) {
  const std::string address = address_of(sample, space);
  if (address.size() == 4) return address;
  const std::string_view within = ipv4_within(address, converts_wide_forms(version));
  return within.empty() ? std::nullopt : std::optional(std::string(within));
}

std::optional<std::string> as_ipv6(const Sample& sample, SampleSpace& space) {
  const std::string address = address_of(sample, space);
  if (address.empty()) return std::nullopt;
  return address.size() == 4 ? as_ipv4_mapped(address) : address;
}

std::optional<std::string> as_number(const Sample& sample) {
  if (sample.type == SampleType::number)
    return std::to_string(static_cast<std::uint32_t>(sample.number));
  if (sample.type == SampleType::ipv4) {
    std::uint32_t number = 0;
    for (const char byte : sample.bytes) number = number << 8 | static_cast<unsigned char>(byte);
    return std::to_string(number);
  }
  if (sample.type != SampleType::text || sample.bytes.empty()) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(sample.bytes.data(), sample.bytes.data() + sample.bytes.size(), number);
  return std::to_string(static_cast<std::uint32_t>(number));
}

// The program's clock ticks in milliseconds.
std::int64_t milliseconds(double time_s) {
  return static_cast<std::int64_t>(std::floor(time_s * 1000));
}

}  // namespace

std::optional<std::string> StickEntries::key(const Sample& sample, SampleSpace& space) const {
  if (table_.type == "ip" || table_.type == "ipv4") return as_ipv4(sample, space, version_);
  if (table_.type == "ipv6") return as_ipv6(sample, space);
  if (table_.type == "integer") return as_number(sample);
  const bool binary = table_.type == "binary";
  const std::string_view text = binary ? as_bytes(sample, space) : as_text(sample, space);
  std::string key(text.substr(0, table_.length));
  // Binary keys are filled up with zeros: equal ones are those that are equal without them.
  if (binary) key.erase(key.find_last_not_of('\0') + 1);
  return key;
}

ServerIndex StickEntries::find(const std::string& key, double now_s) {
  drop_expired(now_s);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return no_server;
  Entry& entry = found->second->second;
  entry.used_ms = milliseconds(now_s);
  return entry.server;
}

bool StickEntries::will_purge(double now_s) {
  drop_expired(now_s);
  return size() + reserved_ >= table_.size && !table_.nopurge;
}

bool StickEntries::reserve(double now_s) {
  drop_expired(now_s);
  if (size() + reserved_ >= table_.size && (table_.nopurge || !make_room())) return false;
  ++reserved_;
  return true;
}

// A full table loses a 256th of its entries at once, and one more; those that were used since they
// were queued are queued anew, and each of them is one of the few looked at.
bool StickEntries::make_room() {
  const std::uint64_t wanted = table_.size / 256 + 1;
  std::uint64_t gone = 0;
  bool again = true;  // from the beginning, once
  auto next = queue_.begin();
  for (std::uint64_t looks = 2 * wanted; looks > 0 && gone < wanted; --looks) {
    if (next == queue_.end() && std::exchange(again, false)) next = queue_.begin();
    if (next == queue_.end()) break;
    if (next->first == next->second.used_ms) {
      next = erase(next);
      ++gone;
      continue;
    }
    const auto after = std::next(next);
    const auto moved = requeue(next);
    next = after == queue_.end() || after->first > moved->first ? moved : after;
  }
  return gone > 0;
}

void StickEntries::store(const std::string& key, ServerIndex server, double reserved_s,
                         double now_s) {
  release();
  auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    const auto made = queue_.insert({milliseconds(reserved_s), {key, server, 0}});
    found = by_key_.emplace(key, made).first;
  }
  found->second->second.server = server;
  found->second->second.used_ms = milliseconds(now_s);
}

void StickEntries::drop_expired(double now_s) {
  if (table_.expire.count() == 0) return;
  const std::int64_t lifetime_ms = milliseconds(base::seconds(table_.expire));
  const std::int64_t now_ms = milliseconds(now_s);
  while (!queue_.empty() && queue_.begin()->first + lifetime_ms <= now_ms) {
    const auto first = queue_.begin();
    if (first->second.used_ms + lifetime_ms <= now_ms)
      erase(first);
    else
      requeue(first);
  }
}

// Behind those of the same millisecond.
StickEntries::Queue::iterator StickEntries::requeue(Queue::iterator entry) {
  auto node = queue_.extract(entry);
  node.key() = node.mapped().used_ms;
  const auto moved = queue_.insert(std::move(node));
  by_key_.at(moved->second.key) = moved;
  return moved;
}

StickEntries::Queue::iterator StickEntries::erase(Queue::iterator entry) {
  by_key_.erase(entry->second.key);
  return queue_.erase(entry);
}

}  // namespace ek::predict::haproxy
