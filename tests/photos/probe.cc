// Photos made one by one, each in a child that may take no more memory than its headers say it
// needs:
//   photo_probe < LINES        a line: FILE <tab> FOLDER
// Prints a line for each: "made jpeg <computed> <taken>", "refused bad_image" or "died <signal>",
// and writes original and renditions into the folder, which is made for that.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "common/files.h"
#include "photo/photo.h"

namespace {

constexpr unsigned kMostSeconds = 90;

std::string Read(const std::string& name) { return common::ReadFile(name).value_or(""); }

void Write(const std::string& name, const std::string& bytes) {
  std::ofstream(name, std::ios::binary) << bytes;
}

// In bytes, a line of /proc/self/status.
std::uint64_t Memory(const char* line_name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(line_name))
      return std::strtoull(line.c_str() + std::strlen(line_name), nullptr, 10) * 1024;
  }
  return 0;
}

// From here on, no more address space than that.
void Limit(std::uint64_t more) {
  const std::uint64_t most = Memory("VmSize:") + more;
  const rlimit limit{most, most};
  if (setrlimit(RLIMIT_AS, &limit) != 0) std::abort();
}

const char* NameOf(photo::Refusal refusal) {
  switch (refusal) {
    case photo::Refusal::kUnsupported:
      return "unsupported_image";
    case photo::Refusal::kTooLarge:
      return "image_too_large";
    default:
      return "bad_image";
  }
}

void Store(const photo::Photo& made, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const std::string type(NameOf(made.rendition_format));
  Write(folder + "/original." + std::string(NameOf(made.format)), made.original);
  Write(folder + "/thumb." + std::string(NameOf(made.square_format)), made.thumb);
  Write(folder + "/medium." + type, made.medium);
  if (!made.large.empty()) Write(folder + "/large." + type, made.large);
}

void Probe(const std::string& bytes, const std::string& folder) {
  constexpr std::uint64_t kForLooking = 3 * 1024 * 1024;
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
  const std::uint64_t before = Memory("VmRSS:");
  const auto header = photo::Inspect(bytes);
  Limit(header.ok() ? header->memory : kForLooking);
  const auto made = photo::Make(bytes);
  const std::uint64_t taken = Memory("VmHWM:") - before;
  if (!made.ok()) {
    std::printf("refused %s\n", NameOf(made.error()));
    return;
  }
  Store(*made, folder);
  std::printf("made %s %llu %llu\n", std::string(NameOf(made->format)).c_str(),
              static_cast<unsigned long long>(header->memory),
              static_cast<unsigned long long>(taken));
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto tab = line.find('\t');
    const std::string bytes = Read(line.substr(0, tab));
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      alarm(kMostSeconds);
      Probe(bytes, line.substr(tab + 1));
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) std::printf("died %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  }
  return 0;
}
