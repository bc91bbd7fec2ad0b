#include "local/standin/management/kinds.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

using standin::ResourceKinds;

TEST_CASE("kinds have collections and names of their own, and parents that are kinds") {
  std::set<std::string> paths, names;
  for (const auto& kind : ResourceKinds()) {
    CHECK(paths.insert(kind.path).second);
    CHECK(names.insert(kind.ocid).second);
    if (kind.parent == nullptr) continue;
    CHECK(std::any_of(ResourceKinds().begin(), ResourceKinds().end(), [&](const auto& other) {
      return other.path == std::string(kind.parent_path);
    }));
    CHECK(std::count(kind.required.begin(), kind.required.end(), std::string(kind.parent)) == 1);
  }
  CHECK(names.contains(std::string(standin::kFunctionKind)));
  CHECK(names.contains(std::string(standin::kScheduleKind)));
}
