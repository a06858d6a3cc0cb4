#include "dialects/dialect.h"

namespace ek::dialects::haproxy {
namespace {

int recognise(std::string_view) { return 0; }

Reading read_text(std::string_view, std::string_view, const ReadOptions&) { return {}; }

base::Result<Reading> read(std::span<const std::string>, const ReadOptions&) { return Reading{}; }

}  // namespace

const Dialect& dialect() {
  static const Dialect instance{
      "haproxy", model::ProgramKind::haproxy, {2, 6, 12}, {2, 4, 0}, {3, 4, 0}, recognise, read, read_text};
  return instance;
}

}  // namespace ek::dialects::haproxy
