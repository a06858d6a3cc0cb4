// The tree gives every byte back, whatever the bytes are.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "base/random.h"
#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

void expect_identity(const std::string& text, std::uint64_t seed) {
  const Reading reading = read(text);
  ASSERT_EQ(printed(reading), text) << "seed " << seed;
  for (const text::Node* file : reading.tree.files())
    ASSERT_TRUE(text::well_formed(*file)) << "seed " << seed << "\n" << text;
}

constexpr std::string_view sample =
    "global\n  maxconn 10 # c\n\n.if 1\n  setenv A \"b c\"\n.else\n  nbthread 2\n.endif\n"
    "defaults d\r\n mode http\n# comment\nfrontend f\n bind :80\n use_backend %[path] if { path /a "
    "}\n"
    "backend b from d\n balance uri whole\n server s1 10.0.0.1:80 weight 3\n"
    " server-template t 1-3 h:80\n\n \t\nuserlist u\n user x password y\n";

TEST(Tree, RandomBytes) {
  const std::uint64_t seed = std::random_device{}();
  base::Random random(seed);
  for (int round = 0; round < 300; ++round) {
    std::string text(random.below(400), '\0');
    for (char& c : text) c = static_cast<char>(random.below(256));
    expect_identity(text, seed);
  }
}

TEST(Tree, RandomWords) {
  static constexpr std::string_view words[] = {"backend",
                                               "b",
                                               "\n",
                                               "\n",
                                               " ",
                                               "server",
                                               "\"",
                                               "'",
                                               "\\",
                                               "#",
                                               "$A",
                                               "\"${A}\"",
                                               ".if",
                                               "1",
                                               "0",
                                               "(",
                                               ")",
                                               ".else",
                                               ".endif",
                                               "\r\n",
                                               "\t",
                                               "no",
                                               "default",
                                               "defaults",
                                               "from",
                                               "option",
                                               "x!",
                                               "&&",
                                               "global",
                                               "setenv",
                                               "server-template",
                                               "1-9",
                                               "weight",
                                               "\xff",
                                               "[scope]"};
  const std::uint64_t seed = std::random_device{}();
  base::Random random(seed);
  for (int round = 0; round < 1500; ++round) {
    std::string text;
    const std::size_t count = random.below(60);
    for (std::size_t i = 0; i < count; ++i) {
      text += words[random.below(std::size(words))];
      if (random.chance(0.7)) text += ' ';
    }
    expect_identity(text, seed);
  }
}

TEST(Tree, MutatedConfigurations) {
  const std::uint64_t seed = std::random_device{}();
  base::Random random(seed);
  for (int round = 0; round < 600; ++round) {
    std::string text(sample);
    const std::size_t changes = 1 + random.below(6);
    for (std::size_t i = 0; i < changes; ++i) {
      const std::size_t at = random.below(text.size());
      switch (random.below(3)) {
        case 0:
          text[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          text.erase(at, random.below(20));
          break;
        default:
          text.insert(at, text.substr(random.below(text.size()), random.below(30)));
      }
      if (text.empty()) text = "x";
    }
    expect_identity(text, seed);
  }
}

TEST(Tree, SectionsAreBlocksAndCommentsAreBlank) {
  const Reading reading =
      read("# head\n\nglobal\n maxconn 1\n\n# mid\nbackend b\n server s 1.1.1.1:1\n");
  std::string shape;
  const auto walk = [&](const auto& self, const text::Node& node, int depth) -> void {
    static constexpr char letters[] = {'F', 'B', 's', '-', '!'};
    shape += fmt::format("{}{}{} ", std::string(static_cast<std::size_t>(depth), '.'),
                         letters[static_cast<int>(node.kind)], node.line);
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      self(self, *child, depth + 1);
  };
  walk(walk, *reading.tree.files()[0], 0);
  EXPECT_EQ(shape, "F1 .-1 .B3 ..s4 ..-5 .B7 ..s8 ");
}

TEST(Tree, WantTreeOnlyDoesNotLower) {
  ReadOptions options;
  options.want_tree_only = true;
  const Reading reading = dialect().read_text("x", sample, options);
  EXPECT_EQ(printed(reading), sample);
  EXPECT_TRUE(reading.config.pools.empty());
}

}  // namespace
}  // namespace ek::dialects::haproxy
