// Texts that nobody means: too long, too deep, too many, not text at all. Sound answers and bounded
// memory, and where something is wrong, its place.
#include <gtest/gtest.h>

#include <fstream>

#include "hostile/sound.h"
#include "rig/temp_dir.h"

namespace ek::hostile {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

const std::vector<std::string> haproxy{"--dialect", "haproxy"};
const std::vector<std::string> nginx{"--dialect", "nginx"};

// In pieces, so that this process stays small: a child's measured memory starts from its parent's.
std::size_t write_repeated(const std::string& path, const std::string& before,
                           const std::string& piece, std::size_t times, const std::string& after) {
  std::ofstream file(path, std::ios::binary);
  file << before;
  for (std::size_t i = 0; i < times; ++i) file << piece;
  file << after;
  return before.size() + piece.size() * times + after.size();
}

// One command stands for all where the input is large.
void expect_bounded(const std::string& path, std::size_t bytes,
                    const std::vector<std::string>& options, const std::string& said) {
  std::vector<std::string> arguments{"predict", "--format", "json", path};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Answer ran = run_evenkeel(arguments);
  EXPECT_EQ(unsound(ran, arguments, bytes), "") << ran.err.substr(0, 600);
  EXPECT_EQ(ran.exit_code, 2) << ran.err.substr(0, 600);
  EXPECT_NE(ran.err.find(said), std::string::npos) << ran.err.substr(0, 600);
  EXPECT_LT(ran.err.size(), 1'000'000u);
}

TEST(HostileTexts, OneEndlessLine) {
  const rig::TempDir folder;
  const std::string path = folder.file("line.conf");
  const std::string piece(65536, 'x');
  const std::size_t bytes = write_repeated(path, "backend a\n server s ", piece, 1024, "\n");
  expect_bounded(path, bytes, haproxy, path + ":2:");
  write_repeated(path, "http { server_name ", piece, 1024, ";\n");
  expect_bounded(path, bytes, nginx, path + ":1:");
}

TEST(HostileTexts, OneLineOfManyWords) {
  const rig::TempDir folder;
  const std::string path = folder.file("words.conf");
  const std::string piece = "abcd efgh ijkl mno ";
  std::size_t bytes = write_repeated(path, "backend a\n server ", piece, 50'000, "\n");
  expect_bounded(path, bytes, haproxy, path + ":2:");
  bytes = write_repeated(path, "http { upstream a { server ", piece, 50'000, "; }\n");
  expect_bounded(path, bytes, nginx, path + ":1:");
}

TEST(HostileTexts, DeepNesting) {
  const rig::TempDir folder;
  const std::string path = folder.file("deep.conf");
  std::size_t bytes = write_repeated(path, "", "http {\n", 100'000, "");
  expect_bounded(path, bytes, nginx, path + ":");
  bytes = write_repeated(path, "events {}\n", "a { ", 100'000, std::string(100'000, '}'));
  expect_bounded(path, bytes, nginx, path + ":");
  bytes = write_repeated(path, "global\n", ".if true\n", 100'000, "");
  expect_bounded(path, bytes, haproxy, path + ":");
  bytes = write_repeated(path, "global\n.if ", "(!", 100'000, "\n.endif\n");
  expect_bounded(path, bytes, haproxy, path + ":2:");
}

TEST(HostileTexts, DeepNestingInEveryCommand) {
  const rig::TempDir folder;
  const std::string path = folder.file("deep.conf");
  const std::size_t bytes = write_repeated(path, "http {", " server {", 20'000, "\n");
  expect_sound(path, bytes, 2, nginx);
}

TEST(HostileTexts, TenMegabytesOfQuotes) {
  const rig::TempDir folder;
  const std::string path = folder.file("quotes.conf");
  const std::string odd = "\"";
  std::size_t bytes =
      write_repeated(path, "backend a\n server ", "\"\"\"\"\"\"\"\"", 1'250'000, odd);
  expect_bounded(path, bytes, haproxy, path + ":2:");
  bytes = write_repeated(path, "http { ", "\"\" '' ", 1'666'666, odd);
  expect_bounded(path, bytes, nginx, path + ":");
}

TEST(HostileTexts, AHundredThousandUnknownWords) {
  const rig::TempDir folder;
  const std::string path = folder.file("unknown.conf");
  std::size_t bytes = write_repeated(path, "backend a\n", " colour red green\n", 100'000, "");
  expect_bounded(path, bytes, haproxy, path + ":2:");
  bytes = write_repeated(path, "events {}\n", "colour red green;\n", 100'000, "");
  const Answer ran = run_evenkeel({"coverage", "--format", "json", "--dialect", "nginx", path});
  EXPECT_EQ(unsound(ran, {"json"}, bytes), "");
  EXPECT_NE(ran.err.find(path + ":2:"), std::string::npos) << ran.err.substr(0, 600);
  EXPECT_NE(ran.err.find("more of these, not shown"), std::string::npos);
}

// The nearest word is looked for among hundreds, so only for the first lines of such a file.
TEST(HostileTexts, SuggestionsEnd) {
  const rig::TempDir folder;
  for (const char* line : {" servr s 127.0.0.1:1\n", " server s 127.0.0.1:1 wieght 1\n"}) {
    const std::string path = folder.file("typos.cfg");
    write_repeated(path, "backend a\n", line, 200, "");
    const Answer ran = run_evenkeel({"check", path});
    std::size_t suggestions = 0, errors = 0;
    for (std::size_t at = 0; (at = ran.out.find("did you mean", at)) != std::string::npos; ++at)
      ++suggestions;
    for (std::size_t at = 0; (at = ran.out.find(": error: \"", at)) != std::string::npos; ++at)
      ++errors;
    EXPECT_GE(suggestions, 50u) << line;
    EXPECT_LE(suggestions, 51u) << line;
    EXPECT_GE(errors, 200u) << line;
  }
}

// What stops the reader must be said, whatever else there is to say.
TEST(HostileTexts, NotesDoNotCrowdOutErrors) {
  const rig::TempDir folder;
  const std::string path = folder.file("notes.cfg");
  std::string notes = "backend a\n";
  for (int i = 0; i < 1500; ++i)
    notes += " http-request set-header x \"${V" + std::to_string(i) + "}\"\n";
  std::ofstream(path) << notes << " server s 127.0.0.1:1 wieght 1\n";
  const Answer ran = run_evenkeel({"check", path});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.out.find("wieght"), std::string::npos) << ran.out.substr(0, 600);
}

TEST(HostileTexts, BytesThatAreNoText) {
  const rig::TempDir folder;
  std::string all;
  for (int i = 0; i < 20'000; ++i) all += static_cast<char>((i * 7919 + i / 256) % 256);
  for (const std::string& text :
       {all, std::string("backend a\n") + all, std::string("http { ") + all + "}",
        "backend \0a\n server \xff\xfe\x80 \x1b]0;title\x07 1:2\n"s,
        "http { upstream \xc3\x28\0 { server \x1b[31m; } }\n"s}) {
    const std::string path = folder.write("bytes.conf", text);
    expect_sound(path, text.size(), -1, haproxy);
    expect_sound(path, text.size(), -1, nginx);
    expect_sound(path, text.size());
  }
}

TEST(HostileTexts, NulIsSaidWithItsPlace) {
  const rig::TempDir folder;
  const std::string path = folder.write("nul.cfg", "backend a\n server s\0 127.0.0.1:1\n"s);
  const Answer ran = run_evenkeel({"predict", "--dialect", "haproxy", path});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find(path + ":2:"), std::string::npos) << ran.err;
}

TEST(HostileTexts, NamesWithTerminalEscapes) {
  const rig::TempDir folder;
  const std::string name = "a\x1b[2J\x1b]0;x\x07\xc2\x9b\xe2\x80\xae";
  const std::string cfg = "backend \"" + name + "\"\n server \"" + name +
                          "\" 127.0.0.1:1\n server \"" + name + "2\" 127.0.0.1:2 weight 5\n";
  expect_sound(folder.write("esc.cfg", cfg), cfg.size(), -1, haproxy);
  const std::string conf = "events {}\nhttp { upstream \"" + name + "\" { server \"" + name +
                           ":80\"; server b weight=5; } server { location / { proxy_pass http://" +
                           name + "; } } }\n";
  expect_sound(folder.write("esc.conf", conf), conf.size(), -1, nginx);
  const std::string odd = folder.write("\x1b[31mred\xff.cfg", cfg);
  for (const auto& command : reading_commands()) {
    std::vector<std::string> arguments = command;
    arguments.push_back(odd);
    EXPECT_EQ(unsound(run_evenkeel(arguments), arguments, cfg.size()), "");
    arguments.back() += ".missing";
    EXPECT_EQ(unsound(run_evenkeel(arguments), arguments, cfg.size()), "");
  }
}

TEST(HostileTexts, HugeNumbers) {
  const rig::TempDir folder;
  for (const char* number : {"257", "65536", "2147483648", "4294967296", "18446744073709551616",
                             "99999999999999999999999999999999", "-1", "1e999", "0x10", ""}) {
    const std::string n = number;
    const std::string cfg =
        "global\n nbthread " + n + "\n maxconn " + n + "\nbackend a\n timeout queue " + n +
        "d\n fullconn " + n + "\n balance random(" + n + ")\n retries " + n +
        "\n hash-balance-factor " + n + "\n server s 127.0.0.1:" + n + " weight " + n +
        " maxconn " + n + " id " + n + " slowstart " + n +
        "d\n server t 127.0.0.1:1\n server-template u 1-" + n +
        " 127.0.0.1:1\n stick-table type ip size " + n + "g expire " + n + "d\n";
    expect_bounded(folder.write("n.cfg", cfg), cfg.size(), haproxy, "n.cfg:");
    const std::string conf = "worker_processes " + n + ";\nevents {}\nhttp { upstream a { zone a " +
                             n + "m; server 10.0.0.1:" + n + " weight=" + n + " max_fails=" + n +
                             " fail_timeout=" + n + "d max_conns=" + n +
                             "; server 10.0.0.2; keepalive " + n + "; } split_clients $host $v { " +
                             n + "% a; * b; } }\n";
    expect_bounded(folder.write("n.conf", conf), conf.size(), nginx, "n.conf:");
  }
}

TEST(HostileTexts, AThousandMillionServersOutOfOneLine) {
  const rig::TempDir folder;
  const std::string cfg = "backend a\n server-template s 1-1000000000 127.0.0.1:1\n";
  const std::string path = folder.write("template.cfg", cfg);
  for (std::vector<std::string> arguments : reading_commands()) {
    const bool tree = arguments.size() == 2 && arguments[1] == "tree";  // which needs no servers
    arguments.push_back(path);
    const Answer ran = run_evenkeel(arguments);
    EXPECT_EQ(unsound(ran, arguments, cfg.size()), "") << arguments[0];
    EXPECT_EQ(ran.exit_code, tree ? 0 : 2) << arguments[0] << " " << ran.err;
    EXPECT_EQ((ran.err + ran.out).find(path + ":2:") != std::string::npos, !tree) << ran.err;
  }
}

TEST(HostileTexts, VariablesThatDouble) {
  const rig::TempDir folder;
  std::string cfg = "global\n setenv V0 xxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 60; ++i)
    cfg += " setenv V" + std::to_string(i) + " \"${V" + std::to_string(i - 1) + "}${V" +
           std::to_string(i - 1) + "}\"\n";
  cfg += "backend \"${V59}\"\n server s 127.0.0.1:1\n";
  expect_sound(folder.write("double.cfg", cfg), cfg.size(), 2, haproxy);
}

TEST(HostileTexts, IncludeLoops) {
  const rig::TempDir folder;
  const std::string self = folder.write("self.conf", "events {}\ninclude self.conf;\n");
  expect_sound(self, 100, 2, nginx);
  EXPECT_NE(run_evenkeel({"predict", "--dialect", "nginx", self}).err.find(self + ":2:"),
            std::string::npos);
  folder.write("b.conf", "include c.conf;\n");
  folder.write("c.conf", "include a*.conf;\n");
  const std::string a = folder.write("a.conf", "events {}\ninclude b.conf;\n");
  expect_sound(a, 100, 2, nginx);
  // Each file includes the next one twice: 2^40 readings for whoever follows blindly.
  for (int i = 0; i < 40; ++i) {
    const std::string next = "include d" + std::to_string(i + 1) + ".conf;\n";
    folder.write("d" + std::to_string(i) + ".conf", next + next);
  }
  folder.write("d40.conf", "# the end\n");
  expect_sound(folder.file("d0.conf"), 4000, -1, nginx);
}

}  // namespace
}  // namespace ek::hostile
