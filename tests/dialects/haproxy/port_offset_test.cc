// Addresses whose port is relative to the one that the client came to ("10.0.0.1:+80").
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

TEST(PortOffset, PortOffsetsTellAddressesApart) {
  const Reading reading = read(R"(backend b
  server none 10.0.0.1
  server plus 10.0.0.1:+80
  server more 10.0.0.1:+1000
  server port 10.0.0.1:80
  server same ipv4@10.0.0.1:+80
)");
  const auto& servers = reading.config.pools.at(0).servers;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < i; ++k)
      EXPECT_FALSE(servers[i].address.value == servers[k].address.value) << i << " " << k;
  EXPECT_EQ(servers[4].address.value, servers[1].address.value);
}

TEST(PortOffset, ANameWithAPortOffsetIsResolvedByItsName) {
  const std::string text = "backend b\n server s app.example.org:+80\n";
  const Reading unknown = read(text);
  EXPECT_TRUE(unknown.used.names.contains("app.example.org"));
  ReadOptions options;
  options.resolve["app.example.org"] = {"10.1.1.1"};
  const Reading known = dialect().read_text("x", text, options);
  EXPECT_EQ(model::to_string(known.config.pools.at(0).servers[0].address.value), "10.1.1.1:+80");
}

TEST(PortOffset, ARingOfAddressesSaysThatPortOffsetsAreMissing) {
  const std::string text =
      "backend b\n balance uri\n hash-type consistent\n mode http\n"
      " server s 10.0.0.1:+80 hash-key addr\n server t 10.0.0.2:80\n";
  With with;
  with.version = model::Version{3, 0, 0};
  const Reading reading = read(text, with);
  ASSERT_EQ(reading.config.pools.at(0).depends.size(), 1u);
  EXPECT_NE(reading.config.pools.at(0).depends[0].what.find("port offset of server s"),
            std::string::npos);
}

}  // namespace
}  // namespace ek::dialects::haproxy
