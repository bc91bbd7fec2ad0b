#include <cstdio>

#include "bench/soak/soak.h"

namespace bench {
namespace {

constexpr double kSpareMegabytes = 16;  // what an allocator may keep
constexpr double kSpareFiles = 16, kSpareInstances = 8;
constexpr size_t kFewestLooks = 3;  // one in each third
constexpr const char* kNothing = "Nothing was to be mended.\n";

std::string Phrase(const char* format, auto... values) {
  char text[400];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

// In the thirds of the time.
template <class Number>
std::string ThirdsOf(const char* name, const std::vector<Usage>& seen, Number Usage::*member) {
  const auto third = static_cast<std::ptrdiff_t>(seen.size() / 3);
  return Phrase("| %s | %.1f | %.1f | %.1f |\n", name,
                MiddleOf(seen.begin(), seen.begin() + third, member),
                MiddleOf(seen.begin() + third, seen.end() - third, member),
                MiddleOf(seen.end() - third, seen.end(), member));
}

}  // namespace

std::vector<std::string> SoakResults::Unmet() const {
  std::vector<std::string> unmet;
  const auto hold = [&](bool holds, const std::string& otherwise) {
    if (!holds) unmet.push_back(otherwise);
  };
  for (const auto& difference : comparison.differences) unmet.push_back(difference);
  hold(counters.empty(), "a counter is wrong: " + counters);
  hold(reconciled == kNothing, "reconcile has mended something: " + reconciled);
  hold(usage.size() >= kFewestLooks, "too short to see what grows");
  hold(IsFlat(usage, &Usage::gateway_mb, kSpareMegabytes), "the gateway's memory grows");
  hold(IsFlat(usage, &Usage::cloud_mb, kSpareMegabytes), "the stand-in's memory grows");
  hold(IsFlat(usage, &Usage::functions_mb, kSpareMegabytes), "the functions' memory grows");
  hold(IsFlat(usage, &Usage::gateway_files, kSpareFiles), "the gateway's descriptors grow");
  hold(IsFlat(usage, &Usage::cloud_files, kSpareFiles), "the stand-in's descriptors grow");
  hold(IsFlat(usage, &Usage::instances, kSpareInstances), "the instances grow");
  return unmet;
}

std::string ToMarkdown(const SoakOptions& options, const SoakResults& results) {
  std::string text = "# Load for a long time, with kills and faults\n\nBy `make soak`";
  if (!results.load.where.empty()) text += "; " + results.load.where;
  text += Phrase(
      ". %zu people use a service of their own for %lld s, each in a closed loop with the mix "
      "of `fotogal bench load`, while processes are killed with SIGKILL, seed %u:",
      options.people, static_cast<long long>(options.time.count()), options.seed);
  for (const auto& [name, count] : results.kills) text += Phrase(" %s %ld", name.c_str(), count);
  if (!results.faults.empty()) text += ". For seconds at a time some requests fail:";
  for (const auto& [name, count] : results.faults)
    text += Phrase(" %s %ld times,", name.c_str(), count);
  if (text.ends_with(',')) text.pop_back();
  text += ".\n\n";
  const auto table = ToMarkdown(results.load);
  text += table.substr(table.find("| | calls"));
  text +=
      "\n\"Not done\" are answers of that status, most by calls whose function was killed. Then "
      "everybody asks again for what was not answered, jobs are taken up by `sweep`, and "
      "everything that was acknowledged is compared with what the service answers.\n\n";
  text += Phrase("| compared | differences | reconcile |\n|---|---|---|\n| %ld | %zu | ",
                 results.comparison.compared, results.comparison.differences.size());
  text += results.reconciled.substr(0, results.reconciled.find('\n')) + " |\n\n";
  text +=
      "Medians in the thirds of the time; the stand-in is killed in the first half only.\n\n"
      "| | first | second | last |\n|---|---|---|---|\n";
  text += ThirdsOf("gateway, MB", results.usage, &Usage::gateway_mb) +
          ThirdsOf("stand-in, MB", results.usage, &Usage::cloud_mb) +
          ThirdsOf("functions, MB", results.usage, &Usage::functions_mb) +
          ThirdsOf("gateway, descriptors", results.usage, &Usage::gateway_files) +
          ThirdsOf("stand-in, descriptors", results.usage, &Usage::cloud_files) +
          ThirdsOf("instances", results.usage, &Usage::instances);
  for (const auto& sentence : results.Unmet()) text += "\nNot met: " + sentence + "\n";
  return text;
}

}  // namespace bench
