#include "predict/haproxy/stick_table.h"

#include <charconv>

namespace ek::predict::haproxy {
namespace {

std::optional<std::string> as_ipv4(const Sample& sample, SampleSpace& space) {
  if (sample.type == SampleType::ipv4) return std::string(sample.bytes);
  std::string_view bytes = sample.bytes;
  if (sample.type == SampleType::text) bytes = address_bytes(sample.bytes, space.fresh(bytes));
  if (bytes.size() == 4) return std::string(bytes);
  return std::nullopt;
}

// An IPv4 address becomes ::ffff:a.b.c.d.
std::optional<std::string> as_ipv6(const Sample& sample, SampleSpace& space) {
  std::string_view bytes = sample.bytes;
  if (sample.type == SampleType::text) bytes = address_bytes(sample.bytes, space.fresh(bytes));
  if (bytes.size() == 16) return std::string(bytes);
  if (bytes.size() != 4) return std::nullopt;
  std::string mapped(10, '\0');
  mapped += "\xff\xff";
  mapped += bytes;
  return mapped;
}

std::optional<std::string> as_number(const Sample& sample) {
  if (sample.type == SampleType::number)
    return std::to_string(static_cast<std::uint32_t>(sample.number));
  if (sample.type != SampleType::text || sample.bytes.empty()) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(sample.bytes.data(), sample.bytes.data() + sample.bytes.size(), number);
  return std::to_string(static_cast<std::uint32_t>(number));
}

}  // namespace

std::optional<std::string> StickEntries::key(const Sample& sample, SampleSpace& space) const {
  if (table_.type == "ip" || table_.type == "ipv4") return as_ipv4(sample, space);
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
  touch(found->second, now_s);
  return found->second->server;
}

// A full table loses a 256th of its entries at once, and one more.
void StickEntries::make_room() {
  if (table_.size == 0 || entries_.size() < table_.size) return;
  for (std::uint64_t left = table_.size / 256 + 1; left > 0 && !entries_.empty(); --left) {
    by_key_.erase(entries_.front().key);
    entries_.pop_front();
  }
}

void StickEntries::store(const std::string& key, ServerIndex server, double now_s) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    found->second->server = server;
    touch(found->second, now_s);
    return;
  }
  entries_.push_back({key, server, now_s});
  by_key_.emplace(key, std::prev(entries_.end()));
}

void StickEntries::drop_expired(double now_s) {
  if (table_.expire.count() == 0) return;
  const double lifetime_s = base::seconds(table_.expire);
  while (!entries_.empty() && entries_.front().used_s + lifetime_s <= now_s) {
    by_key_.erase(entries_.front().key);
    entries_.pop_front();
  }
}

void StickEntries::touch(Entries::iterator entry, double now_s) {
  entry->used_s = now_s;
  entries_.splice(entries_.end(), entries_, entry);
}

}  // namespace ek::predict::haproxy
