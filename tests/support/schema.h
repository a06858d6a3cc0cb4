// Holds what evenkeel prints as JSON against the schemas that it publishes.
#pragma once

#include <string>

namespace ek::tests {

// "" when `json` is JSON and follows docs/schema/<name>.schema.json; else what is wrong.
std::string schema_violation(const std::string& json, const std::string& name);

}  // namespace ek::tests
