// Headers and cookies as nginx's variables have them.
#pragma once

#include <string>
#include <string_view>

#include "model/key.h"
#include "model/program.h"
#include "model/request.h"

namespace ek::predict::nginx {

// $http_: `part` names the header; with the converter "underscores" a `_` in a header's name is as
// good as a `-` (underscores_in_headers on), without it such a header is dropped.
void append_header(const model::KeyPart& part, const model::Request& request,
                   model::Version version, std::string& out);
// $cookie_: from the Cookie headers, else from the request's cookies.
std::string_view cookie_of(const model::Request& request, std::string_view name);

}  // namespace ek::predict::nginx
