// Any text as the policy file, and as a request file, beside a small configuration of ours.
#include "base/assert.h"
#include "fuzz/answers.h"
#include "fuzz/printable.h"
#include "inputs/policy.h"
#include "inputs/requests.h"
#include "predict/simulation.h"

namespace ek::fuzz {
namespace {

constexpr std::string_view configuration =
    "backend app\n balance roundrobin\n"
    " server web1 10.0.0.1:80 weight 10\n server web2 10.0.0.2:80 weight 20\n"
    " server web3 10.0.0.3:80 maxconn 5\n"
    "backend keyed\n balance hdr(X-Key)\n hash-type consistent\n"
    " server web1 10.0.0.1:80\n server web2 10.0.0.2:80 backup\n";

struct Given {
  text::Sources sources;
  text::FileId file = 0;
  text::Diagnostics diagnostics;
};

bool give(std::string_view input, Given& given) {
  const auto file = given.sources.add("fuzzed", std::string(input));
  if (file) given.file = *file;
  return file.has_value();
}

Complaint bad_diagnostics(const Given& given) {
  for (const text::Diagnostic& diagnostic : given.diagnostics.all())
    if (auto bad = not_printable(draw(diagnostic, given.sources)); !bad.empty()) return bad;
  return "";
}

const dialects::Reading& small_configuration() {
  static const dialects::Reading reading =
      dialects::find("haproxy")->read_text("small.cfg", configuration, {});
  EK_ASSERT(!reading.diagnostics.has_errors());
  return reading;
}

}  // namespace

Complaint check_policy(std::string_view input) {
  Given given;
  if (!give(input, given)) return "a small policy is refused by its size";
  const auto policy = inputs::parse_policy(given.sources, given.file, given.diagnostics);
  if (auto bad = bad_diagnostics(given); !bad.empty()) return bad;
  return bad_answers(small_configuration(), policy);
}

Complaint check_requests(std::string_view input) {
  Given given;
  if (!give(input, given)) return "a small request file is refused by its size";
  const auto requests = inputs::parse_requests(given.sources, given.file, given.diagnostics);
  if (auto bad = bad_diagnostics(given); !bad.empty()) return bad;
  const model::Config& config = small_configuration().config;
  for (const model::Pool& pool : config.pools) {
    const auto simulation = predict::simulate({config.program, pool}, requests, {});
    if (!simulation) continue;
    if (simulation->servers.size() != requests.size()) return "a request has no answer";
    for (const auto server : simulation->servers)
      if (server != predict::no_server && server >= pool.servers.size())
        return "a request went to a server that is not there";
  }
  return "";
}

}  // namespace ek::fuzz
