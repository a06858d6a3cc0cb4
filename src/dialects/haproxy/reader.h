// Text to tree, in the order in which the program reads: lines are cut into words, variables are
// filled in (setenv acts on the lines after it), conditionals switch lines off, sections become
// blocks. Every byte of the file is in the tree, whatever is wrong with it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/haproxy/condition.h"
#include "dialects/haproxy/environment.h"
#include "dialects/haproxy/lexer.h"

namespace ek::dialects::haproxy {

class Reader {
 public:
  Reader(Reading& reading, const ReadOptions& options, model::Version version);

  // Adds the tree of a file that `reading.sources` already holds. A section does not go on in the
  // next file (manual 2.1).
  void read(text::FileId file);

 private:
  enum class Branch : std::uint8_t {
    taken,
    not_yet,
    done,
    hidden
  };  // hidden: the outer level is off
  struct Level {
    Branch branch = Branch::hidden;
    bool after_else = false;
    std::uint32_t line = 0;
  };

  std::size_t skip_byte_order_mark(std::string_view bytes);  // its length, 0 when there is none
  void read_line(std::size_t begin, std::size_t end);
  void add_blank(std::size_t begin, std::size_t end);
  void beyond_limit(std::size_t begin, std::size_t end);
  void add_line(std::size_t begin, std::size_t end, text::NodeKind kind, bool active);
  void begin_section(std::size_t begin, std::size_t end);
  void close_section(std::size_t end);
  void report_lex_error();
  bool in_address(const VariableUse& use) const;
  void note_variables();
  void hide_line_secrets(std::string_view line);

  bool active() const { return levels_.empty() || levels_.back().branch == Branch::taken; }
  bool conditional();  // false: the line is none
  void open_level();
  void else_if();
  void else_level();
  void close_level();
  bool holds();  // the condition on this line
  void message_directive();
  void change_environment();

  std::string_view word(std::size_t i) const {
    return i < lexed_.words.size() ? lexed_.words[i].value : std::string_view();
  }
  text::Place place(std::size_t offset_in_line) const;
  void error(std::size_t word, std::string message, std::string hint);
  std::size_t words_before_keyword() const;  // 1 after "no" and "default"

  Reading& reading_;
  model::Version version_;
  Environment environment_;
  std::set<std::string, std::less<>> reported_variables_;
  std::set<std::string, std::less<>> reported_in_addresses_;
  std::set<std::string, std::less<>> reported_assumptions_;
  std::size_t expanded_bytes_ = 0;

  text::FileId file_ = 0;
  const text::Source* source_ = nullptr;
  std::uint32_t line_ = 0;
  text::Node* root_ = nullptr;
  text::Node* section_ = nullptr;
  std::string section_name_;
  std::size_t statements_ = 0;
  bool limit_reported_ = false;
  std::vector<Level> levels_;
  std::size_t levels_beyond_ = 0;  // .if below the depth that is kept
  bool depth_reported_ = false;
  bool after_secret_ = false;  // the line before holds one
  LexedLine lexed_;
};

}  // namespace ek::dialects::haproxy
