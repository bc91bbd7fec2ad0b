// Where a reconciliation (reconcile.h) stands.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/ids.h"

namespace fotogal {

// Where a reconciliation stands: the cursor of its job.
struct Reconciliation {
  std::string part{};                            // name of the part at work; "": not begun
  std::string page{};                            // token of its scan
  std::vector<UserId> batch{};                   // feeds: owners of the page still to come
  UserId after = 0;                              // feeds: where in the first of them
  std::int64_t done = 0;                         // rows of the part so far
  std::map<std::string, std::int64_t> totals{};  // rows of a part, where they are known
  std::map<std::string, std::int64_t> mended{};  // by what it was: "follower_count", ...
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Reconciliation, part, page, batch, after, done, totals, mended)
};
Reconciliation ReadReconciliation(const std::string& cursor);
std::string ToCursor(const Reconciliation& at);

}  // namespace fotogal
