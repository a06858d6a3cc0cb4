// Canaries: every place of a configuration where people keep a secret gets a string that stands
// nowhere else, and no output of any command may hold it; only `dump source` prints the file back.
// The lines are also tried where they are wrong, since an error shows the line that it is about.
#include <gtest/gtest.h>

#include <algorithm>

#include "hostile/sound.h"
#include "rig/temp_dir.h"

namespace ek::hostile {
namespace {

constexpr const char* canary = "cAnArY";
constexpr const char* marker = "@@";  // in the lines below: the secret, numbered

struct Group {
  std::string before, after;  // what makes the lines legal
  std::vector<std::string> lines;
};

const std::vector<Group>& haproxy_groups() {
  static const std::vector<Group> groups{
      {"global\n",
       "",
       {"setenv DB_PASSWORD @@", "presetenv API_TOKEN \"@@\"", "cluster-secret @@",
        "set-var proc.api_secret str(@@)", "setenv DB_URL postgres://u:@@@h/",
        "presetenv AWS_SECRET_ACCESS_KEY @@", ".if streq(\"$TOKEN\",\"@@\")\n.endif", "anonkey @@",
        "log u:@@@127.0.0.1:514 local0", "lua-load /x.lua password=@@", ".notice \"password=@@\"",
        ".warning 'Authorization: Basic @@'"}},
      {"userlist people\n",
       "",
       {"user bob password @@ groups a", "user eve insecure-password @@", "user x password '@@'"}},
      {"backend app\n mode http\n",
       " server s 127.0.0.1:1\n server t 127.0.0.1:2\n",
       {"stats auth admin:@@",
        "server u 127.0.0.1:3 check agent-check agent-port 99 agent-send @@",
        "server v 127.0.0.1:4 check agent-chek agent-send \"@@\" weight 2",
        "default-server agent-send @@ weight 2",
        "stats auth \"admin:two words @@\"",
        "http-request set-header Authorization \"Basic @@\"",
        "http-request set-header Authorization Basic\\ @@ if { src 10.0.0.0/8 }",
        "http-request add-header X-Api-Key @@",
        "http-request replace-header Authorization (.*) \"Bearer @@\"",
        "http-request set-header Cookie session=@@",
        "http-response set-header Set-Cookie \"session=@@; Secure\"",
        "http-request set-var(txn.token) str(@@)",
        "http-request set-var(txn.x) str(https://u:@@@h/)",
        "http-request deny if !{ req.hdr(X-Token) -m str @@ }",
        "http-request deny if { req.hdr(Authorization) \"Bearer @@\" }",
        "http-request deny unless { http_auth_bearer,jwt_verify(txn.alg,\"@@\") -m int 1 }",
        "http-request set-header X-Sig %[path,hmac(sha256,@@),hex]",
        "http-request redirect location https://u:@@@host/",
        "http-request return status 200 hdr Authorization @@",
        "redirect prefix https://u:@@@host",
        "errorloc 503 http://u:@@@host/",
        "acl a req.hdr(Authorization) \"Basic @@\"",
        "acl b url_param(api_key) -m str @@",
        "acl c req.cook(session_token) @@",
        "acl d req.hdr(x-auth-key),lower -m str @@",
        "use-server s if { req.hdr(x-auth-token) @@ }",
        "use-server s if { req.hdr(x-auth-token) -m reg @@ }",
        "acl e req.hdr(x-auth-token) -m reg @@\n use-server s if e",
        "acl f req.hdr(x-auth-token) @@\n http-request deny if f",
        "stick on req.hdr(x),hmac(sha256,@@)",
        "option httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ Basic\\ @@",
        "http-check send hdr Authorization \"Basic @@\"",
        "http-check send meth GET uri /?api_key=@@",
        "http-check send body password=@@",
        "tcp-check send AUTH\\ @@\\r\\n",
        "dynamic-cookie-key @@",
        "server v u:@@@127.0.0.1:80",
        "server w http://u:@@@127.0.0.1:80/",
        "server x 127.0.0.1:1 # the password is @@",
        "server x @@@127.0.0.1:80",
        "server x ipv4@@@@127.0.0.1:80",
        "server-template x 1-3 @@@127.0.0.1:80",
        "server x 127.0.0.1:99999 # u:@@",
        "server x 127.0.0.1:80 socks4 u:@@@1.2.3.4:80",
        "server x 127.0.0.1:80 weight password=@@",
        "stats auth u:a#@@",
        "http-request set-header Authorization \"Digest @@\"",
        "http-request set-query token=@@",
        "http-request set-header Proxy-Authorization %[str(@@)]",
        "http-request set-var(txn.api_key) str(\"@@\")",
        "http-request set-header X-Amz-Security-Token @@",
        "http-check send hdr \"Authorization\" \"Digest @@\"",
        "http-check send body \"user=a&pwd=@@\"",
        "option httpchk GET /?pwd=@@",
        "tcp-check send-binary @@",
        "balance hash req.hdr(x),aes_cbc_dec(128,@@,iv)",
        "balance hash req.hdr(x),hmac(sha256,a\\)@@)",
        "use-server s if { url_param(pwd) @@ }",
        "external-check command \"/x --token @@\"",
        "bind :443 ssl crt /x.pem ca-sign-pass @@"}},
      {"frontend web\n mode http\n bind :80\n",
       " default_backend app\nbackend app\n server s 127.0.0.1:1\n",
       {"use_backend app if { req.hdr(authorization) -m beg \"Bearer @@\" }",
        "use_backend app if { url_param(token) @@ }",
        "bind 127.0.0.1:443 ssl crt /x.pem generate-certificates ca-sign-pass @@"}},
      {"program p\n",
       "",
       {"command /bin/x --password @@", "command curl -H \"Authorization: Bearer @@\"",
        "command /bin/x --token=@@"}},
  };
  return groups;
}

const std::vector<Group>& nginx_groups() {
  static const std::vector<Group> groups{
      {"env HOME;\nevents {}\n", "", {"env DB_PASSWORD=@@;", "env \"API_TOKEN=@@\";"}},
      {"events {}\nhttp { upstream app { server 127.0.0.1:1; server 127.0.0.1:2; }\n server {\n"
       "  location / {\n",
       "   proxy_pass http://app;\n} } }\n",
       {"proxy_set_header Authorization \"Basic @@\";",
        "proxy_set_header Authorization ;@@;",
        "proxy_set_header Authorization \"Digest @@\";",
        "set $token ;@@;",
        "proxy_pass http://@@@host/;",
        "proxy_set_header X-Auth-Token @@;",
        "proxy_set_header Cookie \"session=@@\";",
        "add_header Set-Cookie \"session=@@; Secure\";",
        "grpc_set_header authorization \"Bearer @@\";",
        "fastcgi_param DB_PASSWORD @@;",
        "uwsgi_param API_SECRET \"@@\";",
        "proxy_set_body \"user=a&password=@@\";",
        "secure_link_secret @@;",
        "secure_link_md5 \"$expires$uri @@\";",
        "set $api_token @@;",
        "set $x \"password=@@\";",
        "set $auth \"Basic @@\";",
        "if ($http_authorization != \"Bearer @@\") { return 403; }",
        "if ($arg_token = @@) { return 403; }",
        "if ($cookie_session = @@) { return 403; }",
        "return 302 https://u:@@@host/;",
        "return 302 https://host/?api_key=@@;",
        "rewrite ^/x https://u:@@@host/ redirect;",
        "proxy_pass http://u:@@@host/;",
        "proxy_redirect http://u:@@@host/ /;",
        "error_page 500 http://u:@@@host/;",
        "sub_filter x \"token=@@\";",
        "auth_http_header X-Auth-Key @@;",
        "set_by_lua $y \"return 'secret @@'\";",
        "content_by_lua_block { local password = \"@@\" }",
        "root /srv; # the password is @@"}},
      {"events {}\nhttp {\n",
       " upstream app { server 127.0.0.1:1; } server { location / { proxy_pass http://app; } } }\n",
       {"map $http_authorization $ok { \"Basic @@\" app; default none; }",
        "map $http_x_api_key $client {\n @@ alice;\n default none; }",
        "map $host $upstream_token { a @@; }", "map $host $pwd { default @@; }",
        "map $host $auth { default \"Digest @@\"; }", "upstream e { server @@@127.0.0.1:80; }",
        "map $host $u { a http://u:@@@host/; }",
        "split_clients $cookie_session $v { 50% http://u:@@@host/; * none; }",
        "geo $api_secret { default @@; }", "upstream b { server u:@@@127.0.0.1:80; }",
        "upstream c { server http://u:@@@127.0.0.1:80; }",
        "upstream d { server 127.0.0.1; sticky_cookie_secret @@; }",
        "init_by_lua_block { token = '@@' }", "client_secret @@;", "ldap_password @@;"}},
  };
  return groups;
}

std::string numbered(const std::string& line, std::size_t number) {
  std::string out = line;
  const auto at = out.find(marker);
  return out.replace(at, std::string(marker).size(), canary + std::to_string(number) + "Zz");
}

// The canaries in a text, "" for none.
std::string leaked(const std::string& text) {
  std::string all;
  for (std::size_t at = text.find(canary); at != std::string::npos; at = text.find(canary, at + 1))
    all += text.substr(text.rfind('\n', at) + 1, at + 12 - text.rfind('\n', at)) + "\n";
  return all;
}

void expect_no_leak(const std::string& path, const std::vector<std::string>& options,
                    const std::string& about) {
  auto commands = reading_commands();
  commands.push_back({"simulate", "--rate", "9/s", "--service-time", "1ms", "--count", "10"});
  for (std::vector<std::string> arguments : commands) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(path);
    const Answer ran = run_evenkeel(arguments);
    EXPECT_EQ(leaked(ran.out), "") << arguments[0] << " " << arguments[1] << ": " << about;
    EXPECT_EQ(leaked(ran.err), "") << arguments[0] << " " << arguments[1] << ": " << about;
    EXPECT_EQ(unsound(ran, arguments, 10'000), "") << about;
  }
}

// One way to get a line wrong; where it stands is wrong too if `outside`.
struct Variant {
  const char* about;
  std::string (*change)(std::string line);
  bool outside = false;
};

std::string replaced(std::string line, const std::string& blank) {
  for (std::size_t at = line.find(' '); at != std::string::npos; at = line.find(' ', at))
    line.replace(at, 1, blank), at += blank.size();
  return line;
}

const std::vector<Variant>& variants() {
  static const std::vector<Variant> all{
      {"as it should be", [](std::string line) { return line; }},
      {"outside of its section", [](std::string line) { return line; }, true},
      {"its first word misspelt", [](std::string line) { return "x" + line; }},
      {"a word too many",
       [](std::string line) {
         const auto end = line.find_last_not_of(";} ") + 1;
         return line.insert(std::min(end, line.size()), " \x01 nonsense");
       }},
      {"the same line twice", [](std::string line) { return line + "\n" + line; }},
      {"odd blanks everywhere", [](std::string line) { return replaced(line, "\t \t "); }},
      {"odd blanks behind the first word",
       [](std::string line) { return line.replace(line.find(' '), 1, "\t \t "); }},
      {"odd blanks and misspelt",
       [](std::string line) { return "x" + replaced(std::move(line), " \t"); }},
      {"its first two letters swapped",
       [](std::string line) {
         std::swap(line[0], line[1]);
         return line;
       }},
      {"its first letter missing", [](std::string line) { return line.substr(1); }},
      {"one word of everything", [](std::string line) { return replaced(std::move(line), "\\ "); }},
      {"no blank behind the first word",
       [](std::string line) { return line.erase(line.find(' '), 1); }},
      {"an equals sign behind the first word",
       [](std::string line) { return line.replace(line.find(' '), 1, "="); }},
      {"commas behind all words", [](std::string line) { return replaced(std::move(line), ", "); }},
      {"vertical tabs for blanks",
       [](std::string line) { return replaced(std::move(line), "\x0b"); }},
      {"behind balance", [](std::string line) { return "balance " + line; }},
      {"behind use_backend", [](std::string line) { return "use_backend " + line; }},
  };
  return all;
}

// All lines of all groups in one file, each changed.
std::string file_of(const std::vector<Group>& groups, const Variant& variant) {
  std::string text, outside;
  std::size_t number = 0;
  for (const Group& group : groups) {
    text += group.before;
    for (const std::string& line : group.lines)
      (variant.outside ? outside : text) += " " + variant.change(numbered(line, ++number)) + "\n";
    text += group.after;
  }
  return outside + text;
}

TEST(Secrets, HAProxyLines) {
  const rig::TempDir folder;
  for (const Variant& variant : variants())
    expect_no_leak(folder.write("a.cfg", file_of(haproxy_groups(), variant)),
                   {"--dialect", "haproxy"}, variant.about);
}

TEST(Secrets, HAProxyLinesWithAnOpenQuote) {
  const rig::TempDir folder;
  for (const char* quote : {" \"", " '", "\\"}) {
    std::string text;
    std::size_t number = 0;
    for (const Group& group : haproxy_groups()) {
      text += group.before;
      for (const std::string& line : group.lines)
        text += " " + numbered(line, ++number) + quote + "\n\n";
    }
    expect_no_leak(folder.write("a.cfg", text), {"--dialect", "haproxy"}, quote);
  }
}

TEST(Secrets, NginxLines) {
  const rig::TempDir folder;
  for (const Variant& variant : variants()) {
    const auto& groups = nginx_groups();
    for (std::size_t i = 0; i < groups.size(); ++i)
      expect_no_leak(folder.write("a.conf", file_of({groups[i]}, variant)), {"--dialect", "nginx"},
                     variant.about);
  }
}

// An open quote or block takes the rest of the file with it: a file for each line.
TEST(Secrets, NginxLinesWithAnOpenEnd) {
  const rig::TempDir folder;
  std::size_t number = 0;
  for (const Group& group : nginx_groups())
    for (const std::string& line : group.lines) {
      std::string cut = numbered(line, ++number);
      const bool open_quote = number % 2 == 0;
      cut = cut.substr(0, cut.find_last_not_of("; }") + 1) + (open_quote ? "\"" : "");
      const std::string path = folder.write("a.conf", group.before + cut + "\n");
      for (const char* command : {"check", "coverage"}) {
        const Answer ran = run_evenkeel({command, "--dialect", "nginx", path});
        EXPECT_EQ(leaked(ran.out + ran.err), "") << command << ": " << cut;
      }
      const Answer ran = run_evenkeel({"dump", "tree", "--dialect", "nginx", path});
      EXPECT_EQ(leaked(ran.out + ran.err), "") << "dump tree: " << cut;
    }
}

TEST(Secrets, OnlyTheSourceShowsThem) {
  const rig::TempDir folder;
  const std::string text = file_of(haproxy_groups(), variants().front());
  const Answer ran =
      run_evenkeel({"dump", "source", "--dialect", "haproxy", folder.write("a.cfg", text)});
  EXPECT_EQ(ran.out, text);
  EXPECT_EQ(leaked(ran.err), "");
}

TEST(Secrets, RequestsCarryThemToo) {
  const rig::TempDir folder;
  const std::string cfg =
      folder.write("a.cfg", "backend a\n server s 127.0.0.1:1\n server t 127.0.0.1:2\n");
  std::string lines;
  for (const char* line : {
           R"({"headers":{"Authorization":"Bearer @@"},"t":-1})",
           R"({"cookies":{"session":"@@"},"bytes":"x"})",
           R"({"path":"/?token=@@","src":"nowhere"})",
           R"({"headers":{"authorization":"Basic @@)",
       })
    lines += numbered(line, 1) + "\n";
  const Answer ran = run_evenkeel({"simulate", "--requests", folder.write("r.jsonl", lines), cfg});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(leaked(ran.out + ran.err), "");
}

}  // namespace
}  // namespace ek::hostile
