// What it costs that a person opens the feed and scrolls: function calls, requests, units, bytes.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/page/browser.h"
#include "bench/page/call_log.h"

namespace bench {

struct Stage {
  std::string name;  // "20 photos"
  Traffic traffic;
  std::map<std::string, FunctionCost> functions;  // by name, those of jobs left out

  // What the functions of the page cost. The authorizer is not among them: the gateway remembers
  // its answer, so that it is asked once a minute however much a page asks for.
  FunctionCost OfPage() const;
  long CallsOf(const std::string& function) const;
};

struct PageResults {
  std::string build;  // "0.1.0 (commit d42950f)"
  std::vector<Stage> stages;
};

// The stages of a visit, in this order.
inline constexpr const char* kOpened = "opened: 20 photos";
inline constexpr const char* kScrolled = "scrolled to 60";
inline constexpr const char* kAgain = "second visit, 60";

// The goals that do not hold, each as a sentence.
std::vector<std::string> Unmet(const PageResults& now);

nlohmann::json ToJson(const PageResults& results);
// nullopt: that is none.
std::optional<PageResults> PageResultsFrom(const nlohmann::json& json);

std::string ToMarkdown(const std::optional<PageResults>& before, const PageResults& now);
std::string ToSvg(const std::optional<PageResults>& before, const PageResults& now);

// `fotogal bench page`: starts a FotoGal in a data folder of its own, fills it, measures, and ends
// it. Prints the tables; writes page.md and page.svg into the folder that is named.
struct PageBenchOptions {
  std::string program;  // the `fotogal` that is measured; empty: this one
  std::string before;   // file of what --save has written for an older one; empty: none
  std::string save;     // file for the numbers; empty: none
  std::string folder;   // empty: no page.md and page.svg
};
int RunPageBench(const PageBenchOptions& options);

}  // namespace bench
