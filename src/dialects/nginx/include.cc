#include "dialects/nginx/include.h"

#include <fmt/format.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "dialects/nginx/builder.h"
#include "dialects/nginx/fragment.h"
#include "dialects/nginx/glob.h"
#include "dialects/nginx/harmless_include.h"

namespace ek::dialects::nginx {
namespace {

using text::Node;
using text::NodeKind;
using text::Severity;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::optional<std::string> real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return std::nullopt;
  std::string out(resolved);
  std::free(resolved);
  return out;
}

// `..` behind a wildcard would let a pattern walk in circles over the whole machine.
bool climbs_behind_wildcard(std::string_view pattern) {
  return pattern.find("/..", pattern.find_first_of("*?[")) != std::string_view::npos;
}

}  // namespace

std::string not_read(const Node& include, const Unread& why) {
  return fmt::format("{} is not read: {}", base::printable(include.word(1)), why.why);
}

base::Result<void> Loader::load(const std::string& path) {
  folder_ = path == "-" ? "." : folder_of(path);
  jail_ = real_path(folder_).value_or(folder_);
  EK_TRY(const text::FileId file, sources_.read(path));
  const std::string key = path == "-" ? std::string("-") : real_path(path).value_or(path);
  files_[key].open = true;
  const Node* root = build(sources_, file, tree_, diagnostics_);
  fragment_ = is_fragment(*root);
  follow_includes(*root);
  files_[key] = {root, false};
  document_.mains.push_back(root);
  return {};
}

void Loader::load_text(std::string path, std::string text) {
  const auto file = sources_.add(std::move(path), std::move(text));
  if (!file) return diagnostics_.error({}, 0, file.error().message);
  has_folder_ = false;
  document_.mains.push_back(add(*file));
}

const Node* Loader::add(text::FileId file) {
  const Node* root = build(sources_, file, tree_, diagnostics_);
  follow_includes(*root);
  return root;
}

void Loader::follow_includes(const Node& parent) {
  for (const Node* node = parent.first_child; node != nullptr; node = node->next) {
    if (node->kind == NodeKind::block) follow_includes(*node);
    if (node->kind == NodeKind::statement && node->words.size() == 2 && node->word(0) == "include")
      follow_include(*node, parent.word(0));
  }
}

void Loader::follow_include(const Node& statement, std::string_view block) {
  const std::string_view written = statement.word(1);
  block_ = block;
  if (!has_folder_) return leave_out(statement, std::string(written));
  if (written.find('\0') != std::string_view::npos || written.empty())
    return say(Severity::error, statement, "this is not a file name", "name a file or a pattern");
  const std::string path =
      written.starts_with('/') ? std::string(written) : folder_ + "/" + std::string(written);
  if (has_wildcard(path)) return include_pattern(statement, path);
  include_file(statement, path);
}

void Loader::include_pattern(const Node& statement, const std::string& pattern) {
  if (climbs_behind_wildcard(pattern))
    return say(Severity::error, statement, "\"..\" behind a wildcard is not followed",
               "name the folder without \"..\"");
  const std::string start = folder_of(pattern.substr(0, pattern.find_first_of("*?[")) + "x");
  const auto real = real_path(start);
  if (!real && !follow_ && is_outside(pattern)) return leave_out(statement, pattern);
  // No such folder: a pattern that matches nothing.
  if (!real) return starts_elsewhere(statement) ? leave_out(statement, pattern) : void();
  if (!follow_ && *real != jail_ && !real->starts_with(jail_ == "/" ? "/" : jail_ + "/"))
    return leave_out(statement, pattern);
  const Matches matches = glob(pattern);
  if (matches.cut)
    say(Severity::error, statement,
        fmt::format("this pattern looks at more than {} folder entries", glob_entries_max),
        "name fewer folders; the files found so far are read");
  if (matches.paths.empty() && starts_elsewhere(statement)) leave_out(statement, pattern);
  for (const std::string& path : matches.paths)
    if (!include_file(statement, path)) return;
}

