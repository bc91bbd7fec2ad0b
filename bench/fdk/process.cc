#include "bench/fdk/process.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

constexpr int kStartLimitMs = 30'000;

void AwaitEntry(int watch, const std::string& path) {
  char events[4096];
  pollfd polled{watch, POLLIN, 0};
  while (!std::filesystem::is_symlink(std::filesystem::symlink_status(path))) {
    if (::poll(&polled, 1, kStartLimitMs) <= 0) throw std::runtime_error("does not start");
    [[maybe_unused]] const auto size = ::read(watch, events, sizeof events);
  }
}

}  // namespace

double NowMs() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Process::Process(const Target& target) {
  char folder[] = "/tmp/fdk-bench-XXXXXX";
  if (!::mkdtemp(folder)) throw std::runtime_error("mkdtemp");
  folder_ = folder;
  const std::string link = folder_ + "/lsnr.sock";
  watch_ = common::UniqueFd(::inotify_init1(IN_CLOEXEC));
  ::inotify_add_watch(watch_.get(), folder, IN_CREATE);
  std::vector<char*> arguments;
  for (const auto& word : target.command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  started_ms_ = NowMs();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::setenv("FN_LISTENER", ("unix:" + link).c_str(), 1);
    ::setenv("FN_FORMAT", "http-stream", 1);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  AwaitEntry(watch_.get(), link);
  link_ms_ = SinceStartMs();
}

Process::~Process() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

double Process::SinceStartMs() const { return NowMs() - started_ms_; }

int Process::Connect() const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder_ + "/lsnr.sock").copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
  return fd;
}

double Process::CpuMicroseconds() const {
  double nanoseconds = 0;
  const auto tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::ifstream file(task.path() / "schedstat");
    double on_cpu = 0;
    file >> on_cpu;
    nanoseconds += on_cpu;
  }
  return nanoseconds / 1000;
}

std::string Process::StatusField(const std::string& name) const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return line.substr(name.size() + 1);
  }
  return "0";
}

double Process::ResidentMb() const { return std::stod(StatusField("VmRSS")) / 1024; }

double Process::PeakRssMb() const { return std::stod(StatusField("VmHWM")) / 1024; }

int Process::Threads() const { return std::stoi(StatusField("Threads")); }

}  // namespace bench
