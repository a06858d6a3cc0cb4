#include "dialects/haproxy/fixed_keys.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

using model::KeyPart, model::KeySource, model::Listener, model::Pool;

// The same for every request that a backend of this process gets (manual 7.3.1 to 7.3.3).
constexpr std::array<std::string_view, 16> of_the_process{
    "always_true", "always_false", "bin",    "bool",  "env", "hostname", "int",  "ipv4",
    "ipv6",        "meth",         "nbproc", "be_id", "pid", "be_name",  "proc", "str"};
constexpr std::array<std::string_view, 4> of_the_frontend{"fe_name", "fe_id", "fe_defbe",
                                                          "fe_client_timeout"};
constexpr std::array<std::string_view, 6> yes_or_no{
    "ssl_fc", "ssl_fc_has_sni", "ssl_c_used", "ssl_fc_has_crt", "src_is_local", "dst_is_local"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Words after which the destination is not that of the bind line.
bool rewrites_destination(const text::Node& line) {
  return std::ranges::any_of(line.words, [](const text::Word& word) {
    return word.value == "accept-proxy" || word.value == "transparent" ||
           word.value == "expect-proxy" || word.value == "expect-netscaler-cip" ||
           word.value == "accept-netscaler-cip" || word.value.starts_with("set-dst");
  });
}

bool destination_is_bound(const text::Tree& tree) {
  for (const text::Node* file : tree.files())
    for (const text::Node* section = file->first_child; section != nullptr; section = section->next)
      for (const text::Node* line = section->first_child; line != nullptr; line = line->next)
        if (rewrites_destination(*line)) return false;
  return true;
}

// Which listeners' requests may come to which pool.
class Leads {
 public:
  explicit Leads(const model::Config& config) : config_(config) {
    for (const model::Route& route : config.routes)
      (route.computed ? anywhere_ : by_target_[route.target]).insert(route.listener);
  }

  std::vector<const Listener*> to(const Pool& pool) const {
    std::vector<const Listener*> found;
    const auto named = by_target_.find(pool.name);
    for (const Listener& listener : config_.listeners)
      if (!listener.disabled.value &&
          (anywhere_.contains(listener.name) ||
           (named != by_target_.end() && named->second.contains(listener.name))))
        found.push_back(&listener);
    return found;
  }

 private:
  using Names = std::set<std::string_view>;
  const model::Config& config_;
  std::map<std::string_view, Names> by_target_;
  Names anywhere_;
};

// How many ports they listen on, several addresses apart; nullopt: one of them is no plain number.
std::optional<std::uint32_t> ports_of(const std::vector<const Listener*>& listeners) {
  std::vector<std::uint32_t> ports;
  for (const Listener* listener : listeners)
    for (const auto& bind : listener->binds) {
      const std::string_view written = bind.value;
      if (written.find(',') != std::string_view::npos) return std::nullopt;
      const auto port = read_number(written.substr(written.rfind(':') + 1));
      if (!port) return std::nullopt;
      ports.push_back(*port);
    }
  std::ranges::sort(ports);
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return static_cast<std::uint32_t>(ports.size());
}

class FixedKeys {
 public:
  explicit FixedKeys(const Scope& scope) : scope_(scope) {}

  void settle(const Pool& pool, KeyPart& part) {
    const std::string name = part.text.substr(0, part.text.find('('));
    if (has(yes_or_no, name)) part.values_max = 2;
    if (has(of_the_process, name)) part.values_max = 1;
    if (name == "be_name") part = {KeySource::literal, pool.name, part.converters};
    if (has(of_the_frontend, name) || name == "dst_port") by_listener(name, pool, part);
  }

 private:
  void by_listener(std::string_view name, const Pool& pool, KeyPart& part) {
    if (!leads_) leads_.emplace(scope_.config());
    const auto listeners = leads_->to(pool);
    if (listeners.empty()) return;  // they stand elsewhere
    if (name == "dst_port") {
      if (!bound_) bound_ = destination_is_bound(scope_.reading.tree);
      part.values_max = *bound_ ? ports_of(listeners).value_or(0) : 0;
      return;
    }
    part.values_max = static_cast<std::uint32_t>(listeners.size());
    if (name == "fe_name" && listeners.size() == 1)
      part = {KeySource::literal, listeners.front()->name, part.converters};
  }

  const Scope& scope_;
  std::optional<Leads> leads_;
  std::optional<bool> bound_;
};

}  // namespace

void settle_fixed_keys(const Scope& scope) {
  FixedKeys keys(scope);
  for (Pool& pool : scope.config().pools)
    for (KeyPart& part : pool.balance.key.value.parts)
      if (part.source == KeySource::unsupported) keys.settle(pool, part);
}

}  // namespace ek::dialects::haproxy
