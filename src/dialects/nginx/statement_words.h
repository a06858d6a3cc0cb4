// The words of a statement as the tree keeps them: without what looks like a secret, and with the
// lines hidden that hold one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "text/source.h"
#include "text/tree.h"

namespace ek::dialects::nginx {

class StatementWords {
 public:
  // In that order, statement by statement: the next one may be the rest of a secret.
  StatementWords(text::Sources& sources, text::FileId file, text::Tree& tree)
      : sources_(sources), file_(file), tree_(tree) {}

  // `around`: the words of the block that it stands in.
  std::span<const text::Word> keep(std::span<text::Word> words, std::span<const text::Word> around);

  // The first as a message may show it: a value without its end stands where a name should.
  std::string name(std::span<text::Word> words, std::span<const text::Word> around);

  void hide_lines(std::uint32_t begin, std::uint32_t end);
  void hide_lines_if_secret(std::uint32_t begin, std::uint32_t end, std::string_view text);

 private:
  text::Sources& sources_;
  text::FileId file_;
  text::Tree& tree_;
  bool after_secret_ = false;  // the statement before holds one
};

}  // namespace ek::dialects::nginx
