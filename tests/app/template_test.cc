// A template that nobody rendered is said to be one, in one sentence; what only looks like one is
// read.
#include <gtest/gtest.h>
#include <unistd.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"

namespace ek::tests {
namespace {

constexpr const char* head = "defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n";

Answer checked(const char* name, const std::string& text) {
  const rig::TempDir folder;
  return run_evenkeel({"check", "--fail-on", "error", folder.write(name, text)});
}

void is_template(const char* name, const std::string& text, std::string_view line) {
  const Answer answer = checked(name, text);
  EXPECT_EQ(answer.exit_code, 2) << answer.out;
  EXPECT_TRUE(contains(answer.out, "this is a template")) << answer.out;
  EXPECT_TRUE(contains(answer.out, line)) << answer.out;
  EXPECT_TRUE(contains(answer.out, "reading: 1 error · findings: 0 errors, 0 warnings, 0 notes"))
      << answer.out;
}

TEST(AppTemplate, one_error_for_all_marks) {
  const std::string backend = std::string(head) + "backend app\n";
  is_template("a.cfg", backend + "  balance {{ balance }}\n  server a {{ ip }}:80\n", ":6:11:");
  is_template("b.cfg", backend + "{% for h in hosts %}\n  server a 10.0.0.1:80\n{% endfor %}\n",
              "2 lines hold");
  is_template("c.cfg", backend + "  server a <%= @ip %>:80\n", ":6:12:");
  is_template("d.conf", "http {\n  upstream app {\n    server {{ ip }}:80;\n  }\n}\n", ":3:12:");
}

// As the shell hands it over:  evenkeel check <(render haproxy.cfg.j2)
TEST(AppTemplate, a_pipe_of_the_shell_is_read) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string text = std::string(head) + "backend app\n  server a 10.0.0.1:80 weight 0\n";
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  const std::string path = "/dev/fd/" + std::to_string(ends[0]);
  const Answer answer = run_evenkeel({"check", path});
  ::close(ends[0]);
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  EXPECT_TRUE(contains(answer.out, path + ":6:10:")) << answer.out;
}

TEST(AppTemplate, texts_formats_and_lua_are_none) {
  const std::string listen =
      "frontend fe\n  bind :80\n  default_backend app\nbackend app\n  server a 10.0.0.1:80\n"
      "  server b 10.0.0.2:80\n";
  for (const std::string rest : {"  # {{ managed by ansible }}\n",
                                 "  http-request return lf-string \"{{ name }}\" if { path /a }\n",
                                 "  acl injected url_sub -i ${jndi: {{7*7}} <%= %>\n",
                                 "  http-request set-header X {{%[src]}}\n"}) {
    const Answer answer = checked("a.cfg", head + listen + rest);
    EXPECT_FALSE(contains(answer.out, "template")) << answer.out;
  }
  const Answer lua =
      checked("a.conf",
              "http {\n  server {\n    listen 80;\n    location / {\n"
              "      content_by_lua_block { local t = {{1}, {2}} }\n    }\n  }\n}\n");
  EXPECT_FALSE(contains(lua.out, "template")) << lua.out;
}

}  // namespace
}  // namespace ek::tests
