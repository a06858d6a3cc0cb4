// The command line: with cli_words.cc the only file that knows CLI11.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>

#include "app/arguments.h"
#include "app/cli_words.h"
#include "app/dialect_choice.h"
#include "app/exit_code.h"
#include "app/said.h"
#include "app/terminal.h"
#include "base/assert.h"
#include "inputs/requests.h"
#include "predict/prediction.h"

namespace ek::app {
namespace {

constexpr const char* version_text = "evenkeel " EVENKEEL_VERSION;
constexpr const char* exit_codes =
    "\nExit codes: 0 answered, 2 unreadable or refused input, or a wrong call, 70 a bug of "
    "evenkeel.";

// CLI::IsMember, with the nearest word.
CLI::Validator one_of(std::vector<std::string_view> known) {
  std::string shape;
  for (const std::string_view word : known) shape += (shape.empty() ? "" : "|") + std::string(word);
  return CLI::Validator(
      [known](std::string& word) {
        const bool found = std::ranges::find(known, word) != known.end();
        return found ? std::string() : none_of(word, known);
      },
      shape);
}

// An empty value is mostly a variable that was not set: it does not mean that the option is absent.
const CLI::Validator not_empty(
    [](std::string& value) {
      return value.empty() ? "the value is empty: give one, or leave the option away"
                           : std::string();
    },
    "");

void add_input(CLI::App& command, Input& input) {
  command.add_option("FILE", input.files, "Configuration; - is standard input");
  command
      .add_option("-f", input.together,
                  "A file (or, of HAProxy, a folder) of one configuration in several, in order")
      ->allow_extra_args(false)
      ->option_text("PATH (repeat)");
  command
      .add_option("--dialect", input.dialect,
                  dialect_names(" or ") + "; else found out from the text")
      ->check(not_empty);
  command
      .add_option("--lb-version", input.lb_version,
                  "The program's version, e.g. 2.6.12; \"local\" asks the one installed here")
      ->check(not_empty);
  command
      .add_option("--policy", input.policy,
                  "Policy file; else evenkeel.toml beside the configuration")
      ->check(not_empty);
  command.add_option("--env", input.environment, "NAME=value of an environment variable (repeat)")
      ->allow_extra_args(false);
  command.add_option("--resolve", input.resolve, "name=address,... of a host name (repeat)")
      ->allow_extra_args(false);
  command.add_flag("--follow", input.follow, "Follow includes out of the configuration's folder");
}

void add_down(CLI::App& command, Input& input) {
  command
      .add_option("--down", input.down, "This server is down: pool/server, or its name (repeat)")
      ->allow_extra_args(false);
}

struct ShowFlags {
  std::string format = "text";
  std::string colour = "auto";
  bool ascii = false;
};

void add_show(CLI::App& command, ShowFlags& flags) {
  command.add_option("--format", flags.format, "text (default) or json")
      ->check(one_of({"text", "json"}));
  command.add_option("--colour,--color", flags.colour, "auto (default), always or never")
      ->check(one_of({"auto", "always", "never"}));
  command.add_flag("--ascii", flags.ascii,
                   "Write nothing but ASCII (text; dump source is the file itself)");
}

// Also of a call that is refused: what is wrong with it is said in ASCII, too.
bool wants_ascii(int argc, char** argv) {
  return std::any_of(argv, argv + argc, [](std::string_view word) { return word == "--ascii"; });
}

Show show_of(const ShowFlags& flags) {
  Show show;
  show.format = flags.format == "json" ? Format::json : Format::text;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool wanted = (no_colour == nullptr || *no_colour == '\0') &&
                      ::isatty(STDOUT_FILENO) == 1 &&
                      (terminal == nullptr || std::string_view(terminal) != "dumb");
  show.style.colour = flags.colour == "always" || (flags.colour == "auto" && wanted);
  show.style.ascii = flags.ascii;
  show.style.columns = screen_columns();
  return show;
}

void need_one_input(const Input& input) {
  if (input.files.empty() && input.together.empty())
    throw CLI::ValidationError("FILE", "name a configuration, e.g. haproxy.cfg");
}

const std::map<std::string, FailOn> fail_on_words{{"note", FailOn::note},
                                                  {"warning", FailOn::warning},
                                                  {"error", FailOn::error},
                                                  {"never", FailOn::never}};

struct Parsed {
  ShowFlags show;
  std::string fail_on = "warning";
  Check check;
  Predict predict;
  Simulate simulate;
  Coverage coverage;
  Dump dump;
  Explain explain;
};

CLI::App* add_check(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("check", "Is this safe to deploy?");
  add_input(*command, parsed.check.input);
  add_down(*command, parsed.check.input);
  add_show(*command, parsed.show);
  command
      ->add_option("--fail-on", parsed.fail_on,
                   "note, warning (default), error or never: when to exit 1")
      ->check(one_of({"note", "warning", "error", "never"}));
  command->add_option("--only", parsed.check.only, "Run only this rule (repeat)")
      ->allow_extra_args(false);
  command->add_option("--skip", parsed.check.skip, "Leave out this rule (repeat)")
      ->allow_extra_args(false);
  command->footer(
      "Examples:\n  evenkeel check haproxy.cfg\n"
      "  evenkeel check --lb-version 3.3 --fail-on error haproxy.cfg\n"
      "  evenkeel check -f 00-global.cfg -f conf.d --format json\n"
      "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 unreadable or refused input, or "
      "a wrong call, 70 a bug of evenkeel.");
  return command;
}

CLI::App* add_predict(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("predict", "Who gets what, and after every loss");
  add_input(*command, parsed.predict.input);
  add_down(*command, parsed.predict.input);
  add_show(*command, parsed.show);
  command->add_option("--pool", parsed.predict.pool, "Only this pool; * and ? are wildcards")
      ->check(not_empty);
  command
      ->add_option(
          "--losses", parsed.predict.losses,
          fmt::format("auto (default): the worst in text, every survivor of pools up to {} servers "
                      "in JSON; full: all of them; none",
                      predict::losses_listed_up_to))
      ->check(one_of({"auto", "full", "none"}));
  command->footer(
      "Examples:\n  evenkeel predict haproxy.cfg\n"
      "  evenkeel predict nginx.conf --resolve app.example.com=10.0.0.1,10.0.0.2\n"
      "  evenkeel predict haproxy.cfg --pool 'app*' --format json\n"
      "  evenkeel predict haproxy.cfg --down app/web3" +
      std::string(exit_codes));
  return command;
}

CLI::App* add_simulate(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("simulate", "The server of each request, one name a line");
  Simulate& simulate = parsed.simulate;
  add_input(*command, simulate.input);
  add_show(*command, parsed.show);
  command->add_option("--pool", simulate.pool, "The pool; not needed when there is only one")
      ->check(not_empty);
  auto* requests = command->add_option("--requests", simulate.requests,
                                       "JSON requests, one a line; - is standard input");
  command->add_option("--rate", simulate.rate, "Draw requests instead: how many arrive, e.g. 900/s")
      ->excludes(requests);
  command
      ->add_option("--service-time", simulate.service_time, "and how long each takes, e.g. 120ms")
      ->excludes(requests);
  command->add_option("--count", simulate.count, "and how many to draw (default 100,000)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{inputs::requests_max}))
      ->excludes(requests);
  command->add_option("--seed", simulate.seed, "Seed of everything drawn at random (default 1)");
  command->add_flag("--summary", simulate.summary,
                    "With --requests: a table in the place of one name a line");
  command->add_option("--down", simulate.down, "This server is down (repeat)")
      ->allow_extra_args(false);
  command
      ->add_option("--refusing", simulate.refusing,
                   "This server is in use but refuses connections (repeat)")
      ->allow_extra_args(false);
  command->footer(
      "Examples:\n  evenkeel simulate haproxy.cfg --pool app --requests requests.jsonl\n"
      "  evenkeel simulate haproxy.cfg --pool app --rate 900/s --service-time 120ms" +
      std::string(exit_codes));
  return command;
}

CLI::App* add_coverage(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("coverage", "How far a file was understood, line by line");
  add_input(*command, parsed.coverage.input);
  add_show(*command, parsed.show);
  command->footer("Example:\n  evenkeel coverage haproxy.cfg" + std::string(exit_codes));
  return command;
}

CLI::App* add_dump(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("dump", "What was read: tree, model or source");
  command->description(
      "What was read: tree, model or source.\n"
      "dump source prints the file byte for byte, secrets included; tree and model leave them "
      "out.\n"
      "--format json is for dump model.");
  command->add_option("WHAT", parsed.dump.what, "tree, model or source")
      ->required()
      ->check(one_of({"tree", "model", "source"}));
  add_input(*command, parsed.dump.input);
  add_show(*command, parsed.show);
  command->footer("Example:\n  evenkeel dump model haproxy.cfg --format json" +
                  std::string(exit_codes));
  return command;
}

CLI::App* add_explain(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("explain", "What a rule says, why, and what to do");
  command->add_option("RULE", parsed.explain.rule, "A rule's name; none: list them");
  add_show(*command, parsed.show);
  command->footer("Examples:\n  evenkeel explain\n  evenkeel explain share-skew" +
                  std::string(exit_codes));
  return command;
}

}  // namespace

Arguments parse_arguments(int argc, char** argv) {
  if (wants_ascii(argc, argv)) say_in_ascii();
  CLI::App app("Where load balancers send traffic, told before it happens.", "evenkeel");
  app.set_version_flag("--version", version_text);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n  evenkeel check haproxy.cfg       is this safe to deploy?\n"
      "  evenkeel predict nginx.conf      who gets what, and after every loss\n"
      "Each command has its own --help.\n"
      "Exit codes: 0 answered, 1 findings (check), 2 unreadable or refused input, or a wrong "
      "call,\n"
      "70 a bug of evenkeel.");
  Parsed parsed;
  const auto* check = add_check(app, parsed);
  const auto* predict = add_predict(app, parsed);
  const auto* simulate = add_simulate(app, parsed);
  const auto* coverage = add_coverage(app, parsed);
  const auto* dump = add_dump(app, parsed);
  const auto* explain = add_explain(app, parsed);
  try {
    app.parse(argc, argv);
    if (parsed.show.ascii) say_in_ascii();  // as --ascii=yes
    const Show show = show_of(parsed.show);
    parsed.check.show = parsed.predict.show = parsed.simulate.show = show;
    parsed.coverage.show = parsed.dump.show = parsed.explain.show = show;
    parsed.check.fail_on = fail_on_words.at(parsed.fail_on);
    if (explain->parsed()) return parsed.explain;
    if (check->parsed()) return need_one_input(parsed.check.input), parsed.check;
    if (predict->parsed()) return need_one_input(parsed.predict.input), parsed.predict;
    if (simulate->parsed()) return need_one_input(parsed.simulate.input), parsed.simulate;
    if (coverage->parsed()) return need_one_input(parsed.coverage.input), parsed.coverage;
    EK_ASSERT(dump->parsed());
    return need_one_input(parsed.dump.input), parsed.dump;
  } catch (const CLI::ParseError& error) {
    if (argc < 2) {
      print_error(
          {"name a command: check, predict, simulate, coverage, dump or explain; for "
           "example evenkeel check haproxy.cfg. evenkeel --help says what each is for"});
      return Nothing{exit_input};
    }
    const std::string unknown = error.get_exit_code() == 0 ? "" : unknown_word(app);
    if (!unknown.empty()) {
      print_error({unknown});
      return Nothing{exit_input};
    }
    if (error.get_exit_code() == 0) return Nothing{app.exit(error) == 0 ? exit_ok : exit_input};
    print_error({fmt::format("{}; --help says more", error.what())});
    return Nothing{exit_input};
  }
}

}  // namespace ek::app
