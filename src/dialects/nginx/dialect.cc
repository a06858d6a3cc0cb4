#include "dialects/dialect.h"

namespace ek::dialects::nginx {
namespace {

int recognise(std::string_view) { return 0; }

Reading read_text(std::string_view, std::string_view, const ReadOptions&) { return {}; }

base::Result<Reading> read(std::span<const std::string>, const ReadOptions&) { return Reading{}; }

}  // namespace

const Dialect& dialect() {
  static const Dialect instance{
      "nginx", model::ProgramKind::nginx, {1, 22, 1}, {1, 18, 0}, {1, 31, 0}, recognise, read, read_text};
  return instance;
}

}  // namespace ek::dialects::nginx
