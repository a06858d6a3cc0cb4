#include "text/tree.h"

#include <gtest/gtest.h>

namespace ek::text {
namespace {

constexpr const char* text = "a b {\n  c d;  # note\n}\n";

Node node(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint32_t line) {
  Node result;
  result.kind = kind;
  result.begin = begin;
  result.end = end;
  result.line = line;
  return result;
}

class TreeTest : public testing::Test {
 protected:
  TreeTest() : source("f", text) {
    root = tree.add_file(3, source.bytes().size());
    block = tree.add(root, node(NodeKind::block, 0, 22, 1));
    statement = tree.add(block, node(NodeKind::statement, 8, 12, 2));
    const Word words[] = {{8, 9, "c"}, {10, 11, "d"}};
    statement->words = tree.keep(std::span<const Word>(words));
  }
  Source source;
  Tree tree;
  Node* root = nullptr;
  Node* block = nullptr;
  Node* statement = nullptr;
};

TEST_F(TreeTest, PrintingGivesBackTheFile) {
  std::string out;
  print(*root, source, out);
  EXPECT_EQ(out, text);
  EXPECT_TRUE(well_formed(*root));
}

TEST_F(TreeTest, ChildrenInheritTheFile) {
  EXPECT_EQ(statement->file, 3);
}

TEST_F(TreeTest, AWordKnowsItsPlace) {
  EXPECT_EQ(place_of(statement->words[1], *statement, source), (Place{2, 5, 3}));
  EXPECT_EQ(statement->word(0), "c");
  EXPECT_EQ(statement->word(9), "");
}

TEST_F(TreeTest, AWordOnALaterLineThanItsNode) {
  const Word words[] = {{21, 22, "}"}};
  block->words = tree.keep(std::span<const Word>(words));
  EXPECT_EQ(place_of(block->words[0], *block, source), (Place{3, 1, 3}));
}

TEST_F(TreeTest, OverlapsAreNotWellFormed) {
  tree.add(block, node(NodeKind::statement, 10, 14, 2));
  EXPECT_FALSE(well_formed(*root));
}

TEST_F(TreeTest, WordsOutsideTheirNodeAreNotWellFormed) {
  const Word words[] = {{12, 40, "x"}};
  statement->words = tree.keep(std::span<const Word>(words));
  EXPECT_FALSE(well_formed(*root));
}

TEST_F(TreeTest, SiblingsStayInOrder) {
  Node* second = tree.add(block, node(NodeKind::blank, 12, 21, 2));
  EXPECT_EQ(statement->next, second);
  EXPECT_EQ(block->last_child, second);
}

}  // namespace
}  // namespace ek::text
