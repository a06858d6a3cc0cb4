// What must hold for every text: the tree prints it back byte for byte, its pieces lie in order.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/random.h"
#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

using base::Random;

std::uint64_t fresh_seed() {
  const std::uint64_t seed = std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

void expect_identity(const std::string& text) {
  const Reading reading = read(text);
  ASSERT_EQ(reading.tree.files().size(), 1u);
  const text::Node& root = *reading.tree.files()[0];
  std::string out;
  text::print(root, reading.sources[0], out);
  ASSERT_EQ(out, text);
  ASSERT_TRUE(text::well_formed(root)) << text;
}

TEST(Property, RandomBytesPrintBack) {
  Random random(fresh_seed());
  constexpr std::string_view likely = "{};\"'\\$# \n\tab";
  for (int i = 0; i < 3000; ++i) {
    std::string text(random.below(200), '\0');
    for (char& c : text)
      c = random.chance(0.9) ? likely[random.below(likely.size())]
                             : static_cast<char>(random.below(256));
    ASSERT_NO_FATAL_FAILURE(expect_identity(text));
  }
}

std::string pick(Random& random, std::initializer_list<const char*> list) {
  return *(list.begin() + random.below(list.size()));
}

std::string random_line(Random& random, int depth);

std::string random_lines(Random& random, int depth) {
  std::string out;
  for (std::uint64_t n = random.below(6); n > 0; --n) out += random_line(random, depth);
  return out;
}

std::string random_line(Random& random, int depth) {
  if (random.chance(0.1)) return pick(random, {"# comment }\n", "\r\n", "  \t"});
  const std::string name = pick(
      random, {"http", "server", "upstream", "location", "map", "hash", "set", "include", "listen",
               "proxy_pass", "split_clients", "zone", "keepalive", "if", "stream", "nonsense"});
  std::string out = name;
  for (std::uint64_t n = random.below(4); n > 0; --n)
    out += pick(random, {" ", "\n  ", "\t"}) +
           pick(random,
                {"app", "\"a b\"", "'x'", "$host", "${a}b", "127.0.0.1:80", "weight=3",
                 "http://app", "http://$a", "$a", "50%", "backup", "~", "\\;", "64k", "\"${q\""});
  if (depth < 5 && random.chance(0.5))
    return out + pick(random, {" {", "{"}) + "\n" + random_lines(random, depth + 1) +
           (random.chance(0.95) ? "}\n" : "");
  return out + (random.chance(0.95) ? ";" : "") + pick(random, {"\n", " ", " # c\n"});
}

TEST(Property, RandomConfigurationsPrintBack) {
  Random random(fresh_seed());
  for (int i = 0; i < 2000; ++i) ASSERT_NO_FATAL_FAILURE(expect_identity(random_lines(random, 0)));
}

// Reading what was printed gives the same model: nothing depends on how the text is laid out.
TEST(Property, PoolsDoNotDependOnWhiteSpace) {
  Random random(fresh_seed());
  for (int i = 0; i < 300; ++i) {
    std::string body, spread;
    for (std::uint64_t n = 1 + random.below(5); n > 0; --n) {
      const std::string address = "10.0.0." + std::to_string(1 + random.below(250));
      const std::string weight = "weight=" + std::to_string(1 + random.below(256));
      const std::string more = pick(random, {"", "down", "max_conns=5", "max_fails=0"});
      body += "server " + address + " " + weight + " " + more + ";";
      spread += "\n#x\nserver\n\t\"" + address + "\"  '" + weight + "' # y\n " + more + "\n;";
    }
    const Reading a = read_in_http("upstream u { " + body + " }");
    const Reading b = read_in_http("upstream u{" + spread + "}");
    ASSERT_EQ(a.config.pools.at(0).servers.size(), b.config.pools.at(0).servers.size()) << spread;
    for (std::size_t s = 0; s < a.config.pools[0].servers.size(); ++s) {
      const model::Server &x = a.config.pools[0].servers[s], &y = b.config.pools[0].servers[s];
      ASSERT_EQ(x.name, y.name);
      ASSERT_EQ(x.weight.value, y.weight.value);
      ASSERT_EQ(x.disabled.value, y.disabled.value);
      ASSERT_EQ(x.maxconn.value, y.maxconn.value);
    }
  }
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
