// What is no configuration at all: each gets exit code 2 and a sentence with its name, fast.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "hostile/sound.h"
#include "rig/temp_dir.h"

namespace ek::hostile {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

const std::vector<std::string> haproxy{"--dialect", "haproxy"};
const std::vector<std::string> nginx{"--dialect", "nginx"};

// With the dialect found out, and with each named: the readers differ.
void expect_refused(const std::string& path, const std::string& why) {
  for (const auto& options : {std::vector<std::string>{}, haproxy, nginx}) {
    expect_sound(path, 0, 2, options);
    std::vector<std::string> arguments{"predict", path};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Answer ran = run_evenkeel(arguments);
    EXPECT_NE(ran.err.find(why), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find(path), std::string::npos) << ran.err;
  }
}

TEST(HostileFiles, Missing) {
  const rig::TempDir folder;
  expect_refused(folder.file("nothing.cfg"), "No such file");
}

TEST(HostileFiles, FolderWithoutConfigurations) {
  const rig::TempDir folder;
  expect_refused(folder.path().string(), "directory");
}

TEST(HostileFiles, Unreadable) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  const rig::TempDir folder;
  const std::string path = folder.write("a.cfg", "backend a\n");
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  expect_refused(path, "Permission denied");
}

TEST(HostileFiles, SymlinkLoop) {
  const rig::TempDir folder;
  const std::string one = folder.file("one.cfg"), two = folder.file("two.cfg");
  std::filesystem::create_symlink(one, two);
  std::filesystem::create_symlink(two, one);
  expect_refused(one, "symbolic links");
}

TEST(HostileFiles, DeviceThatNeverEnds) {
  expect_refused("/dev/zero", "regular file");
}

TEST(HostileFiles, FifoThatNobodyWrites) {
  const rig::TempDir folder;
  const std::string path = folder.file("pipe.cfg");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  expect_refused(path, "regular file");
}

TEST(HostileFiles, LargerThanTheLimitIsNotEvenRead) {
  const rig::TempDir folder;
  const std::string path = folder.write("big.cfg", "backend a\n");
  std::filesystem::resize_file(path, 1u << 30);  // sparse
  expect_refused(path, "256 MiB");
}

TEST(HostileFiles, EndlessStandardInput) {
  const Answer ran = run_evenkeel({"predict", "--dialect", "haproxy", "-"}, {.input = "/dev/zero"});
  EXPECT_EQ(ran.exit_code, 2) << ran.err;
  EXPECT_NE(ran.err.find("256 MiB"), std::string::npos) << ran.err;
}

TEST(HostileFiles, EmptyOrBlank) {
  const rig::TempDir folder;
  for (const char* text : {"", "\n", " \t \n\n   \n", "# only a comment\n"}) {
    const std::string path = folder.write("blank.cfg", text);
    expect_sound(path, 10);
    expect_sound(path, 10, -1, haproxy);
    expect_sound(path, 10, -1, nginx);
  }
}

TEST(HostileFiles, PolicyAndRequestsThatAreNone) {
  const rig::TempDir folder;
  const std::string path =
      folder.write("a.cfg", "backend a\n server s 127.0.0.1:1\n server t 127.0.0.1:2\n");
  const std::string junk = folder.write("junk", "\0\xff\x1b[31m = {\n"s);
  for (const std::string& other : {folder.path().string(), junk, std::string("/dev/zero")}) {
    for (const char* command : {"predict", "check"}) {
      const std::vector<std::string> arguments{command, path, "--policy", other};
      const Answer ran = run_evenkeel(arguments);
      EXPECT_EQ(unsound(ran, arguments, 100), "");
      EXPECT_EQ(ran.exit_code, 2) << command << " " << other;
    }
    const std::vector<std::string> arguments{"simulate", path, "--requests", other};
    const Answer ran = run_evenkeel(arguments);
    EXPECT_EQ(unsound(ran, arguments, 100), "");
    EXPECT_EQ(ran.exit_code, 2) << other;
  }
}

}  // namespace
}  // namespace ek::hostile
