#include "support/evenkeel.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "rig/temp_dir.h"

namespace ek::tests {
namespace {

// Why so much: the longest answers take seconds, and the sanitizers make a program twenty times
// slower.
constexpr rlim_t cpu_seconds_max = 120;

void redirect(const std::string& path, int flags, int onto) {
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd < 0 || ::dup2(fd, onto) < 0) ::_exit(126);
}

[[noreturn]] void become_evenkeel(const std::vector<std::string>& arguments, const Streams& streams,
                                  const std::string& output, const std::string& errors) {
  const rlimit processor{cpu_seconds_max, cpu_seconds_max}, no_core{0, 0};
  ::setrlimit(RLIMIT_CPU, &processor);
  ::setrlimit(RLIMIT_CORE, &no_core);
  redirect(streams.input, O_RDONLY, STDIN_FILENO);
  redirect(output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(errors, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  ::unsetenv("COLUMNS");
  if (!streams.columns.empty()) ::setenv("COLUMNS", streams.columns.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>(EVENKEEL_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(EVENKEEL_PROGRAM, argv.data());
  ::_exit(127);
}

}  // namespace

Answer run_evenkeel(const std::vector<std::string>& arguments, const Streams& streams) {
  const rig::TempDir folder;
  const std::string own = folder.file("out"), errors = folder.file("err");
  const std::string& output = streams.output.empty() ? own : streams.output;
  const pid_t child = ::fork();
  if (child == 0) become_evenkeel(arguments, streams, output, errors);
  Answer answer;
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) return answer;
  answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  answer.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (streams.output.empty()) answer.out = rig::read_file(own);
  answer.err = rig::read_file(errors);
  answer.memory_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  return answer;
}

}  // namespace ek::tests
