#include "support/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "rig/temp_dir.h"

namespace ek::tests {

std::string schema_violation(const std::string& json, const std::string& name) {
  rapidjson::Document schema_text, answer;
  const std::string path =
      std::string(EVENKEEL_SOURCE_DIR) + "/docs/schema/" + name + ".schema.json";
  if (schema_text.Parse(rig::read_file(path).c_str()).HasParseError()) return path + " is not JSON";
  if (answer.Parse(json.c_str()).HasParseError()) return "the answer is not JSON: " + json;
  const rapidjson::SchemaDocument schema(schema_text);
  rapidjson::SchemaValidator validator(schema);
  if (answer.Accept(validator)) return "";
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string(where.GetString()) + " breaks \"" + validator.GetInvalidSchemaKeyword() + "\"";
}

}  // namespace ek::tests
