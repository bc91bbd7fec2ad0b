// Measures function processes that echo: `bench_fdk OURS NODE_SCRIPT NODE_FDK_VERSION FLOOR
// OUTPUT [NAME EXECUTABLE]...`. Run by bench/fdk/run; the pairs are other FDKs' echoes.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <list>

#include "bench/fdk/report.h"

namespace bench {
namespace {

constexpr int kStarts = 15;
constexpr int kRounds = 15;

const std::vector<Load> kLoads = {
    {"1 KiB", 1 << 10, 300, 3'000}, {"64 KiB", 64 << 10, 100, 700}, {"1 MiB", 1 << 20, 10, 60}};

void MeasureStarts(const std::vector<Target>& targets, std::vector<Result>& results) {
  std::vector<std::vector<double>> links(targets.size());
  std::vector<std::vector<double>> answers(targets.size());
  for (int i = 0; i < kStarts; ++i) {
    for (size_t t = 0; t < targets.size(); ++t) {
      const Process process(targets[t]);
      Caller(process.Connect(), kLoads.front().body_bytes).Call();
      answers[t].push_back(process.SinceStartMs());
      links[t].push_back(process.link_ms());
    }
  }
  for (size_t t = 0; t < targets.size(); ++t) {
    results[t].link_ms = SpreadOf(links[t]);
    results[t].first_answer_ms = SpreadOf(answers[t]);
  }
}

// The rounds of all targets are interleaved, so that a busy moment of the machine does not hit one
// of them alone.
void MeasureLoads(const std::vector<Target>& targets, std::vector<Result>& results) {
  std::list<Process> processes;
  for (const auto& target : targets) processes.emplace_back(target);
  for (const auto& load : kLoads) {
    std::vector<std::vector<Measured>> rounds(targets.size());
    for (int round = 0; round < kRounds; ++round) {
      size_t t = 0;
      for (const auto& process : processes) rounds[t++].push_back(Run(process, load));
    }
    for (size_t t = 0; t < targets.size(); ++t) {
      results[t].loads.push_back(std::move(rounds[t]));
    }
  }
  size_t t = 0;
  for (const auto& process : processes) {
    results[t].peak_rss_mb = process.PeakRssMb();
    results[t++].threads = process.Threads();
  }
}

std::string Head() {
  return "`make bench` (`bench/fdk/run`): " + Machine() +
         ". One connection, one call after the other, chunked as the Fn agent sends them; median "
         "(least–most) of " +
         std::to_string(kRounds) + " interleaved rounds and " + std::to_string(kStarts) +
         " starts. Our echo and the floor are linked statically.";
}

int Main(int count, char** arguments) {
  if (count < 6 || count % 2 != 0) {
    std::cerr << "usage: bench_fdk OURS NODE_SCRIPT NODE_FDK_VERSION FLOOR OUTPUT "
                 "[NAME EXECUTABLE]...\n";
    return 2;
  }
  const std::string head = Head();
  std::vector<Target> targets = {
      {"fdk-cpp (this)", {arguments[1]}},
      {"@fnproject/fdk " + std::string(arguments[3]) + " (Node)", {"node", arguments[2]}},
      {"bare socket floor (C++)", {arguments[4]}}};
  for (int i = 6; i < count; i += 2) targets.push_back({arguments[i], {arguments[i + 1]}});
  std::vector<Result> results;
  for (const auto& target : targets) results.push_back({.name = target.name, .loads = {}});
  MeasureStarts(targets, results);
  MeasureLoads(targets, results);
  const auto report = Report(results, kLoads, head);
  std::cout << report;
  std::ofstream(arguments[5]) << report;
  return 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  try {
    return bench::Main(count, arguments);
  } catch (const std::exception& error) {
    std::cerr << "bench_fdk: " << error.what() << "\n";
    return 1;
  }
}
