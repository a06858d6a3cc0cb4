// Configurations are often rendered from templates. A file that still holds a template's marks is
// no configuration yet: one sentence says so, in the place of an error a line.
#pragma once

#include "dialects/dialect.h"

namespace ek::app {

// True: the reading holds nothing more than that one error. Looks for {{ }}, {% %} and <% %>
// outside of comments and quotes (texts to be sent may hold them), in lines that cannot be read.
bool refuse_template(dialects::Reading& reading);

}  // namespace ek::app
