// Measures how functions start: `bench_start OUTPUT NAME EXECUTABLE [NAME EXECUTABLE]...`. Run by
// bench/start/run.
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bench/fdk/process.h"
#include "bench/figures/figures.h"
#include "local/standin/identity/principals.h"

namespace bench {
namespace {

constexpr int kStarts = 41;

// What a function needs to be told before it takes a call; nothing is asked of the endpoints.
void SetEnvironment(const std::filesystem::path& folder) {
  const auto principals = standin::Principals::Open(folder, std::chrono::system_clock::now());
  if (!principals.ok()) throw std::runtime_error(principals.error().message);
  for (const auto& [name, value] : principals->ResourcePrincipalEnvironment())
    ::setenv(name.c_str(), value.c_str(), 1);
  for (const char* name : {"FOTOGAL_OBJECT_NAMESPACE", "FOTOGAL_BUCKET", "FOTOGAL_CURSOR_KEY"})
    ::setenv(name, std::string(64, 'f').c_str(), 1);
}

// The first call: a path that nobody serves, or for a job's function no job.
void Call(const Process& process) {
  const int fd = process.Connect();
  const std::string request =
      "POST /call HTTP/1.1\r\nHost: localhost\r\nFn-Intent: httprequest\r\nFn-Http-Method: GET\r\n"
      "Fn-Http-Request-Url: /nowhere\r\nFn-Call-Id: 1\r\nContent-Length: 0\r\n\r\n";
  if (::send(fd, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size()))
    throw std::runtime_error("send");
  std::string answer(4096, '\0');
  const auto size = ::recv(fd, answer.data(), answer.size(), 0);
  ::close(fd);
  if (size <= 0 || !answer.starts_with("HTTP/1.1 200"))
    throw std::runtime_error("an unexpected answer: " + answer);
}

std::string Row(const Target& target) {
  std::vector<double> links, answers, resident;
  for (int i = 0; i < kStarts; ++i) {
    const Process process(target);
    Call(process);
    answers.push_back(process.SinceStartMs());
    links.push_back(process.link_ms());
    resident.push_back(process.ResidentMb());
  }
  char text[256];
  std::snprintf(text, sizeof text, "| %s | %.1f | %s | %s | %s |\n", target.name.c_str(),
                static_cast<double>(std::filesystem::file_size(target.command[0])) / 1e6,
                Text(SpreadOf(links), 1).c_str(), Text(SpreadOf(answers), 1).c_str(),
                Text(SpreadOf(resident), 1).c_str());
  return text;
}

void Measure(const std::string& output, const std::vector<Target>& targets) {
  const std::filesystem::path folder = "/tmp/fotogal-bench-start-" + std::to_string(::getpid());
  SetEnvironment(folder);
  std::string text =
      "# Start benchmark\n\n`make bench` (`bench/start/run`): " + Machine() +
      ".\nMedian (least–most) of " + std::to_string(kStarts) +
      " starts each. The first answer is a 404, for which a function asks nobody; resident memory\n"
      "is read after it, when the function is idle. `feed` prepares its statements beside that, "
      "and "
      "here\n"
      "nobody answers; `sweep` asks NoSQL in vain.\n\n"
      "| function | file MB | exec to socket ms | exec to first answer ms | resident MB |\n"
      "|---|---|---|---|---|\n";
  for (const auto& target : targets) text += Row(target);
  std::filesystem::remove_all(folder);
  std::printf("%s", text.c_str());
  std::ofstream(output) << text;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  if (count < 4 || count % 2 != 0) {
    std::fprintf(stderr, "usage: bench_start OUTPUT NAME EXECUTABLE [NAME EXECUTABLE]...\n");
    return 2;
  }
  std::vector<bench::Target> targets;
  for (int i = 2; i < count; i += 2) targets.push_back({arguments[i], {arguments[i + 1]}});
  try {
    bench::Measure(arguments[1], targets);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_start: %s\n", failure.what());
    return 1;
  }
  return 0;
}
