// The lossless syntax tree that every dialect builds. A node's bytes are tiled by its own pieces
// and its children, so that printing the tree gives back the file byte for byte; words know both
// how they stand in the file and what they mean. Nodes and words live in the tree's arena.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "text/place.h"
#include "text/source.h"

namespace ek::text {

struct Word {
  std::uint32_t begin = 0;  // raw bytes [begin, end) in the file, quotes and escapes included
  std::uint32_t end = 0;
  std::string_view value;  // what the program would see: unquoted, unescaped, expanded
};

enum class NodeKind : std::uint8_t {
  file,       // the root: one a source file
  block,      // words, then children (a section of HAProxy, `name … { … }` of nginx)
  statement,  // words only
  blank,      // white space and comments
  broken,     // what could not be read; a diagnostic says why
};

struct Node {
  NodeKind kind = NodeKind::file;
  bool active = true;  // false: switched off by a conditional (.if), kept for printing
  FileId file = 0;
  std::uint32_t begin = 0;  // [begin, end) in the file: everything, children included
  std::uint32_t end = 0;
  std::uint32_t line = 0;  // 1-based line of the first word
  std::span<const Word> words;
  Node* first_child = nullptr;
  Node* last_child = nullptr;
  Node* next = nullptr;  // sibling

  std::string_view word(std::size_t i) const {
    return i < words.size() ? words[i].value : std::string_view();
  }
};

class Tree {
 public:
  Node* add_file(FileId file, std::size_t bytes);  // a root
  Node* add(Node* parent, Node node);              // appended as the last child
  std::span<const Word> keep(std::span<const Word> words);
  std::string_view keep(std::string_view text) { return arena_.copy(text); }
  std::span<Node* const> files() const { return files_; }

 private:
  base::Arena arena_;
  std::vector<Node*> files_;
};

// Writes a node from its pieces: the bytes before, between and after its children, and the
// children.
void print(const Node& node, const Source& source, std::string& out);

// Do the children tile their parent in order, and the words lie in order within their node? (tests,
// fuzzers)
bool well_formed(const Node& node);

Place place_of(const Word& word, const Node& node, const Source& source);

}  // namespace ek::text
