#include "dialects/dialect.h"

#include "dialects/blocks.h"

#include "dialects/nginx/defaults.h"
#include "dialects/nginx/include.h"
#include "dialects/nginx/lowering.h"
#include "dialects/nginx/recognise.h"
#include "dialects/nginx/showing.h"
#include "dialects/nginx/walker.h"

namespace ek::dialects::nginx {
namespace {

constexpr Version assumed{1, 22, 1};

void lower(Reading& reading, const Document& document, const ReadOptions& options) {
  model::Program& program = reading.config.program;
  program.kind = model::ProgramKind::nginx;
  program.version = options.version.value_or(assumed);
  program.version_source = options.version ? options.version_source : "assumed (Debian 12)";
  program.processes = worker_processes;
  reading.config.maxconn.value = worker_connections;
  if (options.want_tree_only) return;
  Lowering lowering{reading, options, document, program.version, !options.version};
  walk(lowering);
}

Reading read_text(std::string_view path, std::string_view text, const ReadOptions& options) {
  Reading reading;
  reading.words_shown = words_shown;
  reading.sources.show_by(bytes_shown);
  Loader loader(reading.sources, reading.tree, reading.diagnostics,
                options.follow_includes_anywhere);
  loader.load_text(std::string(path), std::string(text));
  lower(reading, loader.take(), options);
  return reading;
}

base::Result<Reading> read(std::span<const std::string> paths, const ReadOptions& options) {
  Reading reading;
  reading.words_shown = words_shown;
  reading.sources.show_by(bytes_shown);
  Loader loader(reading.sources, reading.tree, reading.diagnostics,
                options.follow_includes_anywhere);
  for (const std::string& path : paths) {
    const auto loaded = loader.load(path);
    if (!loaded) return tl::unexpected(loaded.error());
  }
  lower(reading, loader.take(), options);
  return reading;
}

// A file that belongs inside http or stream is a fragment, too; fragment.cc has said so.
std::string missing_part(const Reading& reading) {
  if (!reading.config.listeners.empty() || !reading.config.pools.empty()) return "";
  for (const std::string_view block : {"http", "stream", "events", "mail"})
    if (has_block(reading.tree, block)) return "";
  return "no http or stream block";
}

}  // namespace

const Dialect& dialect() {
  static const Dialect instance{.name = "nginx",
                                .title = "an nginx",
                                .test_command = "nginx -t -c",
                                .program = model::ProgramKind::nginx,
                                .assumed_version = assumed,
                                .oldest = {1, 18, 0},
                                .newest = {1, 31, 4},
                                .recognise = recognise,
                                .missing_part = missing_part,
                                .takes_folders = false,
                                .read = read,
                                .read_text = read_text};
  return instance;
}

}  // namespace ek::dialects::nginx
