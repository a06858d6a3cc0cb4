// How far a file was understood, line by line.
#pragma once

#include "dialects/dialect.h"
#include "report/output.h"
#include "report/style.h"

namespace ek::report {

void coverage_text(const dialects::Reading& reading, std::string_view file, const Style& style,
                   Output& output);
void coverage_json(const dialects::Reading& reading, std::string_view file, Output& output);

}  // namespace ek::report
