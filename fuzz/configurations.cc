// Any text as a configuration: read, print back, draw, predict, dispatch.
#include <array>

#include "base/assert.h"
#include "fuzz/answers.h"

namespace ek::fuzz {
namespace {

// The text itself says which version reads it, so that an input alone replays a finding.
model::Version version_for(const dialects::Dialect& dialect, std::string_view text) {
  static constexpr std::array<model::Version, 6> haproxy{
      {{2, 4, 0}, {2, 6, 0}, {2, 8, 0}, {3, 0, 0}, {3, 2, 0}, {3, 4, 0}}};
  static constexpr std::array<model::Version, 6> nginx{
      {{1, 18, 0}, {1, 20, 0}, {1, 22, 1}, {1, 26, 0}, {1, 28, 0}, {1, 31, 0}}};
  const bool is_haproxy = dialect.program == model::ProgramKind::haproxy;
  return (is_haproxy ? haproxy : nginx)[text.size() / 2 % haproxy.size()];
}

dialects::ReadOptions options_for(const dialects::Dialect& dialect, std::string_view text) {
  dialects::ReadOptions options;
  if (text.size() % 2 == 0) options.version = version_for(dialect, text);
  options.version_source = "the fuzzer";
  options.environment["NAME"] = "a value";
  options.resolve["app.example.com"] = {"10.0.0.1", "10.0.0.2"};
  return options;
}

model::Policy busy_policy() {
  model::Policy policy;
  policy.workload.rate.value = base::Rate{900};
  policy.workload.service_time.value = std::chrono::milliseconds(120);
  auto& pool = policy.pools.emplace_back();
  pool.pattern = "*";
  return policy;
}

Complaint check(std::string_view name, std::string_view input) {
  const dialects::Dialect* dialect = dialects::find(name);
  EK_ASSERT(dialect != nullptr);
  const int score = dialect->recognise(input);
  if (score < 0 || score > 100) return "recognise answers outside 0 to 100";
  const auto reading = dialect->read_text("fuzzed.conf", input, options_for(*dialect, input));
  if (auto bad = tree_differs(reading, input); !bad.empty()) return bad;
  if (auto bad = bad_drawings(reading); !bad.empty()) return bad;
  const bool busy = input.size() / 4 % 2 == 0;
  if (auto bad = bad_answers(reading, busy ? busy_policy() : model::Policy()); !bad.empty())
    return bad;
  return bad_dispatches(reading.config);
}

}  // namespace

Complaint check_haproxy(std::string_view input) {
  return check("haproxy", input);
}

Complaint check_nginx(std::string_view input) {
  return check("nginx", input);
}

}  // namespace ek::fuzz
