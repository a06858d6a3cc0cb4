#include "dialects/nginx/builder.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "dialects/nginx/directive.h"
#include "dialects/nginx/lua_block.h"
#include "dialects/nginx/opening_brace.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/statement_words.h"

namespace ek::dialects::nginx {
namespace {

using text::Node;
using text::NodeKind;

class Builder {
 public:
  Builder(text::Sources& sources, text::FileId file, text::Tree& tree,
          text::Diagnostics& diagnostics)
      : source_(sources[file]),
        file_(file),
        tree_(tree),
        diagnostics_(diagnostics),
        lexer_(source_.bytes(), tree),
        kept_(sources, file, tree) {}

  Node* build() {
    Node* root = tree_.add_file(file_, source_.bytes().size());
    open_.push_back(root);
    for (Token token = lexer_.next();; token = lexer_.next()) {
      if (token.kind == TokenKind::end) break;
      take(token);
    }
    finish();
    return root;
  }

 private:
  void take(const Token& token) {
    switch (token.kind) {
      case TokenKind::word:
        return take_word(token);
      case TokenKind::semicolon:
        return take_semicolon(token);
      case TokenKind::open:
        return take_open(token);
      case TokenKind::close:
        return take_close(token);
      case TokenKind::comment:
        return take_comment(token);
      case TokenKind::missing_space:
        return error(token.word.begin, 1, "a closing quote must be followed by white space, ; or {",
                     "put a space after the quote, or quote the whole word");
      case TokenKind::end:
        return;
    }
  }

  void take_word(const Token& token) {
    if (words_.empty()) line_ = token.line;
    words_.push_back(token.word);
    if (token.unterminated)
      error(token.word.begin, 1, "this quote is never closed",
            "add the closing quote; everything up to the end of the file is taken as one word");
    else if (token.too_long)
      error(token.word.begin, 1,
            fmt::format("a word of {} bytes: the program takes fewer than {}",
                        token.word.end - token.word.begin, word_bytes_max),
            "shorten it, or look for a missing closing quote");
  }

  void take_comment(const Token& token) {
    const std::string_view text =
        source_.bytes().substr(token.word.begin, token.word.end - token.word.begin);
    kept_.hide_lines_if_secret(token.word.begin, token.word.end, text);
    if (!words_.empty()) return;  // inside a statement: its bytes cover it
    Node node = fresh(NodeKind::blank, token.word.begin, token.line);
    node.end = token.word.end;
    tree_.add(open_.back(), node);
  }

  void take_semicolon(const Token& token) {
    if (words_.empty())
      return error(token.word.begin, 1, "unexpected \";\": no directive stands before it",
                   "remove it");
    add_statement(token.word.end);
  }

  void take_open(const Token& token) {
    if (words_.empty())
      error(token.word.begin, 1, "unexpected \"{\": no directive stands before it",
            "write the name of the block before the brace");
    const std::uint32_t begin = words_.empty() ? token.word.begin : words_.front().begin;
    if (words_.empty()) line_ = token.line;
    if (words_.size() > 1 && unopened_line_ == 0 && lacks_brace({words_.data(), 1}, {}) &&
        !find_directives(words_[0].value)[0].takes(words_.size() - 1))
      unopened_line_ = line_;  // "http server {": the brace is the second one's
    Node node = fresh(NodeKind::block, begin, line_);
    node.words = kept_.keep(words_, open_.back()->words);
    const bool foreign = !words_.empty() && is_lua_block(words_.front().value);
    words_.clear();
    if (foreign) return skip_foreign(node);
    if (open_.size() > block_depth_max) return skip_too_deep(node);
    node.end = static_cast<std::uint32_t>(source_.bytes().size());  // until its brace is found
    open_.push_back(tree_.add(open_.back(), node));
  }

