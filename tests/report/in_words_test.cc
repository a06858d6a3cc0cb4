// The last line of a prediction: what it may claim, and what it must not.
#include <gtest/gtest.h>

#include <memory>

#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "report/predict.h"

namespace ek::report {
namespace {

struct Predicted {
  dialects::Reading reading;
  model::Policy policy;
  predict::Prediction prediction;
};

std::unique_ptr<Predicted> predicted(const std::string& config, const std::string& policy_text,
                                     std::string_view dialect = "haproxy") {
  auto result = std::make_unique<Predicted>();
  result->reading = dialects::find(dialect)->read_text("t.cfg", config, {});
  text::Sources sources;
  text::Diagnostics diagnostics;
  result->policy =
      inputs::parse_policy(sources, *sources.add("evenkeel.toml", policy_text), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  result->prediction = predict::predict(result->reading.config, result->policy, {});
  return result;
}

std::string words_of(const std::string& config, const std::string& policy_text = "",
                     std::string_view dialect = "haproxy") {
  const auto all = predicted(config, policy_text, dialect);
  Output output;
  in_words(all->prediction.pools.at(0), {}, output);
  return output.text();
}

std::string weighted(const std::vector<std::string>& weights) {
  std::string text = "backend app\n  balance roundrobin\n";
  for (std::size_t i = 0; i < weights.size(); ++i)
    text += "  server web" + std::to_string(i + 1) + " 10.0.0.1:" + std::to_string(i + 1) +
            (weights[i].empty() ? "" : " weight " + weights[i]) + "\n";
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<std::string> incident{"10", "100", "10", "10", "10"};

TEST(InWords, WithoutAPolicyNothingIsSaidToBeIntended) {
  const std::string words = words_of(weighted(incident));
  EXPECT_TRUE(
      has(words, "Every server gets what its weight says; no policy confirms those weights."))
      << words;
  EXPECT_TRUE(has(words, "web2 gets 3.6 times an even share: `evenkeel check` says")) << words;
  EXPECT_FALSE(has(words, "intended")) << words;
}

TEST(InWords, WeightsThatAreNotFarFromEvenNeedNoSecondLook) {
  const std::string words = words_of(weighted({"100", "100", "200"}));
  EXPECT_TRUE(has(words, "no policy confirms those weights")) << words;
  EXPECT_FALSE(has(words, "evenkeel check")) << words;
}

TEST(InWords, EqualWeightsAreAnEvenShare) {
  EXPECT_TRUE(has(words_of(weighted({"10", "10", "10"})),
                  "Every server gets an even share; no policy says what is intended."));
}

TEST(InWords, AgainstThePolicyTheDifferenceIsNamed) {
  const std::string policy = "[pool.app]\nintent = \"even\"\n";
  const std::string words = words_of(weighted(incident), policy);
  EXPECT_TRUE(has(words, "web2 gets 71.4 % where 20.0 % is intended (3.6 times).")) << words;
  EXPECT_TRUE(
      has(words_of(weighted({"", ""}), policy), "Every server gets what the policy intends."));
}

TEST(InWords, AWeightOnSomeServersIsHeldAgainstAnEvenShare) {
  const std::string words = words_of(weighted({"10", "10", "100", ""}));
  EXPECT_TRUE(
      has(words, "web3 gets 82.6 % where 25.0 % would be even (3.3 times); see `evenkeel check`."))
      << words;
}

TEST(InWords, ARateForSeveralPoolsIsSaidNotToBeDivided) {
  const std::string two = weighted({"", ""}) + "backend other\n  server x 10.0.0.9:80\n";
  const std::string policy = "[workload]\nrate = \"900/s\"\n";
  const std::string words = words_of(two, policy);
  EXPECT_TRUE(
      has(words, "that of [workload] is not divided over 2 pools; give [pool.\"app\"] rate"))
      << words;
  const auto all = predicted(two, policy);
  Output json;
  predict_json({all->reading, all->prediction, "t.cfg"}, json);
  EXPECT_TRUE(has(json.text(), "The rate of [workload] is not divided over 2 pools."))
      << json.text();
}

TEST(InWords, TheRateUnknownIsSaid) {
  EXPECT_TRUE(has(words_of(weighted({"", ""})), "The rate is not known: state it in the policy"));
}

// Two servers at one address: each at 60 %, their machine at 120 %.
TEST(InWords, TheBusiestMayBeAMachineWithTwoNames) {
  const std::string words = words_of(
      "backend app\n  server a 10.0.0.1:80\n  server b 10.0.0.2:80\n"
      "  server c 10.0.0.1:80\n",
      "[pool.app]\nrate = \"180/s\"\n[pool.app.server.\"*\"]\ncapacity = \"100/s\"\n");
  EXPECT_TRUE(has(words,
                  "Busiest is 10.0.0.1:80 at 120 % of its capacity: 20 requests a second "
                  "more than it can serve pile up."))
      << words;
}

// leastconn hands the busy one less: its queue is long, and does not grow.
TEST(InWords, AFullServerOfAPoolThatKeepsUpPilesNothingUp) {
  const std::string words = words_of(
      "backend app\n  balance leastconn\n  server a 10.0.0.1:80 check weight 1\n"
      "  server b 10.0.0.2:80 check weight 10\n",
      "[pool.app]\nrate = \"150/s\"\nservice_time = \"100ms\"\n"
      "[pool.app.server.\"*\"]\nconcurrency = 10\n");
  EXPECT_TRUE(has(words, "its queue is long, but the others take what is more")) << words;
  EXPECT_FALSE(has(words, "pile up")) << words;
}

// The check lets one server pass at a time: what an even share would be reassures for nothing.
TEST(InWords, OneElectedServerIsToldWithAllOfTheLoad) {
  const std::string words = words_of(
      "listen db\n  bind :5432\n  mode tcp\n  option httpchk OPTIONS /master\n"
      "  server pg1 10.0.0.1:5432 check port 8008\n  server pg2 10.0.0.2:5432 check port 8008\n",
      "[pool.db]\nrate = \"600/s\"\n[pool.db.server.\"*\"]\ncapacity = \"400/s\"\n");
  EXPECT_TRUE(has(words, "pg1 then runs at 150 % of its capacity")) << words;
  EXPECT_FALSE(has(words, "even share")) << words;
  EXPECT_FALSE(has(words, "75 %")) << words;
}

TEST(InWords, BackupsThatStandInForFullServersAreNamed) {
  const std::string words = words_of(
      "worker_processes 1;\nevents {}\nhttp {\n  upstream app {\n"
      "    server 10.0.0.1 max_conns=10;\n    server 10.0.0.2 backup;\n  }\n}\n",
      "[pool.app]\nrate = \"150/s\"\nservice_time = \"100ms\"\n", "nginx");
  EXPECT_TRUE(has(words, "The servers in use are full at times: their backups take 4")) << words;
  EXPECT_FALSE(has(words, "takes everything")) << words;
}

}  // namespace
}  // namespace ek::report
