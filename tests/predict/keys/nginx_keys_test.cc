// nginx compares the names of parameters, cookies and headers without case (nginx_pick_test asks
// the program itself).
#include "predict/keys/nginx_keys.h"

#include <gtest/gtest.h>

#include "dialects/dialect.h"

namespace ek::predict::nginx {
namespace {

std::string value(const std::string& variable, const model::Request& request) {
  const auto reading = dialects::find("nginx")->read_text(
      "n.conf",
      "events {}\nhttp { upstream a { hash " + variable +
          "; server 127.0.0.1:1; } server { location / { proxy_pass http://a; } } }\n",
      {});
  const model::Config& config = reading.config;
  std::string scratch;
  return std::string(key_of({config.program, *config.pool("a")}, request, scratch));
}

TEST(NginxKeys, NamesHaveNoCase) {
  model::Request request;
  request.target = "/?kk=1&K=2&k=3";
  request.cookies = {{"SeSS", "four"}};
  request.headers = {{"x-USER", "five"}};
  for (const char* variable : {"$arg_k", "$arg_K"}) EXPECT_EQ(value(variable, request), "2");
  for (const char* variable : {"$cookie_sess", "$cookie_Sess"})
    EXPECT_EQ(value(variable, request), "four");
  for (const char* variable : {"$http_x_user", "$http_X_User"})
    EXPECT_EQ(value(variable, request), "five");
}

}  // namespace
}  // namespace ek::predict::nginx
