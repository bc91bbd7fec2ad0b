// Measures the gateway of one `fotogal` program, on loopback, and prints rows of a table.
//
//   bench_gateway FOTOGAL LABEL
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/figures/figures.h"
#include "bench/gateway/load.h"
#include "bench/gateway/service.h"
#include "common/unique_fd.h"

namespace {

constexpr size_t kMegabyte = 1024 * 1024;
constexpr double kSeconds = 5;
constexpr int kRounds = 5;

std::string Specification(int service_port) {
  return R"({"routes": [
    {"path": "/v1/health", "methods": ["GET"], "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 200, "body": "up"}},
    {"path": "/stock", "methods": ["ANY"], "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 200, "body": "stock"}},
    {"path": "/http", "methods": ["ANY"], "backend": {"type": "HTTP_BACKEND", "url": "http://127.0.0.1:)" +
         std::to_string(service_port) +
         R"(/x", "connectTimeoutInSeconds": 5, "readTimeoutInSeconds": 10, "sendTimeoutInSeconds": 10}},
    {"path": "/function", "methods": ["ANY"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "{{function.health}}"}}
  ]})";
}

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The process of FOTOGAL up, in a folder of its own.
class Up {
 public:
  Up(const std::string& program, int service_port) {
    folder_ =
        std::filesystem::temp_directory_path() / ("bench-gateway-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "specification.json") << Specification(service_port);
    const std::string data = folder_ / "data", specification = folder_ / "specification.json";
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // no gateway outlives its measuring
      const std::string log = folder_ / "log";
      static_cast<void>(freopen(log.c_str(), "w", stdout) && freopen(log.c_str(), "a", stderr));
      ::execl(program.c_str(), program.c_str(), "up", "--port", "18463", "--data", data.c_str(),
              "--specification", specification.c_str(), nullptr);
      ::_exit(127);
    }
  }
  ~Up() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  static constexpr int kPort = 18463;

  // Waits until the gateway answers; its process.
  pid_t AwaitGateway() const {
    std::string why;
    for (int tries = 0; tries < 600; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      try {
        bench::Call(kPort, "/stock", 1, 1);
        return FindGateway();
      } catch (const std::exception& error) {  // not yet
        why = error.what();
      }
    }
    throw std::runtime_error("the gateway did not come up: " + why);
  }

 private:
  pid_t FindGateway() const {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string stat = Contents(entry.path() / "stat");
      const std::string command = Contents(entry.path() / "cmdline");
      const auto name_end = stat.rfind(')');
      if (name_end == std::string::npos ||
          command.find(std::string("\0serve\0", 7)) == std::string::npos)
        continue;
      if (std::atoi(stat.c_str() + name_end + 4) == pid_)
        return std::atoi(entry.path().filename().c_str());
    }
    throw std::runtime_error("no process of the gateway");
  }

  std::filesystem::path folder_;
  pid_t pid_;
};

double Megabytes(pid_t process, const std::string& what) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(what)) return std::stod(line.substr(what.size())) / 1024;
  }
  return 0;
}

void Speed(const std::string& label, const std::string& path) {
  for (const size_t connections : {1, 16, 64}) {
    bench::Call(Up::kPort, path, connections, 0.5);  // warm
    std::vector<double> a_second, p50_us, p99_us;
    for (int round = 0; round < kRounds; ++round) {
      const auto measured = bench::Call(Up::kPort, path, connections, kSeconds / kRounds);
      a_second.push_back(measured.calls_per_second);
      p50_us.push_back(measured.p50_us);
      p99_us.push_back(measured.p99_us);
    }
    std::printf("| %s | %s | %zu | %s | %s | %s |\n", label.c_str(), path.c_str(), connections,
                Text(bench::SpreadOf(a_second), 0).c_str(),
                Text(bench::SpreadOf(p50_us), 0).c_str(), Text(bench::SpreadOf(p99_us), 0).c_str());
  }
}

void Memory(const std::string& label, pid_t gateway, double idle) {
  std::vector<common::UniqueFd> slow;
  for (int i = 0; i < 900; ++i) slow.emplace_back(bench::Connect(Up::kPort));
  for (const auto& fd : slow) static_cast<void>(!::write(fd.get(), "GET /slow", 9));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const double crowded = Megabytes(gateway, "VmRSS:");
  slow.clear();
  for (const bool chunked : {false, true}) {
    for (const char* path : {"/function", "/http"})
      bench::PutBodies(Up::kPort, path, 8, 256 * kMegabyte, chunked);
  }
  std::printf("MEMORY| %s | %.0f | %.0f | %.0f | %.0f |\n", label.c_str(), idle, crowded,
              Megabytes(gateway, "VmHWM:"), Megabytes(gateway, "VmRSS:"));
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 3) throw std::runtime_error("bench_gateway FOTOGAL LABEL");
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, nullptr, _IOLBF, 0);
  const Up up(arguments[1], bench::StartService());
  const pid_t gateway = up.AwaitGateway();
  const double idle = Megabytes(gateway, "VmRSS:");
  Speed(arguments[2], "/stock");
  Speed(arguments[2], "/http");
  Memory(arguments[2], gateway, idle);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_gateway: %s\n", error.what());
  return 1;
}
