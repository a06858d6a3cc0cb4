#include "child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace ek::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void become(const std::vector<char*>& words) {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(nowhere, fd);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

template <class T>
T middle(const std::vector<Run>& runs, T Run::*field) {
  std::vector<T> values;
  for (const Run& run : runs) values.push_back(run.*field);
  std::ranges::nth_element(values, values.begin() + static_cast<long>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace

Run run(const std::vector<std::string>& argv) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  Run result;
  const auto start = std::chrono::steady_clock::now();
  // Not vfork: the peak of the child would begin at ours.
  const pid_t pid = ::fork();
  if (pid < 0) return result;
  if (pid == 0) become(words);
  int status = 0;
  rusage used{};
  if (::wait4(pid, &status, 0, &used) != pid) return result;
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.user_s = seconds(used.ru_utime);
  result.system_s = seconds(used.ru_stime);
  result.peak_kb = used.ru_maxrss;
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  return result;
}

Run median(std::vector<Run> runs) {
  Run result;
  if (runs.empty()) return result;
  result.wall_s = middle(runs, &Run::wall_s);
  result.user_s = middle(runs, &Run::user_s);
  result.system_s = middle(runs, &Run::system_s);
  result.peak_kb = middle(runs, &Run::peak_kb);
  result.status = 0;
  for (const Run& run : runs)
    if (run.status != 0) result.status = run.status;
  return result;
}

}  // namespace ek::bench
