#include "predict/haproxy/pool_builder.h"

namespace ek::predict::haproxy::test {

const Algorithm& Bench::algorithm() const {
  return *algorithm_of(context());
}

std::unique_ptr<Picker> Bench::picker() const {
  return algorithm().picker(context(), all, 1);
}

std::string Bench::name(ServerIndex server) const {
  return server == no_server ? "-" : pool.servers[server].name;
}

std::string Bench::picks(Picker& picker, int count) const {
  std::string names;
  for (int i = 0; i < count; ++i) {
    if (i > 0) names += ' ';
    names += name(picker.pick({}, no_server));
  }
  return names;
}

Bench bench(std::string_view algorithm, const std::vector<std::uint32_t>& weights,
            model::Version version) {
  Bench bench;
  bench.program.version = version;
  bench.program.thread_groups = 1;
  bench.program.threads = 1;
  bench.pool.balance.algorithm.value = algorithm;
  for (const std::uint32_t weight : weights) {
    model::Server server;
    const auto index = static_cast<ServerIndex>(bench.pool.servers.size());
    server.name =
        index < 26 ? std::string(1, static_cast<char>('a' + index)) : "s" + std::to_string(index);
    server.weight.value = weight;
    server.id.value = index + 1;
    bench.pool.servers.push_back(std::move(server));
    bench.all.push_back(index);
  }
  return bench;
}

Bench hashing_bench(std::string_view algorithm, model::HashMapping mapping,
                    const std::vector<std::uint32_t>& weights, model::Version version) {
  Bench made = bench(algorithm, weights, version);
  made.pool.balance.hash_type.value.mapping = mapping;
  made.pool.balance.hash_type.value.avalanche = mapping == model::HashMapping::consistent;
  return made;
}

}  // namespace ek::predict::haproxy::test
