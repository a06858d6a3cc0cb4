#include "app/cli_words.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace ek::app {
namespace {

std::vector<std::string> long_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
  const auto names = long_options(command);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string name = word.substr(0, word.find('='));
  const std::string of =
      command.get_parent() == nullptr ? "evenkeel" : "evenkeel " + command.get_name();
  return fmt::format("{} has no option {}{}; {} --help lists them", of, base::printable(name),
                     base::did_you_mean(name, known), of);
}

std::string unknown_command(const CLI::App& app, const std::string& word) {
  const auto names = commands(app);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto options = long_options(app);  // "help" and "version" are meant as options
  const bool option = std::ranges::find(options, "--" + word) != options.end();
  return fmt::format("there is no command {}{}; the commands are {}", base::printable(word),
                     option ? fmt::format(" (did you mean --{}?)", base::printable(word))
                            : base::did_you_mean(word, known),
                     joined(known));
}

}  // namespace

std::string unknown_word(const CLI::App& app) {
  for (const CLI::App* command : app.get_subcommands()) {
    const auto words = command->remaining();
    if (!words.empty()) return unknown_option(*command, words.front());
  }
  const auto words = app.remaining();
  if (words.empty()) return "";
  return words.front().starts_with('-') ? unknown_option(app, words.front())
                                        : unknown_command(app, words.front());
}

std::string none_of(std::string_view word, std::span<const std::string_view> known) {
  return fmt::format("{} is none of {}{}", base::printable(word), joined(known),
                     base::did_you_mean(word, known));
}

}  // namespace ek::app
