// Reads the main file and everything it includes: relative paths start at the main file's folder,
// patterns are expanded and sorted as the program does (nginx.org, core module, `include`).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "dialects/nginx/document.h"

namespace ek::dialects::nginx {

// Why: the program stops at its file descriptors; ten levels are already unreadable.
inline constexpr int include_depth_max = 50;

// Why: a person reads a few; what is further left out changes no answer any more.
inline constexpr std::size_t left_out_max = 1000;

std::string not_read(const text::Node& include, const Unread& why);  // in words for the user

class Loader {
 public:
  Loader(text::Sources& sources, text::Tree& tree, text::Diagnostics& diagnostics, bool follow)
      : sources_(sources), tree_(tree), diagnostics_(diagnostics), follow_(follow) {}

  base::Result<void> load(const std::string& path);
  // A text in memory: it has no folder, so none of its includes is read.
  void load_text(std::string path, std::string text);

  Document take() { return std::move(document_); }

 private:
  struct Loaded {
    const text::Node* root = nullptr;
    bool open = false;  // still being read: including it again would be a loop
  };

  const text::Node* add(text::FileId file);
  void follow_includes(const text::Node& parent);
  void follow_include(const text::Node& statement, std::string_view block);
  void include_pattern(const text::Node& statement, const std::string& pattern);
  bool include_file(const text::Node& statement, const std::string& path);
  std::optional<std::string> inside(const text::Node& statement, const std::string& path);
  bool starts_elsewhere(const text::Node& statement) const;
  bool is_outside(const std::string& path) const;
  void leave_out(const text::Node& statement, const std::string& path);
  void say(text::Severity severity, const text::Node& statement, std::string message,
           std::string hint);

  text::Sources& sources_;
  text::Tree& tree_;
  text::Diagnostics& diagnostics_;
  bool follow_;
  Document document_;
  std::string folder_;                   // of the main file: relative includes start here
  std::string jail_;                     // the same, without symbolic links
  std::map<std::string, Loaded> files_;  // by real path
  std::string_view block_;               // around the include that is being followed
  bool has_folder_ = true;
  bool fragment_ = false;  // the main file is none: it is included by one that is not known
  int depth_ = 0;
  bool files_limit_said_ = false;
};

}  // namespace ek::dialects::nginx
