// What nginx's processes and the unknowns of a pool do to how exact a prediction can be.
#pragma once

#include <string>

#include "predict/algorithm.h"
#include "predict/grade.h"

namespace ek::predict::nginx {

// Methods with a sequence (round robin, least_conn): exact with one worker or `zone`, else one
// sequence a worker, and the kernel deals the connections out among them.
Grade sequence_grade(const Context& context);
// Methods that compute the server from the request: every worker computes the same.
Grade stateless_grade(const Context& context);
// The same, and the key must be one that we can compute.
Grade keyed_grade(const Context& context);
// What of a part that is not computed: "the value of <part> …".
std::string why_unknown(const model::KeyPart& part);
// Methods that draw: the long-run shares alone.
Grade drawn_grade(const Context& context);

}  // namespace ek::predict::nginx
