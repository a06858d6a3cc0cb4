#include "app/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/dialect_choice.h"
#include "app/down.h"
#include "app/exit_code.h"
#include "app/facts.h"
#include "app/files.h"
#include "app/fragment.h"
#include "app/said.h"
#include "app/template_marks.h"
#include "app/version_choice.h"
#include "base/text.h"
#include "inputs/down.h"
#include "inputs/policy.h"
#include "inputs/policy_match.h"
#include "inputs/workers.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

using Paths = std::vector<std::string>;

constexpr std::string_view policy_name = "evenkeel.toml";

bool readable_once(const std::string& path) {
  return path == "-" || is_handed_pipe(path);
}

Result<std::vector<Paths>> configurations(const Input& input) {
  std::vector<Paths> all;
  if (!input.together.empty() && !input.files.empty())
    return failure(fmt::format(
        "{} stands without -f: name every file of one configuration behind a -f of its own, or "
        "other configurations in a call of their own",
        base::printable(input.files.front())));
  if (!input.together.empty()) all.push_back(input.together);
  for (const std::string& file : input.files) all.push_back({file});
  for (auto path = input.together.begin(); path != input.together.end(); ++path)
    if (std::find(input.together.begin(), path, *path) != path)
      return failure(base::printable(*path) + " is given twice: name each file once");
  for (const Paths& paths : all)
    if (std::ranges::any_of(paths, readable_once) && paths.size() > 1)
      return failure(
          "- (standard input) or a pipe is a configuration of its own: it cannot be one of "
          "several -f; name files");
  if (std::ranges::count(input.files, "-") > 1)
    return failure("- (standard input) can be read only once; name it once");
  return all;
}

std::string folder_of(const std::string& path) {
  if (is_folder(path)) return path;
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// --policy, or the file beside the configuration; "" when there is none.
std::string policy_path(const Paths& paths, const Input& input) {
  if (!input.policy.empty()) return input.policy;
  if (paths.front() == "-") return "";
  std::string beside = folder_of(paths.front());
  if (!beside.ends_with('/')) beside += '/';
  beside += policy_name;
  return is_file(beside) ? beside : "";
}

Result<void> read_policy(const std::string& path, Loaded& loaded) {
  if (path.empty()) return {};
  EK_TRY(const text::FileId file, loaded.policy_sources.read(path));
  loaded.policy = inputs::parse_policy(loaded.policy_sources, file, loaded.policy_diagnostics);
  return {};
}

// What can be read only once: its text is kept.
Result<std::optional<std::string>> read_once(const Paths& paths) {
  if (!readable_once(paths.front())) return std::nullopt;
  text::Sources sources;
  EK_TRY(const text::FileId file, sources.read(paths.front()));
  return std::string(sources[file].bytes());
}

std::string name_of(const Paths& paths) {
  std::string name;
  for (const std::string& path : paths) name += (name.empty() ? "" : " ") + path;
  return name;
}

Result<void> apply_policy(const Input& input, Loaded& loaded) {
  model::Config& config = loaded.reading.config;
  // A copy: what --down says is no entry of the policy file, of which the notes below speak.
  model::Policy with_options = loaded.policy;
  EK_TRY_VOID(take_down_options(input.down, config, with_options));
  inputs::take_down(with_options, config);
  inputs::take_workers(loaded.policy, config, loaded.policy_diagnostics);
  if (loaded.reading.diagnostics.has_errors()) return {};  // one may have cost a pool its name
  inputs::note_unmatched(loaded.policy, config, loaded.policy_diagnostics);
  inputs::note_unresolved(loaded.policy, loaded.reading.used.names, loaded.policy_diagnostics);
  return {};
}

Result<Loaded> load(const Paths& paths, const Input& input, Want want) {
  Loaded loaded;
  loaded.name = name_of(paths);
  EK_TRY(const auto text, read_once(paths));
  EK_TRY(const dialects::Dialect* dialect, choose_dialect(paths.front(), input.dialect, text));
  for (std::size_t i = 1; i < paths.size(); ++i) EK_TRY_VOID(same_dialect(paths[i], *dialect));
  EK_TRY_VOID(read_policy(policy_path(paths, input), loaded));
  dialects::ReadOptions options;
  options.want_tree_only = want == Want::tree;
  EK_TRY_VOID(choose_version(input, loaded.policy, *dialect, options));
  EK_TRY_VOID(take_outside_facts(input, loaded.policy, options));
  if (text) {
    loaded.reading =
        dialect->read_text(paths.front() == "-" ? "<stdin>" : paths.front(), *text, options);
  } else {
    EK_TRY(loaded.reading, dialect->read(paths, options));
  }
  if (want == Want::tree) return loaded;
  if (refuse_template(loaded.reading)) return loaded;
  note_fragment(*dialect, loaded.reading);
  EK_TRY_VOID(apply_policy(input, loaded));
  return loaded;
}

void print_told(const Loaded& loaded, Want want) {
  print_diagnostics(loaded.policy_told());
  print_diagnostics(report::told(loaded.reading),
                    want == Want::prediction ? loaded.depends() : std::vector<std::string_view>());
}

}  // namespace

std::vector<std::string_view> Loaded::depends() const {
  std::vector<std::string_view> notes;
  for (const model::Dependency& depends : reading.config.depends) notes.push_back(depends.what);
  for (const model::Pool& pool : reading.config.pools)
    for (const model::Dependency& depends : pool.depends)
      if (depends.unread) notes.push_back(depends.what);
  return notes;
}

int for_each_configuration(const Input& input, const Show& show, Want want, const Answer& answer) {
  const auto all = configurations(input);
  if (!all) return print_error(all.error()), exit_input;
  report::Output output(stdout, show.only_ascii());
  dialects::UsedFacts used;
  int exit_code = exit_ok;
  for (const Paths& paths : *all) {
    auto loaded = load(paths, input, want);
    if (!loaded) {
      print_error(loaded.error());
      exit_code = exit_input;
      continue;
    }
    if (want != Want::findings) print_told(*loaded, want);
    used.add(loaded->reading.used);
    const int usable = loaded->usable() ? exit_ok : exit_input;
    exit_code = std::max({exit_code, usable, finish(output, answer(*loaded, output))});
  }
  if (want != Want::tree && exit_code != exit_input) note_unused_facts(input, used);
  return exit_code;
}

}  // namespace ek::app