  void take_close(const Token& token) {
    if (!words_.empty()) {
      error(words_.back().end - 1, 1,
            fmt::format("\"{}\" is not ended by \";\"", kept_.name(words_, open_.back()->words)),
            "add a \";\" before the \"}\"");
      add_statement(words_.back().end);
    }
    if (open_.size() == 1)
      return error(
          token.word.begin, 1, "unexpected \"}\": no block is open here",
          unopened_line_ != 0
              ? fmt::format("it may belong to line {}, which lacks its \"{{\"", unopened_line_)
              : "remove it, or look for a block that was closed too early");
    open_.back()->end = token.word.end;
    open_.pop_back();
  }

  // The content is another language: only its braces, strings and comments matter to us.
  void skip_foreign(Node node) {
    const std::size_t end = end_of_lua_block(source_.bytes(), lexer_.position());
    kept_.hide_lines_if_secret(node.begin, static_cast<std::uint32_t>(end),
                               source_.bytes().substr(lexer_.position(), end - lexer_.position()));
    lexer_.move_to(end);
    node.end = static_cast<std::uint32_t>(end);
    tree_.add(open_.back(), node);
    if (source_.bytes()[end - 1] != '}') unclosed(node);
  }

  void skip_too_deep(Node node) {
    if (!too_deep_said_)
      error(node.begin, 1, fmt::format("blocks are nested deeper than {} levels", block_depth_max),
            "the rest of this block is not read; flatten it");
    too_deep_said_ = true;
    int depth = 1;
    Token token = lexer_.next();
    while (token.kind != TokenKind::end) {
      if (token.kind == TokenKind::open) ++depth;
      if (token.kind == TokenKind::close && --depth == 0) break;
      token = lexer_.next();
    }
    node.kind = NodeKind::broken;
    node.end = token.word.end;
    tree_.add(open_.back(), node);
  }

  void finish() {
    if (!words_.empty()) {
      error(words_.back().end - 1, 1,
            fmt::format("the file ends inside \"{}\": \";\" or \"{{\" is missing",
                        kept_.name(words_, open_.back()->words)),
            "end the directive with \";\"");
      add_statement(words_.back().end);
    }
    for (std::size_t i = open_.size(); i-- > 1;) unclosed(*open_[i]);
  }

  void unclosed(const Node& node) {
    error(node.begin, node.words.empty() ? 1 : node.words[0].end - node.words[0].begin,
          fmt::format("the file ends inside this block \"{}\": \"}}\" is missing",
                      shown(node.word(0))),
          "add a \"}\" where the block should end");
  }

  // Said here and not with all else that is wrong in its place: the braces behind it miss it, too.
  void say_unopened() {
    const bool included = open_.size() == 1 && file_ != 0;  // it may be a table's content
    if (included || !lacks_brace(words_, open_.back()->words)) return;
    const text::Word& name = words_.front();
    if (unopened_line_ == 0) unopened_line_ = line_;
    error(name.begin, name.end - name.begin, no_opening_brace(name.value),
          "write its content between braces");
  }

  void add_statement(std::uint32_t end) {
    say_unopened();
    Node node = fresh(NodeKind::statement, words_.front().begin, line_);
    node.end = end;
    node.words = kept_.keep(words_, open_.back()->words);
    words_.clear();
    tree_.add(open_.back(), node);
  }

  static Node fresh(NodeKind kind, std::uint32_t begin, std::uint32_t line) {
    Node node;
    node.kind = kind;
    node.begin = begin;
    node.line = line;
    return node;
  }

  void error(std::uint32_t offset, std::uint32_t length, std::string message, std::string hint) {
    diagnostics_.error(source_.place(offset, file_), length, std::move(message), std::move(hint));
  }

  const text::Source& source_;
  text::FileId file_;
  text::Tree& tree_;
  text::Diagnostics& diagnostics_;
  Lexer lexer_;
  StatementWords kept_;
  std::vector<Node*> open_;  // the root and the blocks that are open
  std::vector<text::Word> words_;
  std::uint32_t line_ = 1;
  std::uint32_t unopened_line_ = 0;  // of the first statement that should open a block; 0: none
  bool too_deep_said_ = false;
};

}  // namespace

Node* build(text::Sources& sources, text::FileId file, text::Tree& tree,
            text::Diagnostics& diagnostics) {
  return Builder(sources, file, tree, diagnostics).build();
}

}  // namespace ek::dialects::nginx
