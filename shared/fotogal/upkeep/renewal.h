// Brings all stored photos and avatars up to what this release stores (image_renewal.h), while the
// service runs. It is one job for the whole service, a page of rows at a time; any run continues
// where the last one has stopped. Decoding needs more memory than functions have that run jobs, so
// only the command runs it (`fotogal reconcile --renditions`), and `sweep` never does.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

struct RenewalJob {
  static constexpr std::string_view kKind = "renewal";
  friend void to_json(nlohmann::json& arguments, const RenewalJob&) {
    arguments = nlohmann::json::object();
  }
  friend void from_json(const nlohmann::json&, RenewalJob&) {}
};

// Where a renewal stands: the cursor of its job.
struct Renewal {
  std::string part{};                            // "survey", "photos", "end"; "": not begun
  std::string page{};                            // token of its scan
  std::vector<std::string> settled{};            // of this page: images that are done
  std::int64_t done = 0, total = 0;              // images; the total is an estimate
  std::map<std::string, std::int64_t> counts{};  // by what became of them
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Renewal, part, page, settled, done, total, counts)
};
Renewal ReadRenewal(const std::string& cursor);
// True for what is counted and was not changed, such as photos that cannot be decoded.
bool IsLeftAsItIs(std::string_view what);

JobRef TheRenewal();  // there is at most one such job
Outcome<Unit> QueueRenewal(const Context& context);
Outcome<StepResult> RenewalStep(JobRun& run, const RenewalJob& job);

}  // namespace fotogal
