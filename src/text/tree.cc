#include "text/tree.h"

#include <algorithm>
#include <new>

namespace ek::text {

Node* Tree::add_file(FileId file, std::size_t bytes) {
  Node root;
  root.file = file;
  root.end = static_cast<std::uint32_t>(bytes);
  root.line = 1;
  Node* node = new (arena_.allocate(sizeof(Node), alignof(Node))) Node(root);
  files_.push_back(node);
  return node;
}

Node* Tree::add(Node* parent, Node node) {
  Node* added = new (arena_.allocate(sizeof(Node), alignof(Node))) Node(node);
  added->file = parent->file;
  if (parent->last_child != nullptr)
    parent->last_child->next = added;
  else
    parent->first_child = added;
  parent->last_child = added;
  return added;
}

std::span<const Word> Tree::keep(std::span<const Word> words) {
  return arena_.copy(words);
}

void print(const Node& node, const Source& source, std::string& out) {
  std::uint32_t at = node.begin;
  for (const Node* child = node.first_child; child != nullptr; child = child->next) {
    out += source.bytes().substr(at, child->begin - at);
    print(*child, source, out);
    at = child->end;
  }
  out += source.bytes().substr(at, node.end - at);
}

bool well_formed(const Node& node) {
  std::uint32_t at = node.begin;
  for (const Word& word : node.words) {
    if (word.begin < at || word.end < word.begin || word.end > node.end) return false;
    at = word.end;
  }
  for (const Node* child = node.first_child; child != nullptr; child = child->next) {
    if (child->begin < at || child->end < child->begin || child->end > node.end) return false;
    if (!well_formed(*child)) return false;
    at = child->end;
  }
  return true;
}

Place place_of(const Word& word, const Node& node, const Source& source) {
  if (node.line >= 1 && node.line <= source.line_count()) {
    const std::size_t start = source.line_start(node.line);
    const bool same_line =
        node.line == source.line_count() || word.begin < source.line_start(node.line + 1);
    if (word.begin >= start && same_line)
      return {node.line,
              static_cast<std::uint16_t>(std::min<std::size_t>(word.begin - start + 1, 65535)),
              node.file};
  }
  return source.place(word.begin, node.file);
}

}  // namespace ek::text
