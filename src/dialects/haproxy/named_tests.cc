#include "dialects/haproxy/named_tests.h"

#include <array>
#include <iterator>

namespace ek::dialects::haproxy {
namespace {

using model::Test, model::Tests;

struct Predefined {
  std::string_view name;
  // What it tests, as far as single requests tell; the others are tests that nobody evaluates.
  std::array<std::string_view, 3> words{};
  model::Version since{};
};
constexpr Predefined predefined[] = {
    {"FALSE", {"always_false"}},
    // haproxy -c 2.8.0 refuses it, and 3.0.0 does not; a 2.8 with later fixes may know it.
    {"HTTP_3.0", {}, {2, 8, 0}},
    {"HTTP"},
    {"HTTP_1.0"},
    {"HTTP_1.1"},
    {"HTTP_2.0"},
    {"HTTP_CONTENT"},
    {"HTTP_URL_ABS"},
    {"HTTP_URL_SLASH"},
    {"HTTP_URL_STAR"},
    {"LOCALHOST", {"src", "127.0.0.1/8", "::1"}},
    {"METH_CONNECT", {"method", "CONNECT"}},
    {"METH_DELETE", {"method", "DELETE"}},
    {"METH_GET", {"method", "GET", "HEAD"}},
    {"METH_HEAD", {"method", "HEAD"}},
    {"METH_OPTIONS", {"method", "OPTIONS"}},
    {"METH_POST", {"method", "POST"}},
    {"METH_PUT", {"method", "PUT"}},
    {"METH_TRACE", {"method", "TRACE"}},
    {"RDP_COOKIE"},
    {"REQ_CONTENT"},
    {"TRUE", {"always_true"}},
    {"WAIT_END"},
};

std::shared_ptr<Tests> make(const Predefined& one, model::Version version) {
  constexpr model::Version first_with_ipv6{2, 5, 0};  // measured: 2.4.0 has no ::1, 2.6.12 has
  Test test{std::string(one.name), {}, true, {}};
  for (const std::string_view word : one.words)
    if (!word.empty() && (word != "::1" || version >= first_with_ipv6))
      test.words.emplace_back(word);
  return std::make_shared<Tests>(Tests{std::string(one.name), {std::move(test)}});
}

}  // namespace

Test test_of(const Line& line, std::size_t begin, std::size_t end) {
  Test test{line.rest(begin, end), {}, true, line.place(begin)};
  for (std::size_t i = begin; i < end; ++i) {
    auto word = line.meant(i);
    test.whole = test.whole && word.has_value();
    test.words.push_back(std::move(word).value_or(""));
  }
  return test;
}

void add_acl(const Line& line, Acls& acls) {
  auto& tests = acls[line.meant(1).value_or("")];
  if (tests == nullptr) tests = std::make_shared<Tests>(Tests{std::string(line.word(1)), {}});
  tests->any_of.push_back(test_of(line, 2, line.size()));
}

std::shared_ptr<const Tests> named_tests(std::string_view name, model::Version version,
                                         Acls& acls) {
  const auto known = acls.find(name);
  if (known != acls.end()) return known->second;
  for (const Predefined& one : predefined)
    if (one.name == name && version >= one.since)
      return acls.emplace(std::string(name), make(one, version)).first->second;
  return nullptr;
}

std::vector<std::string_view> predefined_names() {
  std::vector<std::string_view> names;
  for (const Predefined& one : predefined) names.push_back(one.name);
  return names;
}

}  // namespace ek::dialects::haproxy
