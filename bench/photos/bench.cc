// How long photos take and what they hold: the library by itself, then one instance of `upload`.
//   bench_photos RESULTS_FILE
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "bench/figures/figures.h"
#include "photo/photo.h"
#include "tests/photos/large_photo.h"
#include "tests/support/running_service.h"

using namespace tests;
using Clock = std::chrono::steady_clock;

namespace {

double Milliseconds(Clock::time_point since) {
  return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

double Kilobytes(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1));
  }
  return 0;
}

struct Sample {
  const char* name;
  std::function<std::string()> make;
};

const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = {
      {"12 MP JPEG", [] { return LargePhoto(1); }},
      {"12 MP JPEG, progressive", [] { return LargePhoto(1, {.progressive = true}); }},
      {"12 MP PNG", [] { return LargePng(4000, 3000, {}); }},
      {"12 MP PNG, interlaced", [] { return LargePng(4000, 3000, {.interlaced = true}); }},
      {"50 MP JPEG", [] { return LargePhoto(1, {}, 8160, 6120); }},
      {"50 MP JPEG, progressive", [] { return LargePhoto(1, {.progressive = true}, 8160, 6120); }}};
  return samples;
}

// What the library takes for one photo, measured in a process of its own.
struct Cost {
  bench::Spread inspect = {}, sanitize = {}, make = {};  // ms
  double held_mb = 0;                                    // peak beyond the photo's own bytes
};

Cost Measure(const std::string& bytes) {
  constexpr int kRounds = 5;
  std::vector<double> inspect, sanitize, make;
  const double before = Kilobytes(getpid(), "VmRSS");
  for (int round = 0; round < kRounds; ++round) {
    auto start = Clock::now();
    const auto header = photo::Inspect(bytes);
    inspect.push_back(Milliseconds(start));
    start = Clock::now();
    if (!photo::Sanitize(bytes, *header).ok()) std::abort();
    sanitize.push_back(Milliseconds(start));
    start = Clock::now();
    if (!photo::Make(bytes).ok()) std::abort();
    make.push_back(Milliseconds(start));
  }
  return {bench::SpreadOf(inspect), bench::SpreadOf(sanitize), bench::SpreadOf(make),
          (Kilobytes(getpid(), "VmHWM") - before) / 1024};
}

Cost MeasureApart(const std::string& bytes) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
    const Cost cost = Measure(bytes);
    _exit(write(ends[1], &cost, sizeof(cost)) == sizeof(cost) ? 0 : 1);
  }
  Cost cost;
  const bool read_all = read(ends[0], &cost, sizeof(cost)) == sizeof(cost);
  int status = 0;
  waitpid(child, &status, 0);
  close(ends[0]);
  close(ends[1]);
  if (!read_all || status != 0) std::abort();
  return cost;
}

std::string Line(const char* format, auto... values) {
  char line[400];
  std::snprintf(line, sizeof(line), format, values...);
  return line;
}

void Library(std::ostream& out) {
  out << "| The library | file MB | inspect ms | sanitize ms | all ms | computed MB | held MB |\n"
         "|---|---|---|---|---|---|---|\n";
  for (const auto& [name, make] : Samples()) {
    const std::string bytes = make();
    const Cost cost = MeasureApart(bytes);
    out << Line("| %s | %.1f | %s | %s | %s | %.0f | %.0f |\n", name,
                static_cast<double>(bytes.size()) / 1048576, Text(cost.inspect, 2).c_str(),
                Text(cost.sanitize, 1).c_str(), Text(cost.make, 0).c_str(),
                static_cast<double>(photo::Inspect(bytes)->memory) / 1048576, cost.held_mb);
  }
}

void Service(std::ostream& out) {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  std::vector<std::string> photos;
  for (int seed = 0; seed < 4; ++seed) photos.push_back(LargePhoto(seed));
  out << "\n| `upload`, photo of 12 MP, in a row | ms | held MB | peak MB |\n|---|---|---|---|\n";
  std::vector<double> all;
  for (std::size_t i = 0; i < 20; ++i) {
    const auto start = Clock::now();
    if (ann.Send("POST", "/v1/images", photos[i % photos.size()], "image/jpeg").status != 201)
      std::abort();
    all.push_back(Milliseconds(start));
    const auto instances = service.Processes("upload");
    if (instances.size() != 1) std::abort();
    out << Line("| %zu | %.0f | %.1f | %.1f |\n", i + 1, all.back(),
                Kilobytes(instances[0], "VmRSS") / 1024, Kilobytes(instances[0], "VmHWM") / 1024);
  }
  out << "| median (least–most) | " << Text(bench::SpreadOf(all), 0) << " | | |\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::ostringstream table;
  table << "# Photos benchmark\n\n"
           "Median (least–most) of 5 rounds, each photo in a process of its own; then 20 photos "
           "through the "
           "gateway to one instance of\n"
           "`upload`, its four objects, rows and answer included, stand-in and gateway on the "
           "same machine. Photos are made\n"
           "of smooth colours with grain. \"computed\" is what `Inspect` tells from the headers, "
           "\"held\" the peak of resident\n"
           "memory beside the file's bytes.\n\n";
  table << "`make bench` (`bench/photos/run`): " << bench::Machine() << ".\n\n";
  Library(table);
  Service(table);
  std::fputs(table.str().c_str(), stdout);
  std::ofstream(arguments[1]) << table.str();
  return 0;
}
