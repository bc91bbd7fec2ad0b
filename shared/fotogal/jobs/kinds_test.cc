#include "fotogal/jobs/kinds.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace fotogal;

namespace {

// What the arguments say is what they said, and the members that kJobKinds names hold people.
template <class Job>
void CheckStored(const Job& job, const std::set<UserId>& people) {
  INFO(Job::kKind);
  const nlohmann::json arguments = job;
  CHECK(nlohmann::json(arguments.get<Job>()) == arguments);
  const KnownJobKind* kind = FindJobKind(Job::kKind);
  REQUIRE(kind != nullptr);
  std::set<UserId> named;
  for (const auto member : kind->people) {
    if (!member.empty()) named.insert(arguments.at(member).template get<UserId>());
  }
  CHECK(named == people);
  for (const UserId person : people) CHECK(IsAbout(Job::kKind, arguments, person));
  CHECK_FALSE(IsAbout(Job::kKind, arguments, 99));
}

}  // namespace

TEST_CASE("a row of each kind keeps its arguments, and says whom it is about") {
  CheckStored(PublishJob{1, 2}, {1});
  CheckStored(DeliveryJob{1, 2}, {1, 2});
  CheckStored(ApproveAllJob{1}, {1});
  CheckStored(RemoveImageJob{1, 2}, {1});
  CheckStored(SwitchDeliveryJob{1}, {1});
  CheckStored(ReconcileJob{}, {});
  CheckStored(DeletionJob{1, {"name"}, {"key"}}, {});  // it ends by itself
  CheckStored(ExportJob{1}, {1});
}

TEST_CASE("what no version of ours has written is of no kind and about nobody") {
  CHECK(FindJobKind("walk") == nullptr);
  CHECK_FALSE(IsAbout("walk", {{"user", 1}}, 1));
}
