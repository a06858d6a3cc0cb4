#include <gtest/gtest.h>

#include "read.h"

namespace ek::inputs {
namespace {

using model::IntentKind;

constexpr const char* whole_policy = R"([workload]
rate = "900/s"
service_time = "120ms"

[program]
version = "2.6"

[resolve]
"app.example.com" = ["10.0.0.1", "2001:db8::1"]

[pool."app"]
intent = "even"
rate = "600/s"
survive = 1
max_utilisation = 0.7

[pool."app".server."*"]
capacity = "300/s"
zone = "a"

[pool."app".server."web2"]
concurrency = 50

[pool."st*"]
intent = { web1 = 0.25, web2 = 0.75 }

[[waiver]]
rule = "share-skew"
where = "pool:legacy"
reason = "static files"
owner = "web team"
until = 2027-03-31

[[waiver]]
rule = "unused-pool"
where = "*"
reason = "the pools are used by hand"
)";

TEST(Policy, ReadsEveryKey) {
  const auto [policy, said] = read_policy(whole_policy);
  EXPECT_EQ(said, "");
  EXPECT_EQ(policy.workload.rate.value->per_second, 900);
  EXPECT_EQ(policy.workload.service_time.value, base::Duration(120'000));
  EXPECT_EQ(policy.workload.rate.at, (text::Place{2, 8, 0}));
  EXPECT_EQ(policy.workload.rate.origin, model::Origin::given);
  EXPECT_EQ(policy.version.value, (model::Version{2, 6, model::Version::newest}));
  EXPECT_EQ(policy.resolve.at("app.example.com"),
            (std::vector<std::string>{"10.0.0.1", "2001:db8::1"}));
  ASSERT_EQ(policy.pools.size(), 2u);
  const model::PoolPolicy& app = policy.pools[0];
  EXPECT_EQ(app.pattern, "app");
  EXPECT_EQ(app.intent.kind, IntentKind::even);
  EXPECT_EQ(app.workload.rate.value->per_second, 600);
  EXPECT_EQ(app.survive.value, 1u);
  EXPECT_TRUE(app.survive.stated());
  EXPECT_EQ(app.max_utilisation.value, 0.7);
  ASSERT_EQ(app.servers.size(), 2u);
  EXPECT_EQ(app.servers[0].pattern, "*");
  EXPECT_EQ(app.servers[0].capacity.value->per_second, 300);
  EXPECT_EQ(app.servers[0].zone.value, "a");
  EXPECT_EQ(app.servers[1].concurrency.value, 50u);
  EXPECT_EQ(policy.pools[1].intent.kind, IntentKind::shares);
  EXPECT_EQ(policy.pools[1].intent.shares.at("web2"), 0.75);
  ASSERT_EQ(policy.waivers.size(), 2u);
  EXPECT_EQ(policy.waivers[0].until, "2027-03-31");
  EXPECT_EQ(policy.waivers[0].owner, "web team");
  EXPECT_EQ(policy.waivers[1].until, "");
}

TEST(Policy, KeepsTheOrderOfTheFileBecauseLaterEntriesWin) {
  const auto [policy, said] = read_policy(
      "[pool.\"z*\"]\nsurvive = 1\n[pool.\"a*\"]\nsurvive = 2\n[pool.\"m\".server.\"y*\"]\n"
      "zone = \"1\"\n[pool.\"m\".server.\"b*\"]\nzone = \"2\"\n[pool.\"m\"]\nsurvive = 3\n");
  EXPECT_EQ(said, "");
  ASSERT_EQ(policy.pools.size(), 3u);
  EXPECT_EQ(policy.pools[0].pattern, "z*");
  EXPECT_EQ(policy.pools[1].pattern, "a*");
  EXPECT_EQ(policy.pools[2].servers[0].pattern, "y*");
  EXPECT_EQ(policy.pools[2].servers[1].pattern, "b*");
  EXPECT_EQ(policy.pools[2].survive.value, 3u);
}

TEST(Policy, EntriesKnowWhereTheyStand) {
  const auto policy =
      read_policy("[pool.\"app*\"]\nsurvive = 1\n[pool.\"app*\".server.web1]\nzone = \"a\"\n")
          .policy;
  EXPECT_EQ(policy.pools[0].at, (text::Place{1, 7, 0}));
  EXPECT_EQ(policy.pools[0].length, 6u);
  EXPECT_EQ(policy.pools[0].servers[0].at, (text::Place{3, 21, 0}));
  EXPECT_EQ(policy.pools[0].servers[0].length, 4u);
}

TEST(Policy, AnEmptyFileIsAPolicyThatSaysNothing) {
  EXPECT_EQ(read_policy("").said, "");
  EXPECT_EQ(read_policy("\xEF\xBB\xBF# only a remark\r\n").said, "");
}

TEST(Policy, DrawsAnUnknownKeyWithWhatWasMeant) {
  EXPECT_EQ(read_policy("[pool.\"app\"]\nintnet = \"even\"\n").said,
            "evenkeel.toml:2:1: error: [pool.\"app\"] has no key intnet\n"
            "    2 | intnet = \"even\"\n"
            "      | ^^^^^^\n"
            "  = help: did you mean intent?\n");
}

TEST(Policy, DrawsAWrongValueWithAnExample) {
  EXPECT_EQ(read_policy("[workload]\nrate = 900\n").said,
            "evenkeel.toml:2:8: error: rate must be a rate with its unit (/s, /m or /h), not 900\n"
            "    2 | rate = 900\n"
            "      |        ^^^\n"
            "  = help: write rate = \"900/s\"\n");
}

TEST(Policy, ReportsEveryMistakeNotOnlyTheFirst) {
  const std::string said =
      read_policy("[workload]\nrate = 1\nservice_time = 2\n[pools.app]\n[pool.a]\nsurvive = -1\n")
          .said;
  for (const char* line : {":2:", ":3:", ":4:", ":6:"})
    EXPECT_NE(said.find(std::string("evenkeel.toml") + line), std::string::npos) << line << said;
}

struct Case {
  const char* text;
  const char* expected;  // must stand in what is said
};

class PolicyRejects : public testing::TestWithParam<Case> {};

TEST_P(PolicyRejects, Text) {
  const auto [policy, said] = read_policy(GetParam().text);
  EXPECT_NE(said.find(GetParam().expected), std::string::npos)
      << "expected: " << GetParam().expected << "\nsaid:\n"
      << said;
  EXPECT_NE(said.find("= help: "), std::string::npos) << "an error must say what to do next\n"
                                                      << said;
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyRejects,
    testing::Values(
        Case{"[workload]\nrate = \"900\"\n", "2:8: error: rate must be a rate"},
        Case{"[workload]\nrate = \"-1/s\"\n", "2:8: error: rate must be a rate"},
        Case{"[workload]\nrate = \"900/s\"\nrate = \"1/s\"\n", "3:"},
        Case{"[workload]\nservice_time = \"0ms\"\n", "must be a time above 0"},
        Case{"[workload]\nservice_time = \"120\"\n", "write service_time = \"120ms\""},
        Case{"workload = 3\n", "workload must be a table, not 3"},
        Case{"[program]\nversion = 2.6\n", "version must be a version in quotes, not 2.6"},
        Case{"[program]\nversion = \"9\"\n",
             "version must be a version of two or three parts, not \"9\""},
        Case{"[program]\nversion = \"9\"\n",
             "write version = \"2.6\", or all three parts of it: \"2.6.12\""},
        Case{"[program]\nname = \"haproxy\"\n", "it may hold version"},
        Case{"[resolve]\n\"a.example\" = \"10.0.0.1\"\n", "must be a list of IP addresses"},
        Case{"[resolve]\n\"a.example\" = \"10.0.0.1\"\n",
             "write \"a.example\" = [\"10.0.0.1\", \"10.0.0.2\"]"},
        Case{"[resolve]\na.b.example = [\"10.0.0.1\"]\n",
             "2:1: error: the name a.b.example must be in quotes"},
        Case{"[resolve]\na.b.example = [\"10.0.0.1\"]\n",
             "write \"a.b.example\" = [\"10.0.0.1\", \"10.0.0.2\"]"},
        Case{"[resolve]\na.example = \"10.0.0.1\"\n", "write \"a.example\" = [\"10.0.0.1\""},
        Case{"[resolve]\nlocalhost = {}\n", "localhost must be a list of IP addresses"},
        Case{"[resolve]\nlocalhost = {}\n", "write localhost = [\"10.0.0.1\""},
        Case{"[resolve]\n\"a.example\" = []\n", "must be a list of IP addresses"},
        Case{"[resolve]\n\"a.example\" = [\"10.0.0.1:80\"]\n", "\"10.0.0.1:80\" is none"},
        Case{"[pool.a]\nintent = \"evn\"\n", "intent must be even, capacity, weights"},
        Case{"[pool.a]\nintent = { w1 = 0.5, w2 = 0.4 }\n", "the shares of intent sum to 0.9"},
        Case{"[pool.a]\nintent = { w1 = 1.5, w2 = -0.5 }\n", "w1 must be a share from 0 to 1"},
        Case{"[pool.a]\nintent = { w1 = \"50%\" }\n", "w1 must be a share from 0 to 1"},
        Case{"[pool.a]\nsurvive = 1.5\n", "survive must be a whole number of servers"},
        Case{"[pool.a]\nsurvive = 1001\n", "from 0 to 1000"},
        Case{"[pool.a]\nmax_utilisation = 80\n", "write max_utilisation = 0.8"},
        Case{"[pool.a]\nmax_utilisation = 80\n",
             "max_utilisation must be a part of the capacity (1 is all of it), not 80"},
        Case{"[pool.a]\nmax_utilisation = 100\n", "write max_utilisation = 1\n"},
        Case{"[pool.a]\nmax_utilisation = 1e9\n", "write max_utilisation = 0.8"},
        Case{"[pool.a]\nmax_utilisation = 0\n", "above 0"},
        Case{"[pool.a]\nmax_utilisation = nan\n", "above 0"},
        Case{"[pool.a]\nserver = 1\n", "server must be a table"},
        Case{"[pool.a.server]\nweb1 = 1\n", "web1 must be a table"},
        Case{"[pool.a.server.w]\ncapacity = 300\n", "write capacity = \"300/s\""},
        Case{"[pool.a.server.w]\ncapacity = \"0/s\"\n", "above 0"},
        Case{"[pool.a.server.w]\nconcurrency = \"50\"\n", "write concurrency = 50"},
        Case{"[pool.a.server.w]\nconcurrency = 0\n", "above 0"},
        Case{"[pool.a.server.w]\nconcurrency = 2.5\n",
             "2:15: error: concurrency must be a whole number of requests above 0, not 2.5"},
        Case{"[pool.a.server.w]\nconcurrency = 2.0\n", "write concurrency = 50"},
        Case{"[pool.a.server.w]\nconcurrency = 5000000000\n", "write concurrency = 50"},
        Case{"[pool.a.server.w]\nzone = \"\"\n", "zone must be a zone's name"},
        Case{"[pool.a.server.w]\ncapcity = \"1/s\"\n", "did you mean capacity?"},
        Case{"[pool.app*]\nsurvive = 1\n", "this is not TOML"},
        Case{"[pool.a]\nrate = \"1/s\"\nsurvive = 1\nrate = \"2/s\"\n",
             "4:8: error: this key is there already, in line 2, and TOML takes each once"},
        Case{"[pool.\"a\"]\nsurvive = 1\n[pool.b]\nsurvive = 1\n[pool.a]\nsurvive = 2\n",
             "5:1: error: this table is there already, in line 1, and TOML takes each once"},
        Case{"[pool.a]\n[pool.a]\n", "put all its keys below one header"},
        Case{"[pool.a.server.w]\nzone = \"z\"\n[pool.a]\nsurvive = 1\n[pool.a]\n",
             "5:1: error: this table is there already, in line 3"},
        Case{"[pool]\na.survive = 1\n\na.survive = 2\n", "key is there already, in line 2"},
        Case{"[[waiver]]\nrule = \"r\"\n[[waiver]]\nrule = \"s\"\nrule = \"t\"\n",
             "5:8: error: this key is there already, in line 4"},
        Case{"[waiver]\nrule = \"r\"\n[[waiver]]\n", "this name is there already, in line 1"},
        Case{"[waiver]\nrule = \"r\"\n[[waiver]]\n", "two brackets each time"},
        Case{"pool.a = {survive = 1, survive = 2}\n", "this key is there already, and TOML"},
        Case{"[[waiver]]\nrule = \"r\"\nwhere = \"*\"\n", "this waiver has no reason"},
        Case{"[[waiver]]\nrule = \"r\"\nwhere = \"*\"\nreason = \" \"\n", "reason must be text"},
        Case{"[[waiver]]\nwhere = \"*\"\nreason = \"x\"\n", "this waiver has no rule"},
        Case{"[[waiver]]\nrule = \"r\"\nreason = \"x\"\n", "this waiver has no where"},
        Case{"[waiver]\nrule = \"r\"\n", "write [[waiver]], with two brackets"},
        Case{"[[waiver]]\nrule=\"r\"\nwhere=\"*\"\nreason=\"x\"\nuntil=\"2027-02-30\"\n",
             "until must be a date"},
        Case{"[[waiver]]\nrule=\"r\"\nwhere=\"*\"\nreason=\"x\"\nuntil=\"soon\"\n",
             "write until = 2027-03-31"},
        Case{"\xFF\xFE", "this is not TOML"}, Case{"a = \"\n", "this is not TOML"}));

TEST(Policy, AWaiverWithoutAReasonHidesNothing) {
  EXPECT_TRUE(read_policy("[[waiver]]\nrule = \"r\"\nwhere = \"*\"\n").policy.waivers.empty());
}

TEST(Policy, AWrongValueLeavesTheFieldOpen) {
  const auto policy = read_policy("[pool.a]\nsurvive = -1\nintent = \"evn\"\n").policy;
  EXPECT_FALSE(policy.pools[0].survive.stated());
  EXPECT_EQ(policy.pools[0].intent.kind, IntentKind::unstated);
}

TEST(Policy, ControlBytesAreNotSentToTheTerminal) {
  const std::string said = read_policy("\"a\\u001b[31m\" = 1\n[pool.x]\nzz\x01 = 1\n").said;
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
  EXPECT_EQ(said.find('\x01'), std::string::npos);
}

TEST(Policy, DeepNestingIsAMessageNotACrash) {
  std::string dotted, brackets = "a = ", inline_tables = "a = ";
  for (int i = 0; i < 300'000; ++i) dotted += "a.", brackets += '[', inline_tables += "{a=";
  EXPECT_NE(read_policy(dotted + "a = 1\n").said.find("dotted names"), std::string::npos);
  EXPECT_NE(read_policy("[" + dotted + "a]\n").said.find("dotted names"), std::string::npos);
  EXPECT_NE(read_policy(brackets).said.find("not TOML"), std::string::npos);
  EXPECT_NE(read_policy(inline_tables).said.find("not TOML"), std::string::npos);
}

TEST(Policy, AFileThatIsNoPolicyIsTooLarge) {
  EXPECT_NE(read_policy(std::string(policy_bytes_max + 1, ' ')).said.find("larger than 4 MiB"),
            std::string::npos);
}

TEST(Policy, ColumnsCountBytes) {
  EXPECT_NE(read_policy("[pool.\"h\xC3\xA9\"]\n\"\xC3\xA9\" = 1\n").said.find("2:1: error"),
            std::string::npos);
  EXPECT_NE(read_policy("resolve = { \"\xC3\xA9\" = 1 }\n").said.find("1:20: error"),
            std::string::npos);
}

}  // namespace
}  // namespace ek::inputs
