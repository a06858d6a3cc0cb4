#include "rig/temp_dir.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "rig/outcome.h"

namespace ek::rig {
namespace {

// In memory where the system has such a folder: a busy disk then holds no balancer up at its log.
std::string parent_folder() {
  constexpr const char* memory = "/dev/shm";
  const char* chosen = std::getenv("TMPDIR");
  const std::string usual = ::access(memory, W_OK | X_OK) == 0 ? memory : "/tmp";
  std::string parent = chosen != nullptr && *chosen != '\0' ? chosen : usual;
  return parent.size() + sizeof("/ek-rig-XXXXXX") > kTempPathMax ? "/tmp" : parent;
}

}  // namespace

TempDir::TempDir() {
  std::string name = parent_folder() + "/ek-rig-XXXXXX";
  require(::mkdtemp(name.data()) != nullptr, "cannot make a temporary folder");
  path_ = name;
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TempDir::~TempDir() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(std::string_view name, std::string_view content) const {
  const std::string where = file(name);
  std::ofstream out(where, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.flush();
  require(out.good(), "cannot write into the temporary folder");
  return where;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace ek::rig
