// The losses, drawn: one unit a map.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "report/predict.h"

namespace ek::report {
namespace {

constexpr const char* three =
    "backend app\n  balance roundrobin\n  server w1 10.0.0.1:80 check\n"
    "  server w2 10.0.0.2:80 check\n  server w3 10.0.0.3:80 check\n";

std::string map_of(const std::string& policy_text) {
  const auto reading = dialects::find("haproxy")->read_text("t.cfg", three, {});
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto policy =
      inputs::parse_policy(sources, *sources.add("evenkeel.toml", policy_text), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  const auto prediction = predict::predict(reading.config, policy, {});
  Output map;
  loss_heat_map(prediction.pools.at(0), {}, map);
  return map.text();
}

TEST(LossMap, IsInSharesWhereOneCapacityIsMissing) {
  const std::string rate = "[pool.app]\nrate = \"200/s\"\n[pool.app.server.";
  const auto all = map_of(rate + "\"*\"]\ncapacity = \"1000/s\"\n");
  EXPECT_NE(all.find("capacity used in %"), std::string::npos) << all;
  EXPECT_NE(all.find("·   10   10"), std::string::npos) << all;
  const auto one = map_of(rate + "w1]\ncapacity = \"1000/s\"\n");
  EXPECT_NE(one.find("share in %"), std::string::npos) << one;
  EXPECT_NE(one.find("50    ·   50"), std::string::npos) << one;
}

TEST(LossMap, HasNoFullServerBesideAnOverloadedOneOfTheSameFigure) {
  const auto used = [](const std::string& capacity) {
    return map_of("[pool.app]\nrate = \"200/s\"\n[pool.app.server.w1]\ncapacity = \"" + capacity +
                  "\"\n[pool.app.server.\"*\"]\ncapacity = \"100/s\"\n");
  };
  EXPECT_NE(used("100.3/s").find("  99    · 100!"), std::string::npos) << used("100.3/s");
  EXPECT_NE(used("100/s").find("100!    · 100!"), std::string::npos) << used("100/s");
}

TEST(LossTable, OfAPlainHashSaysWhatItRestsOn) {
  const auto table_of = [](const std::string& key) {
    const auto reading = dialects::find("nginx")->read_text(
        "t.conf",
        "events {}\nhttp { upstream u { hash " + key +
            "; server 10.0.0.1; server 10.0.0.2 weight=3; server 10.0.0.3; } }\n",
        {});
    const auto prediction = predict::predict(reading.config, {}, {});
    Output table;
    loss_table(prediction.pools.at(0), false, {}, table);
    return table.text();
  };
  const std::string told = "worst first (approximate: the keys of a lost server spread by their";
  EXPECT_NE(table_of("$arg_id").find(told), std::string::npos) << table_of("$arg_id");
  EXPECT_NE(table_of("$request_uri consistent").find("worst first\n"), std::string::npos);
  EXPECT_NE(table_of("$binary_remote_addr").find("worst first\n"), std::string::npos);
}

}  // namespace
}  // namespace ek::report
