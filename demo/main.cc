// The demo of script/demo: the good configuration, the incident's, what really happens, the fix.
//
//   evenkeel_demo EVENKEEL GOOD.cfg INCIDENT.cfg
//
// Exits 0 only if evenkeel said beforehand, for every server, what the real HAProxy then did.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "ask.h"
#include "rig/haproxy.h"
#include "rig/temp_dir.h"
#include "stage.h"
#include "table.h"

namespace ek::demo {
namespace {

// Round robin deals exactly; 2,700 requests leave room for one request's rounding a server.
constexpr double difference_max = 0.001;

struct Demo {
  std::string evenkeel, good, incident;
  bool colour = false;
  bool as_told = true;  // so far, everything was as this demo promises
  Stage stage;
};

void title(const Demo& demo, const std::string& text) {
  fmt::print("\n{}━━ {} ━━{}\n\n", demo.colour ? "\x1b[1m" : "", text,
             demo.colour ? "\x1b[0m" : "");
}

void expect(Demo& demo, bool held, const std::string& what) {
  if (held) return;
  demo.as_told = false;
  fmt::print("  NOT AS PROMISED: {}\n", what);
}

void check(Demo& demo, const std::string& file, int code_expected) {
  fmt::print("$ evenkeel check {}\n", file);
  const int code = show({demo.evenkeel, "check", file});
  fmt::print("[exit code {}]\n", code);
  expect(demo, code == code_expected, fmt::format("the exit code should be {}", code_expected));
}

void predicted_against_measured(Demo& demo, const std::string& file) {
  const auto predictions = predicted(demo.evenkeel, file);
  if (!predictions) return expect(demo, false, predictions.error());
  const auto traffic = demo.stage.send_peak_through(file);
  if (!traffic) return expect(demo, false, traffic.error());
  expect(demo, predictions->size() == servers, "five servers should have been predicted");
  if (predictions->size() != servers) return;
  fmt::print("{}", side_by_side(*predictions, *traffic, demo.colour));
  expect(demo, largest_difference(*predictions, *traffic) <= difference_max,
         "predicted and measured should agree");
}

// The incident's file with the offered patch, in a folder of its own beside its policy.
std::string fixed_copy(Demo& demo, const rig::TempDir& folder) {
  const auto patch = offered_patch(demo.evenkeel, demo.incident);
  if (!patch) {
    expect(demo, false, patch.error());
    return {};
  }
  fmt::print("{}\n", *patch);
  const std::string policy =
      demo.incident.substr(0, demo.incident.rfind('/') + 1) + "evenkeel.toml";
  const std::string fixed = folder.write("fixed.cfg", rig::read_file(demo.incident));
  folder.write("evenkeel.toml", rig::read_file(policy));
  const std::string patch_file = folder.write("fix.patch", *patch);
  const int code = show({"patch", "--quiet", fixed, patch_file});
  expect(demo, code == 0, "the patch should apply");
  return code == 0 ? fixed : std::string();
}

std::string haproxy_name() {
  const auto version = rig::haproxy_version();
  return version ? "HAProxy " + rig::to_string(*version) : "HAProxy";
}

void play(Demo& demo) {
  const std::string peak = fmt::format("{} requests at {}/s", requests, rate_per_s);

  title(demo, "1. The configuration as it ran: five equal servers");
  check(demo, demo.good, 0);

  title(demo, "2. The change, before anyone deploys it");
  check(demo, demo.incident, 1);

  title(demo, "3. Deployed all the same: " + peak + " through a real " + haproxy_name());
  predicted_against_measured(demo, demo.incident);

  title(demo, "4. The fix that evenkeel offers, and the same traffic again");
  const rig::TempDir folder;
  const std::string fixed = fixed_copy(demo, folder);
  if (fixed.empty()) return;
  check(demo, fixed, 0);
  fmt::print("\n");
  predicted_against_measured(demo, fixed);
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace
}  // namespace ek::demo

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: evenkeel_demo EVENKEEL GOOD.cfg INCIDENT.cfg (see script/demo)\n");
    return 2;
  }
  try {
    ek::demo::Demo demo{argv[1], argv[2], argv[3], ek::demo::wants_colour(), true, {}};
    ek::demo::play(demo);
    fmt::print("\n{}\n", demo.as_told ? "evenkeel had said all of it before the first request."
                                      : "Something was not as this demo promises; see above.");
    return demo.as_told ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "evenkeel_demo: {}\n", error.what());
    return 70;
  }
}
