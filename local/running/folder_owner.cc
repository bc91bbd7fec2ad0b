#include "local/running/folder_owner.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>

#include "common/unique_fd.h"

namespace local {
namespace {

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

std::optional<ProcessMark> MarkOf(pid_t pid) {
  constexpr int kFieldsBeforeStart = 18;  // between the state and starttime, see proc(5)
  if (pid <= 0) return std::nullopt;
  const std::string stat = FirstLine("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = stat.rfind(')');  // the name may contain spaces and brackets
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string state, field;
  fields >> state;
  if (state == "Z" || state == "X") return std::nullopt;
  for (int i = 0; i < kFieldsBeforeStart; ++i) fields >> field;
  fields >> field;
  if (!fields) return std::nullopt;
  return ProcessMark{pid, field + "@" + FirstLine("/proc/sys/kernel/random/boot_id")};
}

std::string ToText(const ProcessMark& mark) {
  return std::to_string(mark.pid) + " " + mark.started + "\n";
}

std::optional<ProcessMark> ParseMark(const std::string& text) {
  std::istringstream words(text);
  ProcessMark mark;
  if (!(words >> mark.pid >> mark.started) || mark.pid <= 0) return std::nullopt;
  return mark;
}

oci::Result<Ended> EndProcess(const ProcessMark& mark, std::chrono::milliseconds patience) {
  // The file descriptor refers to the process that has the number now; comparing marks tells
  // whether that is the right one.
  const common::UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, mark.pid, 0)));
  if (process.get() < 0 || MarkOf(mark.pid) != mark) return Ended::kNobody;
  if (syscall(SYS_pidfd_send_signal, process.get(), SIGTERM, nullptr, 0) != 0) {
    if (errno == ESRCH) return Ended::kNobody;
    return oci::ConfigurationError("process " + std::to_string(mark.pid) + ": " +
                                   std::strerror(errno));
  }
  pollfd ended{process.get(), POLLIN, 0};
  return poll(&ended, 1, static_cast<int>(patience.count())) > 0 ? Ended::kYes : Ended::kNotYet;
}

}  // namespace local
