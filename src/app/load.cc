#include "app/load.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "app/local_version.h"
#include "base/text.h"
#include "inputs/policy.h"
#include "inputs/policy_match.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

constexpr std::string_view policy_name = "evenkeel.toml";

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string folder_of(const std::string& path) {
  if (is_folder(path)) return path;
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// --policy, or the file beside the configuration; "" when there is none.
std::string policy_path(const std::vector<std::string>& paths, const Input& input) {
  if (!input.policy.empty()) return input.policy;
  if (paths.front() == "-") return "";
  std::string beside = folder_of(paths.front());
  if (!beside.ends_with('/')) beside += '/';
  beside += policy_name;
  struct stat info {};
  return ::stat(beside.c_str(), &info) == 0 && S_ISREG(info.st_mode) ? beside : "";
}

Result<void> read_policy(const std::string& path, Loaded& loaded) {
  if (path.empty()) return {};
  EK_TRY(const text::FileId file, loaded.policy_sources.read(path));
  loaded.policy = inputs::parse_policy(loaded.policy_sources, file, loaded.policy_diagnostics);
  return {};
}

Result<const dialects::Dialect*> named_dialect(const std::string& name) {
  if (const auto* named = dialects::find(name)) return named;
  std::string known;
  for (const auto* dialect : dialects::all())
    known += (known.empty() ? "" : ", ") + std::string(dialect->name);
  return failure(
      fmt::format("there is no dialect {}; there are: {}", base::printable(name), known));
}

Result<const dialects::Dialect*> recognised_dialect(std::string_view text,
                                                    const std::string& path) {
  const dialects::Dialect* best = nullptr;
  int best_score = 0;
  for (const auto* dialect : dialects::all()) {
    const int score = dialect->recognise(text);
    if (score > best_score) best_score = score, best = dialect;
  }
  if (best != nullptr) return best;
  return failure(fmt::format(
      "{} looks like neither an HAProxy nor an nginx configuration; if it is one, say which: "
      "--dialect haproxy or --dialect nginx",
      base::printable(path)));
}

// Which dialect the text is written in. A folder is HAProxy's: only HAProxy reads folders.
Result<const dialects::Dialect*> choose_dialect(const std::string& path, const Input& input,
                                                const std::optional<std::string>& standard_input) {
  if (!input.dialect.empty()) return named_dialect(input.dialect);
  if (standard_input) return recognised_dialect(*standard_input, "standard input");
  if (is_folder(path)) return dialects::find("haproxy");
  text::Sources sources;
  EK_TRY(const text::FileId file, sources.read(path));
  return recognised_dialect(sources[file].bytes(), path);
}

// Standard input can be read only once, so its text is kept.
Result<std::optional<std::string>> read_standard_input(const std::vector<std::string>& paths) {
  if (paths.size() != 1 || paths.front() != "-") return std::nullopt;
  text::Sources sources;
  EK_TRY(const text::FileId file, sources.read("-"));
  return std::string(sources[file].bytes());
}

Result<void> choose_version(const Input& input, const model::Policy& policy,
                            const dialects::Dialect& dialect, dialects::ReadOptions& options) {
  if (input.lb_version == "local") {
    EK_TRY(options.version, local_version(dialect.program));
    options.version_source = std::string(dialect.name) + " -v";
  } else if (!input.lb_version.empty()) {
    options.version = model::parse_version(input.lb_version);
    options.version_source = "--lb-version";
    if (!options.version)
      return failure(fmt::format("--lb-version {} is not a version; write it as {}",
                                 base::printable(input.lb_version),
                                 to_string(dialect.assumed_version)));
  } else if (policy.version.value) {
    options.version = policy.version.value;
    options.version_source = "the policy file";
  }
  if (options.version && (*options.version < dialect.oldest ||
                          std::pair(options.version->major, options.version->minor) >
                              std::pair(dialect.newest.major, dialect.newest.minor)))
    return failure(fmt::format("{} {} is outside the versions we know ({} to {})", dialect.name,
                               to_string(*options.version), to_string(dialect.oldest),
                               to_string(dialect.newest)));
  return {};
}

Result<std::pair<std::string, std::string>> split_pair(std::string_view option,
                                                       std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return failure(fmt::format("{} {} has no \"=\"; write {} NAME=value", option,
                               base::printable(text), option));
  return std::pair{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(item.size() + 1, text.size()));
    if (!base::trim(item).empty()) items.emplace_back(base::trim(item));
  }
  return items;
}

Result<void> take_outside_facts(const Input& input, const model::Policy& policy,
                                dialects::ReadOptions& options) {
  for (const std::string& text : input.environment) {
    EK_TRY(auto pair, split_pair("--env", text));
    options.environment[pair.first] = pair.second;
  }
  options.resolve = policy.resolve;
  for (const std::string& text : input.resolve) {
    EK_TRY(auto pair, split_pair("--resolve", text));
    options.resolve[pair.first] = split_list(pair.second);
  }
  options.follow_includes_anywhere = input.follow;
  return {};
}

std::string name_of(const std::vector<std::string>& paths) {
  std::string name;
  for (const std::string& path : paths) name += (name.empty() ? "" : " ") + path;
  return name;
}

}  // namespace

std::vector<std::vector<std::string>> configurations(const Input& input) {
  std::vector<std::vector<std::string>> all;
  if (!input.together.empty()) all.push_back(input.together);
  for (const std::string& file : input.files) all.push_back({file});
  return all;
}

Result<Loaded> load(const std::vector<std::string>& paths, const Input& input, Want want) {
  Loaded loaded;
  loaded.name = name_of(paths);
  EK_TRY(const auto standard_input, read_standard_input(paths));
  EK_TRY(const dialects::Dialect* dialect, choose_dialect(paths.front(), input, standard_input));
  if (auto read = read_policy(policy_path(paths, input), loaded); !read)
    return tl::unexpected(read.error());
  dialects::ReadOptions options;
  options.want_tree_only = want == Want::tree_only;
  if (auto chosen = choose_version(input, loaded.policy, *dialect, options); !chosen)
    return tl::unexpected(chosen.error());
  if (auto taken = take_outside_facts(input, loaded.policy, options); !taken)
    return tl::unexpected(taken.error());
  if (standard_input)
    loaded.reading = dialect->read_text("<stdin>", *standard_input, options);
  else if (auto reading = dialect->read(paths, options))
    loaded.reading = *std::move(reading);
  else
    return tl::unexpected(reading.error());
  if (!loaded.reading.diagnostics.has_errors())  // an error may have cost a pool its name
    inputs::note_unmatched(loaded.policy, loaded.reading.config, loaded.policy_diagnostics);
  return loaded;
}

void print_error(const base::Error& error) {
  fmt::print(stderr, "evenkeel: {}\n", error.message);
}

void print_diagnostics(const Loaded& loaded, bool notes) {
  const auto print = [](const text::Diagnostics& diagnostics, const text::Sources& sources,
                        bool with_notes) {
    for (const text::Diagnostic& diagnostic : diagnostics.all())
      if (with_notes || diagnostic.severity != text::Severity::note)
        fmt::print(stderr, "{}", draw(diagnostic, sources));
    if (diagnostics.dropped() > 0)
      fmt::print(stderr, "and {} more of these, not shown\n", diagnostics.dropped());
  };
  print(loaded.policy_diagnostics, loaded.policy_sources, true);
  print(loaded.reading.diagnostics, loaded.reading.sources, notes);
}

}  // namespace ek::app
