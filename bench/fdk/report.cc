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

Spread SpreadOfRounds(const std::vector<Measured>& rounds, double Measured::*member) {
  std::vector<double> values;
  for (const auto& round : rounds) values.push_back(round.*member);
  return SpreadOf(std::move(values));
}

std::string StartTable(const std::vector<Result>& results) {
  std::string text =
      "| | exec to socket ms | exec to first 200 ms | peak RSS MB | threads |\n"
      "|---|---|---|---|---|\n";
  for (const auto& result : results) {
    text += Format("| %s | %s | %s | %.1f | %d |\n", result.name.c_str(),
                   Text(result.link_ms, 1).c_str(), Text(result.first_answer_ms, 1).c_str(),
                   result.peak_rss_mb, result.threads);
  }
  return text;
}

std::string LoadTable(const std::vector<Result>& results, const Load& load, size_t index) {
  std::string text =
      Format("| %s echo | calls/s | p50 us | p99 us | CPU us per call |\n", load.label.c_str()) +
      "|---|---|---|---|---|\n";
  for (const auto& result : results) {
    const auto cell = [&](double Measured::*member) {
      return Text(SpreadOfRounds(result.loads[index], member), 0);
    };
    text += "| " + result.name + " | " + cell(&Measured::calls_per_second) + " | " +
            cell(&Measured::p50_us) + " | " + cell(&Measured::p99_us) + " | " +
            cell(&Measured::cpu_us) + " |\n";
  }
  return text;
}

std::string Target(const char* what, double value, double target, bool at_least) {
  const bool met = at_least ? value >= target : value <= target;
  return Format("| %s | %.2f | %s %.2f | %s |\n", what, value, at_least ? ">=" : "<=", target,
                met ? "met" : "**missed**");
}

std::string TargetTable(const Result& ours, const Result& node, const Result& floor) {
  const auto small = [](const Result& result, double Measured::*member) {
    return SpreadOfRounds(result.loads.front(), member).median;
  };
  return "| target | measured | wanted | |\n|---|---|---|---|\n" +
         Target("calls/s at 1 KiB, times Node's",
                small(ours, &Measured::calls_per_second) / small(node, &Measured::calls_per_second),
                3, true) +
         Target("cold start, part of Node's",
                ours.first_answer_ms.median / node.first_answer_ms.median, 0.1, false) +
         Target("p50 at 1 KiB, times the floor's",
                small(ours, &Measured::p50_us) / small(floor, &Measured::p50_us), 1.5, false);
}

}  // namespace

std::string Report(const std::vector<Result>& results, const std::vector<Load>& loads,
                   const std::string& head) {
  std::string text = "# FDK benchmark\n\n" + head + "\n\n" + StartTable(results) + "\n";
  for (size_t i = 0; i < loads.size(); ++i) text += LoadTable(results, loads[i], i) + "\n";
  return text + TargetTable(results[0], results[1], results[2]);
}

}  // namespace bench
