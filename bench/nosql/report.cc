#include "bench/nosql/report.h"

#include <cstdio>

#include "bench/figures/figures.h"

namespace bench {
namespace {

constexpr double kWanted = 4;  // times the calls per CPU second of Oracle's driver

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char text[512];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

template <class Value>
std::string Cell(const std::vector<Measured>& rounds, Value value) {
  std::vector<double> values;
  for (const auto& round : rounds) values.push_back(value(round));
  return Text(SpreadOf(std::move(values)), 0) + " | ";
}

std::string Table(const std::vector<std::string>& clients, const Rounds& rounds) {
  std::string text =
      Format("| %s | calls/s | CPU us per call | calls per CPU second |\n", rounds.label.c_str()) +
      "|---|---|---|---|\n";
  for (size_t i = 0; i < clients.size(); ++i) {
    const auto& of = rounds.by_client[i];
    text += "| " + clients[i] + " | " + Cell(of, [](const Measured& m) { return 1 / m.seconds; }) +
            Cell(of, [](const Measured& m) { return m.cpu_seconds * 1e6; }) +
            Cell(of, [](const Measured& m) { return 1 / m.cpu_seconds; });
    text.back() = '\n';
  }
  return text + "\n";
}

// How many times the calls per CPU second of the second client the first has, round by round.
std::string Targets(const std::vector<Rounds>& all) {
  std::string text =
      "| calls per CPU second, times those of Oracle's driver | measured | wanted | |\n"
      "|---|---|---|---|\n";
  for (const auto& rounds : all) {
    const auto& ours = rounds.by_client[0];
    std::vector<double> times;
    for (size_t i = 0; i < ours.size(); ++i) {
      times.push_back(rounds.by_client[1][i].cpu_seconds / ours[i].cpu_seconds);
    }
    const Spread spread = SpreadOf(std::move(times));
    text += Format("| %s | %s | >= %.0f | %s |\n", rounds.label.c_str(), Text(spread, 1).c_str(),
                   kWanted, spread.median >= kWanted ? "met" : "**missed**");
  }
  return text;
}

}  // namespace

std::string Report(const std::string& head, const std::vector<std::string>& clients,
                   const std::vector<Rounds>& all) {
  std::string text = "# NoSQL drivers\n\n" + head + "\n\n";
  for (const auto& rounds : all) text += Table(clients, rounds);
  return text + Targets(all);
}

}  // namespace bench
