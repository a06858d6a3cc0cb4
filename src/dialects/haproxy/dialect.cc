// HAProxy's configuration, 2.4 to 3.4. Reading has two steps: text to tree (reader.h), in the order
// in which the program reads, and tree to model (lower.h).
#include "dialects/dialect.h"

#include <algorithm>

#include "dialects/blocks.h"
#include "dialects/haproxy/files.h"
#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/lower.h"
#include "dialects/haproxy/reader.h"
#include "dialects/haproxy/showing.h"
#include "dialects/pool_limit.h"

namespace ek::dialects::haproxy {
namespace {

constexpr model::Version assumed{2, 6, 12};

// Words that begin a line of such a file and of hardly anything else. The first kilobytes tell.
int recognise(std::string_view text) {
  constexpr std::size_t looked_at = 64 * 1024;
  text = text.substr(0, looked_at);
  int score = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    const std::string_view rest = line.substr(begin);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r#"));
    const bool braces =
        rest.find('{') != std::string_view::npos || rest.find(';') != std::string_view::npos;
    if (find_section(word) != nullptr && !braces) score += begin == 0 ? 30 : 10;
    if ((word == "server" || word == "bind" || word == "default_backend" || word == "balance") &&
        !braces)
      score += 10;
  }
  return std::min(score, 100);
}

model::Program program_of(const ReadOptions& options) {
  model::Program program;
  program.kind = model::ProgramKind::haproxy;
  program.version = options.version.value_or(assumed);
  program.version_source = options.version ? options.version_source : "assumed (Debian 12)";
  program.thread_groups = defaults_of(program.version).thread_groups;
  return program;
}

void finish(Reading& reading, const ReadOptions& options) {
  if (options.want_tree_only) return;
  const model::Version version = reading.config.program.version;
  Scope scope{reading, options, version, defaults_of(version),
              template_servers_base + bytes_of(reading.sources) / template_bytes_per_server};
  lower(scope);
}

Reading read_text(std::string_view path, std::string_view text, const ReadOptions& options) {
  Reading reading;
  reading.config.program = program_of(options);
  reading.words_shown = words_shown;
  reading.sources.show_by(bytes_shown);
  const auto file = reading.sources.add(std::string(path), std::string(text));
  if (!file) {
    reading.diagnostics.error({}, 1, file.error().message);
    return reading;
  }
  Reader(reading, options, reading.config.program.version).read(*file);
  finish(reading, options);
  return reading;
}

base::Result<Reading> read(std::span<const std::string> paths, const ReadOptions& options) {
  Reading reading;
  reading.config.program = program_of(options);
  reading.words_shown = words_shown;
  reading.sources.show_by(bytes_shown);
  Reader reader(reading, options, reading.config.program.version);
  for (const std::string& path : paths) {
    EK_TRY(const std::vector<std::string> files, files_of(path));
    for (const std::string& name : files) {
      EK_TRY(const text::FileId file, reading.sources.read(name));
      reader.read(file);
    }
  }
  finish(reading, options);
  return reading;
}

std::string missing_part(const Reading& reading) {
  const auto& listeners = reading.config.listeners;
  if (listeners.empty()) return "no frontend or listen section";
  const auto listens = [](const model::Listener& listener) {
    return !listener.disabled.value && !listener.binds.empty();
  };
  if (std::none_of(listeners.begin(), listeners.end(), listens))
    return "no frontend or listen section that listens (bind)";
  if (!has_block(reading.tree, "defaults") && !has_block(reading.tree, "global"))
    return "neither a global nor a defaults section";
  return "";
}

}  // namespace

const Dialect& dialect() {
  static const Dialect instance{.name = "haproxy",
                                .title = "an HAProxy",
                                .test_command = "haproxy -c -f",
                                .program = model::ProgramKind::haproxy,
                                .assumed_version = assumed,
                                .oldest = {2, 4, 0},
                                .newest = {3, 4, 0},
                                .recognise = recognise,
                                .missing_part = missing_part,
                                .takes_folders = true,
                                .read = read,
                                .read_text = read_text};
  return instance;
}

}  // namespace ek::dialects::haproxy
