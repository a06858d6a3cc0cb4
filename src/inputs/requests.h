// Reads request files: one JSON object a line, every field optional (see docs/guides/requests.md).
#pragma once

#include <vector>

#include "model/request.h"
#include "text/diagnostic.h"
#include "text/source.h"

namespace ek::inputs {

inline constexpr std::size_t requests_max = 50'000'000;
inline constexpr std::size_t request_line_bytes_max = 1u << 20;  // no server accepts such a request

// Lines that are wrong and may hold a secret (an Authorization header, a cookie) are marked in
// `sources`, so that no excerpt shows them.
std::vector<model::Request> parse_requests(text::Sources& sources, text::FileId file,
                                           text::Diagnostics& diagnostics);

}  // namespace ek::inputs
