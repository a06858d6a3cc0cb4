#include "rig/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <sstream>

#include "rig/fd.h"
#include "rig/patience.h"
#include "rig/temp_dir.h"

namespace ek::rig {
namespace {

constexpr int kCannotExec = 127;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::string name_part(const std::string& assignment) {
  return assignment.substr(0, assignment.find('=') + 1);
}

std::vector<std::string> environment_with(const std::vector<std::string>& additions) {
  std::vector<std::string> result = additions;
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string name = name_part(*entry);
    const auto same = [&](const std::string& a) { return name_part(a) == name; };
    if (std::none_of(additions.begin(), additions.end(), same)) result.emplace_back(*entry);
  }
  return result;
}

// All that runs between fork and exec: async-signal-safe calls only, nothing allocated.
[[noreturn]] void become(const ProcessOptions& options, pid_t parent, int output, char* const* argv,
                         char* const* envp) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, options.signal_if_parent_dies);
  if (::getppid() != parent) ::_exit(kCannotExec);  // the parent died before prctl
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  for (const int fd : options.inherited_fds) ::fcntl(fd, F_SETFD, 0);
  ::execve(argv[0], argv, envp);
  ::_exit(kCannotExec);
}

std::string from_path_lists(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path != nullptr ? path : "") +
                             ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

}  // namespace

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  std::string variable = "EVENKEEL_";
  for (const char c : name) {
    variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (const char* chosen = std::getenv(variable.c_str()); chosen != nullptr && *chosen != '\0') {
    return chosen;
  }
  return from_path_lists(name);
}

Outcome<Process> Process::start(const ProcessOptions& options) {
  std::vector<std::string> arguments = options.argv;
  arguments.at(0) = find_program(arguments.at(0));
  if (arguments[0].empty()) {
    return failure("cannot find the program " + options.argv[0] + "; is its package installed?");
  }
  std::vector<std::string> variables = environment_with(options.environment);
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(variables);
  const Fd output(
      ::open(options.output_file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600));
  if (!output.open()) return failure(with_errno("cannot open " + options.output_file));
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return failure(with_errno("cannot fork"));
  if (child == 0) become(options, parent, output.get(), argv.data(), envp.data());
  return Process(child, options.stop_signal, options.output_file);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      stop_signal_(other.stop_signal_),
      output_file_(std::move(other.output_file_)),
      end_(other.end_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(stop_signal_, other.stop_signal_);
  std::swap(output_file_, other.output_file_);
  std::swap(end_, other.end_);
  return *this;
}

Process::~Process() {
  if (pid_ > 0) stop();
}

// Looks without reaping: until it is reaped, the pid (and its group's id) cannot be given away.
bool Process::ended() const {
  if (pid_ < 0) return true;
  siginfo_t info{};
  const int got = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return got == 0 ? info.si_pid == pid_ : errno == ECHILD;
}

// setsid() made the child's pid its group's id: the kill reaches workers that a dead master left.
void Process::reap() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);
  int status = 0;
  pid_t got = 0;
  do {
    got = ::waitpid(pid_, &status, 0);
  } while (got < 0 && errno == EINTR);
  if (got == pid_ && WIFEXITED(status)) end_.exit_status = WEXITSTATUS(status);
  if (got == pid_ && WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
  pid_ = -1;
}

void Process::send_signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

std::optional<ProcessEnd> Process::wait_end(std::chrono::milliseconds wait) {
  Patience patience(wait);
  while (!ended()) {
    if (!patience.again()) return std::nullopt;
  }
  reap();
  return end_;
}

ProcessEnd Process::stop(std::chrono::milliseconds wait) {
  if (pid_ < 0) return end_;
  send_signal(stop_signal_);
  if (!wait_end(wait)) reap();
  return end_;
}

std::string Process::output() const {
  return read_file(output_file_);
}

Outcome<Finished> run_program(const std::vector<std::string>& argv,
                              std::chrono::milliseconds wait) {
  const TempDir folder;
  ProcessOptions options;
  options.argv = argv;
  options.output_file = folder.file("output");
  Outcome<Process> process = Process::start(options);
  if (!process) return failure(process.error());
  const std::optional<ProcessEnd> end = process->wait_end(wait);
  if (!end) return failure(argv[0] + " did not end in time");
  if (end->exit_status == kCannotExec) return failure("cannot execute " + argv[0]);
  return Finished{*end, process->output()};
}

std::vector<pid_t> child_processes() {
  std::vector<pid_t> result;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string stat = read_file(entry.path() / "stat");
    // pid (command) state parent …; a command may hold spaces and brackets itself.
    const std::size_t bracket = stat.rfind(')');
    if (bracket == std::string::npos) continue;
    std::istringstream rest(stat.substr(bracket + 1));
    char state = 0;
    pid_t parent = 0;
    if (rest >> state >> parent && parent == ::getpid()) result.push_back(std::stoi(name));
  }
  return result;
}

}  // namespace ek::rig
