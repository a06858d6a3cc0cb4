// The Picker over a static map: static-rr walks it, `hash-type map-based` looks into it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "predict/haproxy/key_rule.h"
#include "predict/haproxy/members.h"

namespace ek::predict::haproxy {

class MapPicker : public Picker {
 public:
  // Without a rule every request takes the next slot, as requests without a key do.
  MapPicker(const Context& context, std::span<const ServerIndex> candidates,
            std::optional<KeyRule> rule);

  ServerIndex pick(std::string_view key, ServerIndex avoid) final;
  void set_candidates(std::span<const ServerIndex> candidates) final;
  // Only 0 and the weight of the file can be set on a running static map; others are refused there
  // and ignored here.
  void set_weight(ServerIndex server, std::uint32_t weight) final;
  void set_full(ServerIndex server, bool full) final { full_[server] = full ? 1 : 0; }

  std::span<const ServerIndex> map() const { return map_; }

 private:
  void rebuild();
  ServerIndex next_slot(ServerIndex avoid);

  Members members_;
  std::optional<KeyRule> rule_;
  std::uint32_t divisor_;
  std::vector<std::uint32_t> file_weights_;
  std::vector<std::uint8_t> full_;
  std::vector<ServerIndex> map_;
  std::size_t used_ = 0;  // servers that the program counts as in use
  std::size_t next_ = 0;
};

std::unique_ptr<Picker> map_picker(const Context& context,
                                   std::span<const ServerIndex> candidates);  // by key

}  // namespace ek::predict::haproxy
