// Targets over HTTP/2, against the running program, which speaks it to itself: they are absolute,
// and what hashes all of them says so.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "differential/haproxy/answered_run.h"
#include "differential/haproxy/version.h"
#include "predict/rests_on.h"
#include "predict/simulation.h"
#include "rig/client.h"

namespace ek::differential {
namespace {

struct Told {
  Picks picks;
  std::string config, given;
};

Requests plain() {
  Requests made = requests();
  for (model::Request& request : made) request.method = "GET";
  return made;
}

Requests absolute() {
  Requests made = plain();
  for (model::Request& request : made) request.target = "http://" + request.host + request.target;
  return made;
}

// A listener of HTTP/1.1 in front hands the requests on over HTTP/2, with scheme and authority if
// they come so, as clients of HTTP/2 send them.
Told run(const std::string& pool) {
  const Requests requests = absolute();
  rig::Backends backends;
  backends.add_many(servers);
  auto options = options_of({"", pool}, backends);
  options.frontends[0].bind_options = "proto h2";
  const auto inner = options.frontends[0].socket.endpoint();
  options.frontends.push_back({rig::ListeningSocket(), "", "default_backend outer"});
  options.sections += "backend outer\n" + rig::haproxy_server_line("h2", inner, "proto h2");
  const auto lb = rig::Haproxy::start(std::move(options));
  if (!lb) return ADD_FAILURE() << lb.error(), Told{};
  rig::Client client(lb->endpoint(1));
  Told made;
  for (const model::Request& request : requests)
    made.picks.push_back(
        client.pick(rig::request_text({request.target, {{"Host", request.host}}})).value_or("-"));
  made.config = lb->config_text();
  const auto reading =
      dialects::find("haproxy")->read_text("haproxy.cfg", made.config, as_running());
  made.given =
      predict::picks_rest_on({reading.config.program, *reading.config.pool("app")}, requests);
  return made;
}

TEST(Http2, TargetsAreAbsoluteAndTheAnswerSaysSo) {
  for (const char* pool : {"balance uri", "balance uri whole", "balance hash url",
                           "balance roundrobin\n stick-table type string size 1k\n stick on url"}) {
    if (!running_takes(pool)) continue;
    const Told theirs = run(pool);
    EXPECT_NE(theirs.given.find("HTTP/2"), std::string::npos) << pool;
    const auto ours = of_model(theirs.config, absolute());
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(*ours, theirs.picks) << theirs.config;
    if (std::string_view(pool).find("stick") != std::string_view::npos) continue;
    EXPECT_NE(*of_model(theirs.config, plain()), theirs.picks) << pool;
  }
}

TEST(Http2, ChangesNothingForWhatTakesThePathAlone) {
  for (const char* pool : {"balance uri path-only", "balance hash path", "balance hash pathq",
                           "balance url_param p", "balance hdr(host)", "balance roundrobin"}) {
    if (!running_takes(pool)) continue;
    const Told theirs = run(pool);
    EXPECT_EQ(theirs.given, "") << pool;
    const auto ours = of_model(theirs.config, plain());
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(*ours, theirs.picks) << theirs.config;
  }
}

}  // namespace
}  // namespace ek::differential
