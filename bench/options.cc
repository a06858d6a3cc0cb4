#include "options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace ek::bench {
namespace {

constexpr int exit_usage = 2;
constexpr std::string_view help =
    R"(evenkeel_bench [picks] [predict] [growth] [--only TEXT] [--runs N] [--evenkeel PATH]

  picks    picks a second of each exact algorithm, against one core of the real proxy
  predict  `evenkeel predict` on 10,000 servers, against haproxy -c and nginx -t
  growth   time and memory of `evenkeel predict` from 100 to 100,000 servers

Without a name all three run. --only uri: those with "uri" in their name. --runs: how often each
whole process runs (7 unless told; the median counts), and how many rounds of picks and proxies
there are (3; the best counts). --evenkeel: the program, if not the one built beside this one.
)";

[[noreturn]] void refuse(const std::string& why) {
  fmt::print(stderr, "evenkeel_bench: {}\n{}", why, help);
  std::exit(exit_usage);
}

std::string program_beside() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path().parent_path() / "evenkeel").string();
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  options.evenkeel = program_beside();
  bool named = false;
  const auto choose = [&](bool Options::*part) {
    if (!named) options.picks = options.predict = options.growth = false;
    named = options.*part = true;
  };
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) refuse(std::string(word) + " needs a value");
      return argv[++i];
    };
    if (word == "picks")
      choose(&Options::picks);
    else if (word == "predict")
      choose(&Options::predict);
    else if (word == "growth")
      choose(&Options::growth);
    else if (word == "--only")
      options.only = value();
    else if (word == "--runs")
      options.runs = std::max(1, std::atoi(value().c_str()));
    else if (word == "--evenkeel")
      options.evenkeel = value();
    else if (word == "--help" || word == "-h")
      fmt::print("{}", help), std::exit(0);
    else
      refuse("what is " + std::string(word) + "?");
  }
  if ((options.predict || options.growth) && ::access(options.evenkeel.c_str(), X_OK) != 0)
    refuse("there is no program " + options.evenkeel + "; build it, or say --evenkeel PATH");
  return options;
}

}  // namespace ek::bench
