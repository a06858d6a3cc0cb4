// Input that nobody means well with: a clear message, bounded work, never a crash.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "dialects/nginx/builder.h"
#include "dialects/nginx/include.h"
#include "dialects/nginx/walker.h"
#include "reading.h"
#include "rig/temp_dir.h"

namespace ek::dialects::nginx::testing {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

namespace fs = std::filesystem;

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

bool prints_back(const Reading& reading) {
  for (const text::Node* root : reading.tree.files()) {
    std::string out;
    text::print(*root, reading.sources[root->file], out);
    if (out != reading.sources[root->file].bytes() || !text::well_formed(*root)) return false;
  }
  return true;
}

bool mentions(const Reading& reading, std::string_view words) {
  return said(reading).find(words) != std::string::npos;
}

Reading read_files(const rig::TempDir& folder, bool follow = false) {
  ReadOptions options;
  options.follow_includes_anywhere = follow;
  const std::vector<std::string> paths{folder.file("nginx.conf")};
  auto reading = find("nginx")->read(paths, options);
  EXPECT_TRUE(reading) << (reading ? "" : reading.error().message);
  return reading ? std::move(*reading) : Reading{};
}

TEST(Hostile, MoreUpstreamsThanTheirBytesAreWorth) {
  std::string text = "events { }\nhttp {\n";
  for (int i = 0; i < 60'000; ++i) text += "upstream a" + std::to_string(i) + "{server 127.0.0.1;}";
  const Reading reading = read(text + "}\n");
  EXPECT_NE(said(reading).find("the files have more than "), std::string::npos);
  EXPECT_TRUE(reading.diagnostics.has_errors());
  EXPECT_LT(reading.config.pools.size(), 60'000U);
}

TEST(Hostile, NulBytesInvalidUtf8AndLoneMarks) {
  for (const std::string& text :
       {"a\0b;\0{\0}"s, std::string("\xff\xfe{\xc3;}"), std::string("}"), std::string("{"),
        std::string(";;;{{{}}}"), std::string("\\"), std::string("\"\\"), std::string("$"),
        std::string("${"), std::string("a\\"), std::string("\""), std::string("upstream"),
        std::string("upstream { server"), std::string("http{upstream a{server b weight=")}) {
    const Reading reading = read(text);
    EXPECT_TRUE(prints_back(reading)) << text;
    EXPECT_FALSE(reading.diagnostics.all().empty()) << text;
    for (const char c : said(reading))
      EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
  }
}

TEST(Hostile, ALineOfEightMegabytes) {
  constexpr std::size_t line = 8 << 20, many = 256 << 10;
  for (const std::string& text :
       {"server_name " + std::string(line, 'a') + ";", "\"" + std::string(line, '\\'),
        "#" + std::string(line, '#'), "a " + repeat("b ", many) + ";", repeat("a;", many),
        repeat("{", many), repeat("}", many), repeat("a{", many)}) {
    const Reading reading = read(text);
    EXPECT_TRUE(prints_back(reading));
    EXPECT_LE(reading.diagnostics.all().size(), text::Diagnostics::kept_max);
    EXPECT_LT(said(reading).size(), 1u << 20);
  }
}

TEST(Hostile, DeepNestingIsNamedAndSkipped) {
  const Reading reading = read("events { } http { server { " + repeat("location / { ", 100'000) +
                               repeat("}", 100'000) + " } upstream after { server 127.0.0.1; } }");
  EXPECT_TRUE(mentions(reading, "nested deeper than " + std::to_string(block_depth_max)));
  EXPECT_TRUE(prints_back(reading));
  EXPECT_NE(reading.config.pool("after"), nullptr);
}

TEST(Hostile, VariablesThatNameThemselvesEnd) {
  const std::string location = "location / { proxy_pass http://$a; }";
  for (const std::string& body :
       {"map $b $a { " + repeat("x $a$a; ", 3000) + "} server { " + repeat(location, 50) + "}",
        "server { " + repeat("set $a $a; ", 3000) + repeat(location, 50) + "}",
        "map $b $a { " + repeat("x y; z 10.0.0.1; ", 2000) + "} server { " + repeat(location, 500) +
            "}"}) {
    const Reading reading = read_in_http(body);
    EXPECT_LE(reading.config.routes.size(), 60'000u);
    EXPECT_TRUE(std::any_of(reading.config.routes.begin(), reading.config.routes.end(),
                            [](const model::Route& route) { return route.computed; }));
  }
}

TEST(Hostile, AnIncludeLoopEnds) {
  const rig::TempDir folder;
  folder.write("nginx.conf",
               "events { }\nhttp { include a.conf; upstream u { server 10.0.0.1; } }\n");
  folder.write("a.conf", "include b.conf;\n");
  folder.write("b.conf", "include a.conf;\ninclude nginx.conf;\n");
  const Reading reading = read_files(folder);
  EXPECT_TRUE(mentions(reading, "include loop")) << said(reading);
  EXPECT_NE(reading.config.pool("u"), nullptr);
}

TEST(Hostile, AChainOfIncludesIsLimited) {
  const rig::TempDir folder;
  folder.write("nginx.conf", "include 0.conf;\n");
  for (int i = 0; i < 2 * include_depth_max; ++i)
    folder.write(std::to_string(i) + ".conf", "include " + std::to_string(i + 1) + ".conf;\n");
  const Reading reading = read_files(folder);
  EXPECT_TRUE(mentions(reading, "nested deeper than " + std::to_string(include_depth_max)));
}

// Ten files that each include the next one ten times: ten thousand million lines.
TEST(Hostile, IncludesThatMultiplyAreLimited) {
  const rig::TempDir folder;
  folder.write("nginx.conf", "events { }\nhttp { include 0.conf; }\n");
  for (int i = 0; i < 10; ++i)
    folder.write(std::to_string(i) + ".conf",
                 repeat("server { location / { proxy_pass http://127.0.0.1:1; } include " +
                            std::to_string(i + 1) + ".conf; }\n",
                        10));
  folder.write("10.conf", "set $a b;\n");
  const Reading reading = read_files(folder);
  EXPECT_TRUE(mentions(reading, "include fewer files") || mentions(reading, "again and again"))
      << said(reading).substr(0, 2000);
  EXPECT_LE(reading.config.routes.size(), repeated_objects_max + 1000);
}

TEST(Hostile, APatternOverTenThousandFiles) {
  const rig::TempDir folder;
  fs::create_directory(folder.path() / "d");
  for (int i = 0; i < 10'050; ++i) folder.write("d/" + std::to_string(i) + ".conf", "");
  folder.write("nginx.conf", "include d/*.conf;\n");
  const Reading reading = read_files(folder);
  EXPECT_TRUE(mentions(reading, "10000 files")) << said(reading).substr(0, 2000);
}

TEST(Hostile, AFolderInPlaceOfAFile) {
  const rig::TempDir folder;
  fs::create_directory(folder.path() / "d");
  folder.write("nginx.conf", "include d;\n");
  EXPECT_TRUE(mentions(read_files(folder), "it is a directory"));
  const std::vector<std::string> paths{folder.path().string()};
  const auto reading = find("nginx")->read(paths, {});
  ASSERT_FALSE(reading);
  EXPECT_NE(reading.error().message.find("it is a directory"), std::string::npos);
}

TEST(Hostile, NoFileAtAll) {
  const std::vector<std::string> paths{"/nonexistent/nginx.conf"};
  EXPECT_FALSE(find("nginx")->read(paths, {}));
}

TEST(Includes, StayInTheConfigurationsFolderUnlessToldOtherwise) {
  const rig::TempDir outside, folder;
  outside.write("secret.conf", "upstream out { server 10.0.0.9; }\n");
  fs::create_symlink(outside.path() / "secret.conf", folder.path() / "link.conf");
  fs::create_directory(folder.path() / "d");
  fs::create_symlink(outside.path(), folder.path() / "d/up");
  const std::string up = "../" + outside.path().filename().string();
  for (const std::string& path :
       {outside.file("secret.conf"), std::string("link.conf"), std::string("l*.conf"),
        std::string("d/up/*.conf"), up + "/secret.conf", up + "/*.conf"}) {
    folder.write("nginx.conf", "events { }\nhttp { include " + path + "; }\n");
    const Reading jailed = read_files(folder);
    EXPECT_EQ(jailed.config.pool("out"), nullptr) << path;
    EXPECT_TRUE(mentions(jailed, "--follow")) << path << said(jailed);
    EXPECT_FALSE(jailed.config.depends.empty()) << path;
    const Reading free = read_files(folder, true);
    EXPECT_NE(free.config.pool("out"), nullptr) << path << said(free);
  }
}

bool depends_on(const Reading& reading, std::string_view words) {
  return std::ranges::any_of(reading.config.depends, [&](const model::Dependency& depends) {
    return depends.what.find(words) != std::string::npos;
  });
}

// Elsewhere than where it runs, a configuration's absolute paths lead nowhere.
TEST(Includes, APatternOutsideIsSaidToBeUnreadWhetherItsFolderExistsOrNot) {
  const rig::TempDir folder;
  folder.write("nginx.conf", "events { }\nhttp { include /nonexistent/conf.d/*.conf; }\n");
  const Reading jailed = read_files(folder);
  EXPECT_EQ(jailed.diagnostics.count(text::Severity::note), 1u) << said(jailed);
  EXPECT_TRUE(depends_on(jailed, "/nonexistent/conf.d/*.conf is not read"));
  const Reading free = read_files(folder, true);
  EXPECT_EQ(said(free), "");
  EXPECT_TRUE(free.config.depends.empty());
}

TEST(Includes, WhatCannotHoldServersIsNotMissed) {
  const rig::TempDir folder;
  folder.write("nginx.conf",
               "include /nonexistent/modules-enabled/*.conf;\nevents { }\n"
               "http { include /nonexistent/mime.types; types { include /nonexistent/more; }\n"
               "server { listen 80; include /nonexistent/snippets/ssl-params.conf;\n"
               "location / { include /nonexistent/fastcgi_params; } } }\n");
  const Reading reading = read_files(folder);
  EXPECT_EQ(said(reading), "");
  EXPECT_TRUE(reading.config.depends.empty());
}

TEST(Includes, ATextFromStandardInputSaysWhatItLeavesOut) {
  const Reading reading = read("events { }\nhttp { include mime.types; include conf.d/*; }\n");
  EXPECT_EQ(reading.config.depends.size(), 1u);
  EXPECT_TRUE(depends_on(reading, "conf.d/* is not read")) << said(reading);
}

TEST(Includes, AreReadInTheOrderOfTheirNamesAndStartAtTheMainFile) {
  const rig::TempDir folder;
  fs::create_directory(folder.path() / "d");
  fs::create_directory(folder.path() / "e");
  folder.write("d/10.conf", "server 10.0.0.10;\n");
  folder.write("d/9.conf", "include e/x.conf;\n");
  folder.write("d/.hidden.conf", "server 10.0.0.66;\n");
  folder.write("d/B.conf", "server 10.0.0.2;\n");
  folder.write("e/x.conf", "server 10.0.0.9;\n");
  folder.write("nginx.conf",
               "events { }\nhttp { upstream u { include d/*.conf; include d/none*; } }\n");
  const Reading reading = read_files(folder);
  EXPECT_EQ(said(reading), "");
  ASSERT_NE(reading.config.pool("u"), nullptr);
  const auto& servers = reading.config.pool("u")->servers;
  ASSERT_EQ(servers.size(), 3u);
  EXPECT_EQ(servers[0].name, "10.0.0.10:80");
  EXPECT_EQ(servers[1].name, "10.0.0.9:80");
  EXPECT_EQ(servers[2].name, "10.0.0.2:80");
}

TEST(Includes, AMissingFileIsAnErrorAPatternWithoutFilesIsNot) {
  const rig::TempDir folder;
  folder.write("nginx.conf", "include none.conf;\n");
  EXPECT_TRUE(read_files(folder).diagnostics.has_errors());
  folder.write("nginx.conf", "include none*.conf;\ninclude none/*.conf;\n");
  EXPECT_FALSE(read_files(folder).diagnostics.has_errors());
}

TEST(Includes, OneFileInTwoPlacesHoldsInBoth) {
  const rig::TempDir folder;
  folder.write("servers.conf", "server 10.0.0.1;\nserver 10.0.0.2 weight=2;\n");
  folder.write("nginx.conf",
               "events { }\nhttp { upstream a { include servers.conf; }\n"
               "upstream b { include servers.conf; } }\n");
  const Reading reading = read_files(folder);
  EXPECT_EQ(said(reading), "");
  ASSERT_NE(reading.config.pool("b"), nullptr);
  EXPECT_EQ(reading.config.pool("a")->servers.size(), 2u);
  EXPECT_EQ(reading.config.pool("b")->servers.size(), 2u);
  EXPECT_EQ(reading.sources.size(), 2u);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
