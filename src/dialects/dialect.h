// A dialect reads one program's configuration: text -> lossless tree -> model. Each lives in its
// own folder and has one line in dialects.def.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "text/diagnostic.h"
#include "text/source.h"
#include "text/tree.h"

namespace ek::dialects {

// What the files alone do not say. Never looked up: a host's addresses and the environment are
// inputs.
struct ReadOptions {
  std::optional<model::Version> version;  // nullopt: the dialect's assumed version, and it says so
  std::string version_source;             // who said so: "--lb-version", "the policy file", …
  std::map<std::string, std::string> environment;           // --env NAME=value
  std::map<std::string, std::vector<std::string>> resolve;  // --resolve name=addr,addr
  bool follow_includes_anywhere = false;  // --follow: includes may leave the configuration's folder
  bool want_tree_only = false;            // dump tree|source: no lowering
};

// Which of the facts from outside the configuration asked for.
struct UsedFacts {
  std::set<std::string, std::less<>> environment, names;

  void add(const UsedFacts& other) {
    environment.insert(other.environment.begin(), other.environment.end());
    names.insert(other.names.begin(), other.names.end());
  }
};

// Everything that reading gives. Diagnostics may be errors and the rest still be useful.
struct Reading {
  text::Sources sources;
  text::Tree tree;
  model::Config config;
  text::Diagnostics diagnostics;
  UsedFacts used;
  // How many words of a statement may be shown: all, where the keyword is one that is modelled.
  std::size_t (*words_shown)(const text::Node& node, const text::Node* parent) = nullptr;
};

struct Dialect {
  std::string_view name;          // "haproxy", "nginx": its program's command, too
  std::string_view title;         // within a sentence, with its article: "an HAProxy"
  std::string_view test_command;  // with which the program itself tests a file named behind it
  model::ProgramKind program;
  model::Version assumed_version;  // when nobody says: what Debian 12 ships
  model::Version oldest, newest;   // the range the tables were checked against
  // How likely is this text written in this dialect? 0 (no) to 100 (certainly). Looks at words, not
  // at names.
  int (*recognise)(std::string_view text);
  // What a whole configuration has and this one, a fragment, does not; "" when it looks whole or
  // reading it has said so.
  std::string (*missing_part)(const Reading& reading);
  bool takes_folders;  // as the program does: a folder is its files, in order
  // Reads files (and folders, where the program takes folders). Fails only when nothing can be read
  // at all.
  base::Result<Reading> (*read)(std::span<const std::string> paths, const ReadOptions& options);
  // The same from memory (tests, fuzzers, pages). Includes are not followed.
  Reading (*read_text)(std::string_view path, std::string_view text, const ReadOptions& options);
};

std::span<const Dialect* const> all();       // in the order of dialects.def
const Dialect* find(std::string_view name);  // nullptr: no such dialect

}  // namespace ek::dialects
