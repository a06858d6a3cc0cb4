// What the user asked for, as plain values. cli.cc fills them; the commands read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/style.h"

namespace ek::app {

enum class Format : std::uint8_t { text, json };
enum class FailOn : std::uint8_t { note, warning, error, never };

struct Input {                        // which configuration, and what the files do not say
  std::vector<std::string> files;     // each its own configuration
  std::vector<std::string> together;  // -f: one configuration of several files, in order
  std::string dialect;                // "" found out from the text
  std::string lb_version;             // "", "2.6.12", or "local": ask the installed program
  std::string policy;                 // "" evenkeel.toml beside the configuration, if there is one
  std::vector<std::string> environment;  // NAME=value
  std::vector<std::string> resolve;      // name=address,address
  bool follow = false;
  std::vector<std::string> down;  // pool/server, or server (check, predict)
};

struct Show {
  Format format = Format::text;
  report::Style style;
  // JSON is UTF-8, whatever is asked for.
  bool only_ascii() const { return style.ascii && format == Format::text; }
};

struct Check {
  Input input;
  Show show;
  FailOn fail_on = FailOn::warning;
  std::vector<std::string> only, skip;
};

struct Predict {
  Input input;
  Show show;
  std::string pool;
  std::string losses = "auto";  // auto | full | none
};

struct Simulate {
  Input input;
  Show show;
  std::string pool;
  std::string requests;  // file; "" draws them from rate and service time
  std::string rate, service_time;
  std::uint64_t count = 100'000;
  std::uint64_t seed = 1;
  bool summary = false;
  std::vector<std::string> down, refusing;  // server names
};

struct Coverage {
  Input input;
  Show show;
};

struct Dump {
  std::string what;  // tree | model | source
  Input input;
  Show show;
};

struct Explain {
  Show show;
  std::string rule;  // "" lists them
};

struct Nothing {  // --help, --version, or a wrong call: already answered
  int exit_code = 0;
};

using Arguments = std::variant<Nothing, Check, Predict, Simulate, Coverage, Dump, Explain>;

Arguments parse_arguments(int argc, char** argv);

}  // namespace ek::app
