#include "dialects/haproxy/sample_names.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace ek::dialects::haproxy {
namespace {

struct Sample {
  std::string_view name;
  char kind;
  std::uint32_t since;
};

// A plain array: clang 14 does not deduce a std::array of so many elements.
constexpr Sample samples[] = {
#define EVENKEEL_HAPROXY_SAMPLE(name, kind, since) Sample{name, kind, since},
#include "dialects/haproxy/samples_converter.def"
#include "dialects/haproxy/samples_fetch.def"
#include "dialects/haproxy/samples_test.def"
#undef EVENKEEL_HAPROXY_SAMPLE
};

constexpr model::Version oldest{2, 4, 0};
constexpr int newest_minor = 304;  // 3.4

std::uint32_t packed(model::Version version) {
  return static_cast<std::uint32_t>(version.major * 10000 + version.minor * 100 +
                                    std::min<int>(version.patch, 99));
}

bool is_of(const Sample& sample, SampleKind kind) {
  if (kind == SampleKind::converter) return sample.kind == 'c';
  return sample.kind == 'f' || (kind == SampleKind::test && sample.kind == 'a');
}

const std::unordered_multimap<std::string_view, const Sample*>& index() {
  static const auto built = [] {
    std::unordered_multimap<std::string_view, const Sample*> rows;
    rows.reserve(std::size(samples));
    for (const Sample& sample : samples) rows.emplace(sample.name, &sample);
    return rows;
  }();
  return built;
}

}  // namespace

SampleKnown sample_known(std::string_view name, SampleKind kind, model::Version version) {
  if (name.starts_with("lua.")) return SampleKnown::yes;
  if (version < oldest || version.major * 100 + version.minor > newest_minor)
    return SampleKnown::yes;
  SampleKnown known = SampleKnown::no;
  const auto [begin, end] = index().equal_range(name);
  for (auto at = begin; at != end; ++at) {
    if (!is_of(*at->second, kind)) continue;
    if (at->second->since <= packed(version)) return SampleKnown::yes;
    known = SampleKnown::later;
  }
  return known;
}

std::string_view nearest_sample(std::string_view name, SampleKind kind, model::Version version) {
  std::vector<std::string_view> names;
  for (const Sample& sample : samples)
    if (is_of(sample, kind) && sample.since <= packed(version)) names.push_back(sample.name);
  return base::nearest(name, names);
}

}  // namespace ek::dialects::haproxy
