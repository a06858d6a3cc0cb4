// What `check` found, drawn with the source line and a caret, or written as JSON.
#pragma once

#include <string_view>

#include "dialects/dialect.h"
#include "lint/check.h"
#include "report/output.h"
#include "report/style.h"
#include "report/told.h"

namespace ek::report {

struct FindingsView {
  const dialects::Reading& reading;
  const lint::CheckResult& result;
  std::string_view file;  // as the user named it
  Told policy{};
};

void findings_text(const FindingsView& view, const Style& style, Output& output);
void findings_json(const FindingsView& view, Output& output);

}  // namespace ek::report
