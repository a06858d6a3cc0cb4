// What the policy says of one pool and one server: globs, then exact names, later entries win.
#include <gtest/gtest.h>

#include "read.h"

namespace ek::inputs {
namespace {

TEST(PolicyOf, AnExactNameWinsOverAGlobWhereverItStands) {
  const auto policy =
      read_policy("[pool.\"app\"]\nsurvive = 2\n[pool.\"*\"]\nsurvive = 1\nrate = \"5/s\"\n")
          .policy;
  EXPECT_EQ(policy_of(policy, "app").survive.value, 2u);
  EXPECT_EQ(policy_of(policy, "app").workload.rate.value->per_second, 5);
  EXPECT_EQ(policy_of(policy, "other").survive.value, 1u);
}

TEST(PolicyOf, OfTwoGlobsTheLaterWins) {
  const auto policy =
      read_policy("[pool.\"a*\"]\nsurvive = 1\n[pool.\"*p\"]\nsurvive = 2\n").policy;
  EXPECT_EQ(policy_of(policy, "app").survive.value, 2u);
  EXPECT_EQ(policy_of(policy, "abc").survive.value, 1u);
  EXPECT_FALSE(policy_of(policy, "xyz").survive.stated());
}

TEST(PolicyOf, TheWorkloadsServiceTimeIsInheritedItsRateIsNot) {
  const auto policy = read_policy("[workload]\nrate = \"9/s\"\nservice_time = \"1s\"\n").policy;
  EXPECT_EQ(policy_of(policy, "app").workload.service_time.value, base::Duration(1'000'000));
  EXPECT_FALSE(policy_of(policy, "app").workload.rate.stated());
}

TEST(PolicyOf, AServerTakesFieldByField) {
  const auto policy =
      read_policy(
          "[pool.\"app\".server.\"web2\"]\ncapacity = \"600/s\"\n[pool.\"app\".server.\"*\"]\n"
          "capacity = \"300/s\"\nzone = \"a\"\n")
          .policy;
  const auto pool = policy_of(policy, "app");
  EXPECT_EQ(policy_of(pool, "web1").capacity.value->per_second, 300);
  EXPECT_EQ(policy_of(pool, "web2").capacity.value->per_second, 600);
  EXPECT_EQ(policy_of(pool, "web2").zone.value, "a");
}

}  // namespace
}  // namespace ek::inputs