// false: a limit was reached, more files of the same pattern are of no use.
bool Loader::include_file(const Node& statement, const std::string& path) {
  const auto real = inside(statement, path);
  if (!real) return true;
  const auto known = files_.find(*real);
  if (known != files_.end()) {
    if (known->second.open)
      say(Severity::error, statement,
          fmt::format("include loop: {} is being read already", base::printable(path)),
          "remove this include; the program would never end");
    else if (known->second.root != nullptr)
      document_.includes[&statement].push_back(known->second.root);
    return true;
  }
  if (depth_ >= include_depth_max) {
    say(Severity::error, statement,
        fmt::format("includes are nested deeper than {} files", include_depth_max),
        "this file is not read; include it from a file nearer to the main one");
    return false;
  }
  const auto file = sources_.read(path);
  if (!file) {
    const bool limit = sources_.size() >= text::Sources::files_max;
    if (!limit || !files_limit_said_)
      say(Severity::error, statement, file.error().message, "check the path and who may read it");
    files_limit_said_ = files_limit_said_ || limit;
    return !limit;
  }
  files_[*real].open = true;
  const std::string_view block = block_;
  ++depth_;
  const Node* root = add(*file);
  --depth_;
  block_ = block;
  files_[*real] = {root, false};
  document_.includes[&statement].push_back(root);
  return true;
}

// By its name alone: of a file that is not there, nothing else is known.
bool Loader::is_outside(const std::string& path) const {
  return path.starts_with('/') && !path.starts_with(jail_ + "/") &&
         !path.starts_with(folder_ + "/");
}

// The program starts relative paths at the main file's folder, which a fragment does not tell.
bool Loader::starts_elsewhere(const Node& statement) const {
  return fragment_ && !statement.word(1).starts_with('/');
}

// The real path, if the file exists and may be read.
std::optional<std::string> Loader::inside(const Node& statement, const std::string& path) {
  const auto real = real_path(path);
  if (!real) {
    const int why = errno;
    if ((!follow_ && is_outside(path)) || starts_elsewhere(statement))
      leave_out(statement, path);
    else
      say(Severity::error, statement,
          fmt::format("cannot read {}: {}", base::printable(path), std::strerror(why)),
          "relative paths start at the main file's folder");
    return std::nullopt;
  }
  if (follow_ || real->starts_with(jail_ == "/" ? "/" : jail_ + "/")) return real;
  leave_out(statement, path);
  return std::nullopt;
}

void Loader::leave_out(const Node& statement, const std::string& path) {
  constexpr Unread outside{"it is outside the configuration's folder", "give --follow to read it"};
  constexpr Unread nowhere{"what comes from standard input has no folder", "name the file itself"};
  constexpr Unread elsewhere{"its path starts at the folder of nginx.conf",
                             "name the main file (nginx.conf) instead of this one"};
  const Unread& why = !has_folder_ ? nowhere : starts_elsewhere(statement) ? elsewhere : outside;
  document_.unread.emplace(&statement, why);
  document_.may_lack_definitions |= !is_block_of_data(block_) && !is_stock_include(path);
  auto& left_out = document_.not_followed;
  const bool said = !left_out.empty() && left_out.back().first == &statement;
  if (said || left_out.size() == left_out_max || is_harmless_include(block_, path)) return;
  left_out.emplace_back(&statement, not_read(statement, why));
  say(Severity::note, statement, left_out.back().second, why.how);
}

void Loader::say(Severity severity, const Node& statement, std::string message, std::string hint) {
  const text::Word& word = statement.words[1];
  diagnostics_.add({severity, std::move(message), std::move(hint),
                    text::place_of(word, statement, sources_[statement.file]),
                    word.end - word.begin});
}

}  // namespace ek::dialects::nginx
