// Reads single values of the policy. Each function says what it wanted, with an example, when the
// value is another, and then leaves the field as it was.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "inputs/toml.h"
#include "model/policy.h"

namespace ek::inputs {

class PolicyFields {
 public:
  explicit PolicyFields(text::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void rate(const TomlEntry& entry, model::Setting<std::optional<base::Rate>>& into);
  // The same, above 0: a server without any capacity is a disabled one.
  void capacity(const TomlEntry& entry, model::Setting<std::optional<base::Rate>>& into);
  void duration(const TomlEntry& entry, model::Setting<std::optional<base::Duration>>& into);
  void concurrency(const TomlEntry& entry, model::Setting<std::optional<std::uint32_t>>& into);
  void worker_processes(const TomlEntry& entry, model::Setting<std::optional<std::uint32_t>>& into);
  void zone(const TomlEntry& entry, model::Setting<std::string>& into);
  void down(const TomlEntry& entry, model::Setting<bool>& into);
  void survive(const TomlEntry& entry, model::Setting<std::uint32_t>& into);
  void max_utilisation(const TomlEntry& entry, model::Setting<double>& into);
  void intent(const TomlEntry& entry, model::Intent& into);
  void text(const TomlEntry& entry, std::string_view example, std::string& into);
  void date(const TomlEntry& entry, std::string& into);
  void version(const TomlEntry& entry, model::Setting<std::optional<model::Version>>& into);
  void addresses(const TomlEntry& entry, std::vector<std::string>& into);

  bool is_table(const TomlEntry& entry, std::string_view example);
  void unknown_key(const TomlEntry& entry, std::string_view table,
                   std::span<const std::string_view> known);
  // "`what` must be …, not …" at the value; the hint is what to write.
  void wrong(const TomlEntry& entry, std::string_view wanted, std::string_view example);
  text::Diagnostics& diagnostics() { return diagnostics_; }

 private:
  void shares(const TomlEntry& entry, model::Intent& into);

  text::Diagnostics& diagnostics_;
};

}  // namespace ek::inputs
