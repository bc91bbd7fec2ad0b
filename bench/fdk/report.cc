#include "bench/fdk/report.h"

#include <cstdio>

namespace bench {
namespace {

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char text[512];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string StartTable(const std::vector<Result>& results) {
  std::string text =
      "| | exec to socket ms | exec to first 200 ms | peak RSS MB | threads |\n"
      "|---|---|---|---|---|\n";
  for (const auto& result : results) {
    text += Format("| %s | %.1f | %.1f | %.1f | %d |\n", result.name.c_str(), result.link_ms,
                   result.first_answer_ms, result.peak_rss_mb, result.threads);
  }
  return text;
}

std::string LoadTable(const std::vector<Result>& results, const Load& load, size_t index) {
  std::string text =
      Format("| %s echo | calls/s | p50 us | p99 us | CPU us per call |\n", load.label.c_str()) +
      "|---|---|---|---|---|\n";
  for (const auto& result : results) {
    const auto& measured = result.loads[index];
    text += Format("| %s | %.0f | %.0f | %.0f | %.0f |\n", result.name.c_str(),
                   measured.calls_per_second, measured.p50_us, measured.p99_us, measured.cpu_us);
  }
  return text;
}

std::string Target(const char* what, double value, double target, bool at_least) {
  const bool met = at_least ? value >= target : value <= target;
  return Format("| %s | %.2f | %s %.2f | %s |\n", what, value, at_least ? ">=" : "<=", target,
                met ? "met" : "**missed**");
}

std::string TargetTable(const Result& ours, const Result& node, const Result& floor) {
  const auto& small = ours.loads.front();
  return "| target | measured | wanted | |\n|---|---|---|---|\n" +
         Target("calls/s at 1 KiB, times Node's",
                small.calls_per_second / node.loads.front().calls_per_second, 3, true) +
         Target("cold start, part of Node's", ours.first_answer_ms / node.first_answer_ms, 0.1,
                false) +
         Target("p50 at 1 KiB, times the floor's", small.p50_us / floor.loads.front().p50_us, 1.5,
                false);
}

}  // namespace

std::string Report(const std::vector<Result>& results, const std::vector<Load>& loads,
                   const std::string& machine) {
  std::string text = "# FDK benchmark\n\n" + machine + "\n\n" + StartTable(results) + "\n";
  for (size_t i = 0; i < loads.size(); ++i) text += LoadTable(results, loads[i], i) + "\n";
  return text + TargetTable(results[0], results[1], results[2]);
}

}  // namespace bench
