// Runs the built evenkeel as users do: arguments in, standard output, standard error and exit code
// out.
#pragma once

#include <string>
#include <vector>

namespace ek::tests {

struct Answer {
  int exit_code = -1;  // 128 + signal when it was killed
  std::string out, err;
};

Answer run_evenkeel(const std::vector<std::string>& arguments,
                    const std::string& standard_input = "");

// The same with standard output going to that file or device; `out` is then empty.
Answer run_evenkeel_into(const std::string& path, const std::vector<std::string>& arguments);

// A folder of its own for a test, removed at the end; write() makes a file in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) const;  // its path
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// "" when `json` is JSON and follows docs/schema/<name>.schema.json; else what is wrong.
std::string schema_violation(const std::string& json, const std::string& name);

}  // namespace ek::tests
