#include "fuzz/printable.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "base/text.h"

namespace ek::fuzz {
namespace {

// The place in a long text, for the complaint.
std::string around(std::string_view text, std::size_t at) {
  const std::size_t begin = at < 60 ? 0 : at - 60;
  return base::printable(text.substr(begin, 120));
}

// Most output is plain; the fuzzer need not follow every one of its bytes.
#if defined(__clang__)
__attribute__((no_sanitize("coverage")))
#endif
bool plain(std::string_view text) {
  for (const char c : text)
    if ((c < ' ' || c > '~') && c != '\n') return false;
  return true;
}

// A printed patch has its file's tabs and line ends as they are, or it would not apply.
std::string without_patch_blanks(std::string_view line) {
  std::string out(line);
  if (!line.starts_with("    ")) return out;
  if (out.ends_with('\r')) out.pop_back();
  std::replace(out.begin(), out.end(), '\t', ' ');
  return out;
}

}  // namespace

Complaint not_printable(std::string_view text) {
  if (plain(text)) return "";
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) end = text.size();
    const std::string line = without_patch_blanks(text.substr(begin, end - begin));
    const std::string safe = base::printable(line);
    if (safe != line) {
      std::size_t at = 0;
      while (at < line.size() && at < safe.size() && line[at] == safe[at]) ++at;
      return "unprintable output: " + around(text, begin + at);
    }
    begin = end + 1;
  }
  return "";
}

Complaint not_json(std::string_view text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> ignore;
  rapidjson::Reader reader;
  reader.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(stream,
                                                                                       ignore);
  if (reader.HasParseError())
    return fmt::format("output is no JSON: {}: {}",
                       rapidjson::GetParseError_En(reader.GetParseErrorCode()),
                       around(text, reader.GetErrorOffset()));
  return not_printable(text);
}

}  // namespace ek::fuzz
