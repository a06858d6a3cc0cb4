#include "app/program.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ek::tests {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void redirect(const std::string& path, int flags, int onto) {
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd < 0 || ::dup2(fd, onto) < 0) ::_exit(126);
}

}  // namespace

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "evenkeel-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  const std::string path = path_ + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

namespace {

Answer run(const std::vector<std::string>& arguments, const std::string& standard_input,
           const std::string& into) {
  const Folder folder;
  const std::string in = folder.write("in", standard_input);
  const std::string err = folder.write("err", "");
  const std::string out = into.empty() ? folder.write("out", "") : into;
  std::vector<char*> argv{const_cast<char*>(EVENKEEL_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    redirect(in, O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_TRUNC, STDERR_FILENO);
    ::execv(EVENKEEL_PROGRAM, argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, into.empty() ? read_file(out) : "", read_file(err)};
}

}  // namespace

Answer run_evenkeel(const std::vector<std::string>& arguments, const std::string& standard_input) {
  return run(arguments, standard_input, "");
}

Answer run_evenkeel_into(const std::string& path, const std::vector<std::string>& arguments) {
  return run(arguments, "", path);
}

std::string schema_violation(const std::string& json, const std::string& name) {
  rapidjson::Document schema_text, answer;
  const std::string path =
      std::string(EVENKEEL_SOURCE_DIR) + "/docs/schema/" + name + ".schema.json";
  if (schema_text.Parse(read_file(path).c_str()).HasParseError()) return path + " is not JSON";
  if (answer.Parse(json.c_str()).HasParseError()) return "the answer is not JSON: " + json;
  const rapidjson::SchemaDocument schema(schema_text);
  rapidjson::SchemaValidator validator(schema);
  if (answer.Accept(validator)) return "";
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string(where.GetString()) + " breaks \"" + validator.GetInvalidSchemaKeyword() + "\"";
}

}  // namespace ek::tests
