// A configuration as read: the trees of all its files and which include leads where.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/diagnostic.h"
#include "text/source.h"
#include "text/tree.h"

namespace ek::dialects::nginx {

struct Unread {
  const char* why;
  const char* how;  // to have it read
};

struct Document {
  std::vector<const text::Node*> mains;  // the files named by the caller, in order
  // An include statement's files in the order they take effect. A file included twice has one tree.
  std::unordered_map<const text::Node*, std::vector<const text::Node*>> includes;
  // Includes of which a file was left out.
  std::unordered_map<const text::Node*, Unread> unread;
  // Of these, in their order, those that could change an answer by their place and their name.
  std::vector<std::pair<const text::Node*, std::string>> not_followed;
  bool may_lack_definitions = false;  // an unread one is none of the program's own files
};

}  // namespace ek::dialects::nginx
