#include "differential/haproxy/random_request.h"

#include "rig/client.h"

namespace ek::differential {
namespace {

template <std::size_t N>
std::string one_of(base::Random& random, const char* const (&list)[N]) {
  return list[random.below(N)];
}

std::string random_target(base::Random& random) {
  static constexpr const char* paths[] = {"/",         "/a",         "/a/",        "/Ab/Cd/eF",
                                          "/a//b///c", "/img/1.png", "/a/b/c/d/e", "/x.y/z"};
  static constexpr const char* queries[] = {
      "",     "?",      "?p=",        "?p=1",     "?q=2&p=7",  "?p",           "?pp=3&p=4",
      "?q=1", "?a=1&b", "?p=x;q=y&z", "?;p=5;a=", "?q=?p=9&r", "?P=1&p=%41%42"};
  std::string target = one_of(random, paths);
  if (random.chance(0.5)) target += "/" + std::to_string(random.below(1000));
  target += one_of(random, queries);
  if (target.find('?') != std::string::npos && random.chance(0.4))
    target += "&p=" + std::to_string(random.below(50));
  return target;
}

void add_headers(base::Random& random, model::Request& request) {
  static constexpr const char* keys[] = {
      "alpha",     "b,c", "one, two ,three", "",     ",",    "x,",
      "\"a,b\",c", "aab", "  pad",           "same", "k;v=1"};
  static constexpr const char* hosts[] = {"www.site3.example.com", "localhost", "a.b",
                                          "example.org:8080",      "10.0.0.1",  "x.y.z.co.uk"};
  request.host = one_of(random, hosts);
  const std::uint64_t count = random.below(3);
  const auto value = [&] {
    return random.chance(0.4) ? "k" + std::to_string(random.below(60)) : one_of(random, keys);
  };
  for (std::uint64_t i = 0; i < count; ++i)
    request.headers.emplace_back(random.chance(0.5) ? "X-Key" : "x-key", value());
  // Its name is that of a fetch which does not cut at commas.
  if (random.chance(0.7)) request.headers.emplace_back("X-fhdr", value());
}

void add_cookies(base::Random& random, model::Request& request,
                 const std::vector<std::string>& values) {
  if (random.chance(0.4))
    request.cookies.emplace_back("sid", "u" + std::to_string(random.below(30)));
  if (values.empty() || !random.chance(0.4)) return;
  std::string value = values[random.below(values.size())];
  if (random.chance(0.2)) value = "unknown";
  if (random.chance(0.3)) value += "~rest";
  if (random.chance(0.2)) value += "|date";
  request.cookies.emplace_back("SRV", value);
  if (random.chance(0.2)) request.cookies.emplace_back("sid", "later");
}

}  // namespace

std::vector<std::string> client_addresses() {
  return {
      "10.0.0.7",     "10.0.0.8",    "10.1.0.7",      "192.168.3.44",  "1.2.3.4",
      "8.8.8.8",      "172.16.9.1",  "203.0.113.9",   "198.51.100.77", "255.1.2.3",
      "2001:db8::1",  "2001:db8::2", "fe80::1:2:3:4", "::1",           "2a00:1450:4001:80b::200e",
      "2001:db8:1::", "100.64.0.1",  "5.6.7.8",       "77.7.77.7",     "45.5.4.3"};
}

SentRequest random_request(base::Random& random, const PoolPlan& plan,
                           const std::vector<std::string>& cookies) {
  static constexpr const char* methods[] = {"GET", "GET", "GET", "GET", "PUT", "DELETE"};
  SentRequest made;
  made.client = plan.by_source ? random.below(client_addresses().size()) : 0;
  made.request.source = client_addresses()[made.client];
  made.request.method = one_of(random, methods);
  made.request.target = random_target(random);
  add_headers(random, made.request);
  add_cookies(random, made.request, cookies);

  rig::Request sent;
  sent.method = made.request.method;
  sent.path = made.request.target;
  sent.headers.emplace_back("Host", made.request.host);
  for (const auto& [name, value] : made.request.headers) sent.headers.emplace_back(name, value);
  std::string line;
  for (const auto& [name, value] : made.request.cookies)
    line += (line.empty() ? "" : "; ") + name + "=" + value;
  if (!line.empty()) sent.headers.emplace_back("Cookie", line);
  if (plan.needs_header_behind_host) sent.headers.emplace_back("Accept", "*/*");
  made.bytes = rig::request_text(sent);
  return made;
}

}  // namespace ek::differential
