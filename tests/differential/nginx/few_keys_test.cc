// Hash keys that the request does not decide: the running nginx sends everything to one server, and
// where we name it, to that one.
#include <gtest/gtest.h>

#include <set>

#include "differential/nginx/predicted.h"
#include "predict/keys/possible_keys.h"
#include "predict/prediction.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/nginx.h"

namespace ek::differential::nginx {
namespace {

constexpr int requests = 60;

struct Hashed {
  std::string method;      // of the upstream
  std::uint32_t keys = 1;  // as we count them
  bool named = true;       // we say which server it is
};

const std::vector<Hashed>& cases() {
  static const std::vector<Hashed> all{
      {"hash x"},
      {"hash $proxy_host consistent"},
      {"hash $scheme$proxy_host"},
      {"hash $server_port consistent"},
      {"hash $one"},
      {"hash $one-$https"},
      {"hash $hostname", 1, false},
      {"hash $server_name$nginx_version", 1, false},
      {"hash $server_name$server_port$nginx_version consistent", 1, false},
      {"hash $pid", 1, false},
      {"hash $two", 2, false},
      {"hash $is_args", 0},
      {"hash $some", 0},
  };
  return all;
}

std::string upstream(std::size_t i, const rig::Backends& backends, const rig::Endpoint& listen) {
  const std::string name = "app" + std::to_string(i);
  std::string text = "upstream " + name + " {\n  " + cases()[i].method + ";\n";
  for (std::size_t k = 0; k < backends.size(); ++k)
    text += "  " + rig::nginx_server_line(backends.endpoint(k));
  return text + "}\nserver {\n  listen " + rig::to_string(listen) +
         ";\n  location / { proxy_pass http://" + name + "; }\n}\n";
}

std::set<std::string> ask(const rig::Endpoint& to) {
  rig::Client client(to);
  std::set<std::string> served;
  for (int i = 0; i < requests; ++i) {
    const auto answer = client.get("/" + std::to_string(i) + (i % 2 == 0 ? "?a" : ""),
                                   {{"Host", i % 3 == 0 ? "a.test" : "b.test"}});
    EXPECT_TRUE(answer) << answer.error();
    if (answer) served.insert(std::string(answer->server()));
  }
  return served;
}

TEST(NginxFewKeys, GoToAsManyServersAtMost) {
  rig::Backends backends;
  backends.add_many(4);
  rig::NginxOptions options;
  options.http =
      "map $host $one { default x; }\nmap $host $two { default x; a.test y; }\n"
      "map $host $some { a.test y; }\n";
  for (std::size_t i = 0; i < cases().size(); ++i) {
    options.sockets.emplace_back();
    options.http += upstream(i, backends, options.sockets.back().endpoint());
  }
  const auto program = rig::Nginx::start(std::move(options));
  ASSERT_TRUE(program) << program.error();
  const auto reading = read_config(program->config_text());
  const auto prediction = predict::predict(reading.config, {}, {});
  ASSERT_EQ(prediction.pools.size(), cases().size());
  for (std::size_t i = 0; i < cases().size(); ++i) {
    SCOPED_TRACE(cases()[i].method);
    const predict::PoolForecast& pool = prediction.pools[i];
    EXPECT_EQ(predict::keys_possible({reading.config.program, *pool.pool}), cases()[i].keys);
    const auto served = ask(program->endpoint(i));
    EXPECT_EQ(pool.predictable(), cases()[i].named);
    if (cases()[i].keys == 0) {  // an empty key takes turns
      EXPECT_EQ(served.size(), backends.size());
      continue;
    }
    EXPECT_LE(served.size(), cases()[i].keys);
    std::set<std::string> named;
    for (std::size_t k = 0; k < pool.servers.size(); ++k)
      if (pool.servers[k].share == 1.0) named.insert(backends.label(k));
    if (cases()[i].named) {
      EXPECT_EQ(named, served);
    }
  }
}

}  // namespace
}  // namespace ek::differential::nginx
