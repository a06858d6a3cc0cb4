// The names of fetches and converters, against those of the running program.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "dialects/haproxy/sample_names.h"
#include "reading.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
namespace {

struct Row {
  std::string_view name;
  char kind;
  int since;
};
constexpr Row rows[] = {
#define EVENKEEL_HAPROXY_SAMPLE(name, kind, since) Row{name, kind, since},
#include "dialects/haproxy/samples_converter.def"
#include "dialects/haproxy/samples_fetch.def"
#include "dialects/haproxy/samples_test.def"
#undef EVENKEEL_HAPROXY_SAMPLE
};

const std::string minimal =
    "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
    "frontend f\n bind 127.0.0.1:9\n";

model::Version version_of_program() {
  const auto program = rig::haproxy_version();
  EXPECT_TRUE(program);
  return model::parse_version(rig::to_string(*program)).value_or(model::Version{});
}

SampleKind kind_of(const Row& row) {
  return row.kind == 'c'   ? SampleKind::converter
         : row.kind == 'f' ? SampleKind::fetch
                           : SampleKind::test;
}

TEST(SampleNames, AreSorted) {
  const auto by_name = [](const Row& a, const Row& b) { return a.name < b.name; };
  for (const char kind : {'a', 'c', 'f'}) {
    std::vector<Row> of_kind;
    std::ranges::copy_if(rows, std::back_inserter(of_kind),
                         [&](const Row& row) { return row.kind == kind; });
    EXPECT_TRUE(std::ranges::is_sorted(of_kind, by_name)) << kind;
    EXPECT_GT(of_kind.size(), 50u);
  }
}

std::vector<Row> refused_in(model::Version version) {
  std::vector<Row> refused;
  std::ranges::copy_if(rows, std::back_inserter(refused), [&](const Row& row) {
    return sample_known(row.name, kind_of(row), version) != SampleKnown::yes;
  });
  return refused;
}

// Those of later versions.
TEST(SampleNames, ThatAreRefusedTheProgramDoesNotKnow) {
  const model::Version version = version_of_program();
  const std::vector<Row> refused = refused_in(version);
  EXPECT_TRUE(refused.size() > 10 || version >= model::Version(3, 4, 0));
  constexpr std::size_t at_once = 40;  // behind its 50th error the program stops
  for (std::size_t i = 0; i < refused.size(); i += at_once) {
    const std::span some = std::span(refused).subspan(i, std::min(at_once, refused.size() - i));
    std::string text = minimal + " acl x path,lower a\n";
    for (const Row& row : some)
      text += fmt::format(" acl x {}{} a\n", row.kind == 'c' ? "str(a)," : "", row.name);
    const auto real = rig::haproxy_check(text);
    ASSERT_TRUE(real) << real.error();
    for (const Row& row : some) {
      const std::string unknown =
          fmt::format("unknown {} '{}'", row.kind == 'c' ? "converter" : "fetch method", row.name);
      EXPECT_NE(real->output.find(unknown), std::string::npos) << row.name;
    }
    EXPECT_EQ(real->output.find("'path"), std::string::npos);
  }
}

// What it says that it has, we know (2.6 and newer say it).
TEST(SampleNames, OfTheProgramAreAllKnown) {
  const model::Version version = version_of_program();
  const rig::TempDir folder;
  const std::string file = folder.write("haproxy.cfg", minimal);
  for (const auto& [list, kind] : {std::pair{"-dKsmp", SampleKind::fetch},
                                   {"-dKacl", SampleKind::test},
                                   {"-dKcnv", SampleKind::converter}}) {
    const auto said = rig::run_program({"haproxy", list, "-c", "-f", file});
    ASSERT_TRUE(said) << said.error();
    std::istringstream lines(said->output);
    std::size_t names = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto mark = line.find("] ");  // before it: where a fetch may stand
      if (line.starts_with("#") || (kind == SampleKind::fetch) != line.starts_with("[")) continue;
      if (kind == SampleKind::fetch) line.erase(0, mark + 2);
      const std::string name = line.substr(0, line.find_first_of("(: ="));
      if (name.empty() || line.find_first_of(":=") == std::string::npos) continue;
      ++names;
      EXPECT_EQ(sample_known(name, kind, version), SampleKnown::yes) << name;
    }
    EXPECT_TRUE(names > 50 || version < model::Version(2, 6, 0)) << list;
  }
}

std::string verdict(const std::string& lines, std::optional<model::Version> version) {
  return said(read(minimal + lines, {.version = version}));
}

TEST(SampleNames, ATypoIsNamedWithWhatWasMeant) {
  const Reading reading = read(minimal +
                               " acl x pathbeg /a\n acl y src,lowr a\n acl z method_beg P\n"
                               " http-request set-header A %[hdr(b),bas64]\n");
  EXPECT_EQ(said(reading),
            "error:8: there is no sample fetch \"pathbeg\"\n"
            "error:9: there is no converter \"lowr\"\n"
            "error:10: there is no sample fetch \"method_beg\"\n"
            "error:11: there is no converter \"bas64\"\n");
  const auto& all = reading.diagnostics.all();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].hint, "did you mean \"path_beg\"?");
  EXPECT_EQ(all[1].hint, "did you mean \"lower\"?");
  EXPECT_EQ(all[2].hint, "write method… -m beg");
  EXPECT_EQ(all[3].hint, "did you mean \"base64\"?");
}

TEST(SampleNames, OfALaterVersionAreAnErrorWhereTheVersionIsGiven) {
  EXPECT_EQ(verdict(" acl x src,fe_exists a\n", model::Version{3, 2, 0}),
            "error:8: HAProxy 3.2.0 has no converter \"fe_exists\" yet\n");
  EXPECT_EQ(verdict(" acl x src,fe_exists a\n", model::Version{3, 4, 0}), "");
  EXPECT_EQ(verdict(" acl x accept_date 1\n", model::Version{2, 6, 12}),
            "error:8: HAProxy 2.6.12 has no sample fetch \"accept_date\" yet\n");
  // Later fixes of 2.8 may have it.
  EXPECT_EQ(verdict(" acl x accept_date 1\n", model::Version{2, 8, 9}), "");
}

TEST(SampleNames, ThatNobodyKnowsHereAreNotRefused) {
  EXPECT_EQ(verdict(" acl x lua.mine(a),lua.yours -m found\n", {}), "");
  EXPECT_EQ(verdict(" acl x typo -m found\n", model::Version{3, 9, 0}), "");
  EXPECT_EQ(verdict(" acl x typo -m found\n", model::Version{2, 2, 0}), "");
  EXPECT_EQ(verdict(" acl x \"$FETCH\" -m found\n", {}).find("sample fetch"), std::string::npos);
  EXPECT_EQ(verdict(" acl x 51d.all(A) -m found\n acl y ssl_fc_ech_status -m found\n",
                    model::Version{3, 4, 0}),
            "")
      << "of builds with other parts";
}

TEST(SampleNames, InAWordWithASecretTheNameIsNotShown) {
  EXPECT_EQ(verdict(" http-request set-header A %[path,hmac(sha256,c4n4ry),s3cr3t]\n", {}),
            "error:8: HAProxy has no such converter\n");
}

TEST(SampleNames, AnInheritedHashIsNotLookedAt) {
  EXPECT_EQ(said(read("defaults\n balance hash typo\nbackend b\n balance hash src,typo\n")),
            "error:4: there is no converter \"typo\"\n");
  EXPECT_EQ(said(read("backend b\n balance hash typo\n disabled\n")), "");
}

}  // namespace
}  // namespace ek::dialects::haproxy
