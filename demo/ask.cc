#include "ask.h"

#include <rapidjson/document.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "rig/process.h"

namespace ek::demo {
namespace {

constexpr int cannot_run = 127;

double number(const rapidjson::Value& object, const char* name) {
  const auto it = object.FindMember(name);
  return it != object.MemberEnd() && it->value.IsNumber() ? it->value.GetDouble() : 0;
}

// The exit code is the caller's to judge; an answer that is not a JSON object is a failure.
rig::Outcome<bool> ask(const std::vector<std::string>& command, rapidjson::Document& answer) {
  const auto said = rig::run_program(command);
  if (!said) return rig::failure(said.error());
  answer.Parse(said->output.c_str());
  if (answer.HasParseError() || !answer.IsObject()) {
    return rig::failure(command[0] + " " + command[1] + " did not answer in JSON:\n" +
                        said->output);
  }
  return true;
}

std::vector<PredictedServer> servers_of(const rapidjson::Value& pool) {
  std::vector<PredictedServer> result;
  for (const rapidjson::Value& server : pool["servers"].GetArray()) {
    result.push_back({server["name"].GetString(), number(server, "share"), number(server, "load"),
                      number(server, "utilisation")});
  }
  return result;
}

}  // namespace

int show(const std::vector<std::string>& command) {
  std::fflush(stdout);
  std::vector<std::string> words = command;
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0) {
    return cannot_run;
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return cannot_run;
  return WEXITSTATUS(status);
}

rig::Outcome<std::vector<PredictedServer>> predicted(const std::string& evenkeel,
                                                     const std::string& config_file) {
  rapidjson::Document answer;
  const auto asked = ask({evenkeel, "predict", config_file, "--format", "json"}, answer);
  if (!asked) return rig::failure(asked.error());
  if (!answer.HasMember("pools") || answer["pools"].Size() != 1) {
    return rig::failure("evenkeel predict did not answer with one pool");
  }
  return servers_of(answer["pools"][0]);
}

rig::Outcome<std::string> offered_patch(const std::string& evenkeel,
                                        const std::string& config_file) {
  rapidjson::Document answer;
  const auto asked = ask({evenkeel, "check", config_file, "--format", "json"}, answer);
  if (!asked) return rig::failure(asked.error());
  for (const rapidjson::Value& finding : answer["findings"].GetArray()) {
    if (finding.HasMember("fix")) return std::string(finding["fix"]["patch"].GetString());
  }
  return rig::failure("evenkeel check offers no fix for " + config_file);
}

}  // namespace ek::demo
