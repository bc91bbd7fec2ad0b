#include "local/command/detached.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/unique_fd.h"
#include "local/command/children.h"
#include "local/running/data_folder.h"
#include "oci/json_text.h"
#include "terminal/terminal.h"

namespace local {
namespace {

void Tell(int pipe, const nlohmann::json& report) {
  const std::string text = oci::JsonText(report);
  [[maybe_unused]] const auto written = write(pipe, text.data(), text.size());
}

[[noreturn]] void BeTheService(int told, int log,
                               const std::function<oci::Status(const OnReady&)>& run) {
  setsid();
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  const auto ran = run([&](const ReadyService& service) {
    std::printf("%s\n", service.line.c_str());
    std::fflush(stdout);
    Tell(told, {{"line", service.line}, {"url", service.url}});
    close(told);
    told = -1;
  });
  if (!ran.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", ran.error().message.c_str());
    if (told >= 0) Tell(told, {{"error", ran.error().message}});
  }
  std::fflush(stdout);
  _exit(ran.ok() ? 0 : 1);
}

// Reads what the process reports. Empty when a signal stops this command; then the process being
// started ends too.
nlohmann::json ReadReport(int pipe, pid_t service) {
  constexpr int kLookEveryMs = 100;
  std::string text;
  char piece[4096];
  for (pollfd heard{pipe, POLLIN, 0};;) {
    if (Children::StopRequested()) {
      kill(service, SIGTERM);
      return {};
    }
    if (poll(&heard, 1, kLookEveryMs) <= 0) continue;
    const auto count = read(pipe, piece, sizeof piece);
    if (count <= 0) return oci::JsonOf(text);
    text.append(piece, static_cast<size_t>(count));
  }
}

}  // namespace

oci::Result<ReadyService> RunDetached(const std::string& data,
                                      const std::function<oci::Status(const OnReady&)>& run) {
  OCI_ASSIGN_OR_RETURN(const auto folder, OpenDataFolder(data));
  const std::string log_path = folder.Logs() + "/up.log";
  const common::UniqueFd log(
      open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log) return oci::ConfigurationError(log_path + ": " + std::strerror(errno));
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return oci::ConfigurationError(std::string("pipe: ") + std::strerror(errno));
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    BeTheService(ends[1], log.get(), run);
  }
  close(ends[1]);
  const common::UniqueFd heard(ends[0]);
  if (pid < 0) return oci::ConfigurationError(std::string("fork: ") + std::strerror(errno));
  terminal::WaitLine wait(stderr);
  wait.Begin("starting FotoGal in the background");
  const nlohmann::json report = ReadReport(heard.get(), pid);
  if (report.is_object() && report.contains("url")) {
    wait.End();
    const ReadyService service{report.value("line", ""), report.value("url", "")};
    std::printf("%s\n  process %d\n  data    %s\n  log     %s\nStop it: fotogal down --data %s\n",
                service.line.c_str(), pid, folder.path.c_str(), log_path.c_str(),
                folder.path.c_str());
    return service;
  }
  waitpid(pid, nullptr, 0);
  if (report.is_object()) return oci::ConfigurationError(report.value("error", ""));
  return oci::ConfigurationError("it ended before it was up; see " + log_path);
}

}  // namespace local
