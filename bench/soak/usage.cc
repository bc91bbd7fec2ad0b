#include "bench/soak/usage.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace bench {
namespace {

namespace fs = std::filesystem;

std::string ProcessFolder(pid_t pid) { return "/proc/" + std::to_string(pid); }

std::vector<pid_t> StartedBy(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code gone;
  for (const auto& task : fs::directory_iterator(ProcessFolder(parent) + "/task", gone)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child; list >> child;) children.push_back(child);
  }
  return children;
}

std::string CommandOf(pid_t pid) {
  std::ifstream file(ProcessFolder(pid) + "/cmdline");
  std::string text;
  std::getline(file, text, '\n');
  std::ranges::replace(text, '\0', ' ');
  return text;
}

double ResidentMegabytes(pid_t pid) {
  std::ifstream file(ProcessFolder(pid) + "/statm");
  long total = 0, resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

long OpenFiles(pid_t pid) {
  std::error_code gone;
  const fs::directory_iterator files(ProcessFolder(pid) + "/fd", gone);
  return std::distance(fs::begin(files), fs::end(files));
}

}  // namespace

Usage UsageOf(pid_t up) {
  Usage usage;
  for (const pid_t child : StartedBy(up)) {
    const std::string command = CommandOf(child);
    if (command.find(" stand-in ") != std::string::npos) {
      usage.cloud_mb = ResidentMegabytes(child);
      usage.cloud_files = OpenFiles(child);
    }
    if (command.find(" serve ") == std::string::npos) continue;
    usage.gateway_mb = ResidentMegabytes(child);
    usage.gateway_files = OpenFiles(child);
    for (const pid_t function : StartedBy(child)) {
      usage.functions_mb += ResidentMegabytes(function);
      ++usage.instances;
    }
  }
  return usage;
}

}  // namespace bench
