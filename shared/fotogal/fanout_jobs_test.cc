#include "fotogal/fanout_jobs.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

using namespace fotogal;

TEST_CASE("kinds of jobs stand in rows: those of today keep their names, each once") {
  std::multiset<std::string> kinds;
  for (const auto& kind : FanoutJobs()) {
    INFO(kind.name);
    CHECK(kind.step != nullptr);
    kinds.emplace(kind.name);
  }
  CHECK(kinds == std::multiset<std::string>{"publish", "delivery", "approve_all", "remove_image",
                                            "aftermath", "switch_delivery", "reconcile", "mail",
                                            "reset_request", "farewell", "suspension", "recovery",
                                            "caption", "push"});
}
