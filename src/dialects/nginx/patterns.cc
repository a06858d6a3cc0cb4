#include "dialects/nginx/patterns.h"

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <memory>

#include "dialects/nginx/seen.h"

namespace ek::dialects::nginx {
namespace {

// The program is built with PCRE or with PCRE2. Of what PCRE2 refuses, these PCRE refuses, too; it
// has been asked of 1.18.0 with PCRE 8.39 and of 1.22.1 with PCRE2 10.42. nullptr: not sure.
const char* fault_in_words(int error) {
  switch (error) {
    case PCRE2_ERROR_END_BACKSLASH:
      return "it ends with a \"\\\"";
    case PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER:
      return "the numbers in {} are out of order";
    case PCRE2_ERROR_QUANTIFIER_TOO_BIG:
      return "a number in {} is too big";
    case PCRE2_ERROR_MISSING_SQUARE_BRACKET:
      return "a \"]\" is missing";
    case PCRE2_ERROR_CLASS_RANGE_ORDER:
      return "a range in [] is out of order";
    case PCRE2_ERROR_QUANTIFIER_INVALID:
      return "nothing stands there that could be repeated";
    case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS:
      return "a \")\" is missing";
    case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS:
      return "a \"(\" is missing";
    default:
      return nullptr;
  }
}

// Whether "{,3}" and "{ 1 }" repeat something hangs on the library's version.
bool is_ambiguous(std::string_view pattern) {
  return pattern.find("{,") != std::string_view::npos ||
         pattern.find("{ ") != std::string_view::npos;
}

const char* pattern_fault(std::string_view pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  const std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> compiled(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), 0, &error, &at,
                    nullptr),
      &pcre2_code_free);
  if (compiled != nullptr) return nullptr;
  if (error == PCRE2_ERROR_QUANTIFIER_INVALID && is_ambiguous(pattern)) return nullptr;
  return fault_in_words(error);
}

}  // namespace

void check_pattern(Lowering& lowering, const Node& node, std::size_t word,
                   std::string_view pattern) {
  if (is_hidden(pattern) || pattern.empty()) return;
  if (const char* fault = pattern_fault(pattern))
    lowering.error(node, word, fmt::format("this regular expression cannot be compiled: {}", fault),
                   "quote it where it holds a space, \";\", \"{\" or \"}\"; \"\\\" before a "
                   "character takes it as it is");
}

void check_server_names(Lowering& lowering, const Node& node, const Scope& scope) {
  if (scope.context == context::mail_server) return;  // there a name is a name
  for (std::size_t word = 1; word < node.words.size(); ++word) {
    const std::string_view name = node.word(word);
    if (name == "~")
      lowering.error(node, word, "empty regex in server name \"~\"", "write it behind the \"~\"");
    else if (name.starts_with('~'))
      check_pattern(lowering, node, word, name.substr(1));
  }
}

}  // namespace ek::dialects::nginx
