#include "bench.h"

#include <cmath>
#include <cstdlib>
#include <iostream>

namespace ek::predict::nginx::test {

const Algorithm& Bench::algorithm() const {
  const Algorithm* found = algorithm_of(context());
  if (found == nullptr) std::abort();
  return *found;
}

std::unique_ptr<Picker> Bench::picker(std::uint64_t seed) const {
  return algorithm().picker(context(), all(), seed);
}

std::unique_ptr<Balancer> Bench::balancer() const {
  auto made = make_balancer(context(), {});
  if (!made) {
    std::cerr << made.error().message << '\n';
    std::abort();
  }
  return std::move(*made);
}

std::string Bench::name(ServerIndex server) const {
  return server == no_server ? "-" : pool.servers[server].name;
}

std::string Bench::picks(Picker& picker, int count, std::string_view key) const {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + name(picker.pick(key));
  return text;
}

std::vector<double> Bench::shares_without(ServerIndex lost) const {
  std::vector<double> after(pool.servers.size(), 0);
  const auto before = shares();
  const auto servers = all();
  algorithm().losses(context(), servers, before, [&](ServerIndex server, const Shift& shift) {
    if (server != lost) return;
    for (std::size_t i = 0; i < servers.size(); ++i)
      after[servers[i]] = servers[i] == lost ? 0 : before[i] * shift.scale;
    for (const auto& [heir, moved] : shift.moved) after[heir] += moved;
  });
  return after;
}

Bench bench(std::string_view method, const std::vector<std::uint32_t>& weights) {
  Bench bench;
  bench.program.kind = model::ProgramKind::nginx;
  bench.program.version = {1, 22, 1};
  bench.pool.name = "app";
  auto& balance = bench.pool.balance;
  const bool hashed = method == "hash" || method == "consistent";
  balance.algorithm.value = hashed ? "hash" : method == "two" ? "random" : std::string(method);
  balance.draws.value = method == "two" ? 2 : 1;
  if (hashed) balance.key.value.parts.push_back({model::KeySource::uri, "", {}});
  balance.hash_type.value.mapping =
      method == "consistent" ? model::HashMapping::consistent : model::HashMapping::map_based;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    model::Server server;
    server.name = i < 26 ? std::string(1, static_cast<char>('a' + i)) : "s" + std::to_string(i);
    server.written = "127.0.0.1:" + std::to_string(8001 + i);
    server.address.value = model::parse_address(server.written);
    server.weight.value = weights[i];
    bench.pool.servers.push_back(std::move(server));
  }
  return bench;
}

double chi_square(const std::vector<std::uint64_t>& counts, const std::vector<double>& shares) {
  double total = 0, sum = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = shares[i] * total;
    const double off = static_cast<double>(counts[i]) - expected;
    if (expected > 0)
      sum += off * off / expected;
    else if (counts[i] > 0)
      sum += 1e9;
  }
  return sum;
}

// Wilson and Hilferty's approximation; 4.753 is the normal value exceeded once in a million.
double chi_square_limit(std::size_t degrees_of_freedom) {
  const auto k = static_cast<double>(degrees_of_freedom);
  const double root = 1 - 2 / (9 * k) + 4.753 * std::sqrt(2 / (9 * k));
  return k * root * root * root;
}

}  // namespace ek::predict::nginx::test
