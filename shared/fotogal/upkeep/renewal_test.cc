#include "fotogal/upkeep/renewal.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include "functions/sweep/handler.h"
#include "tests/support/old_photos.h"

using namespace fotogal;
using tests::Fault;
using tests::OldPhotos;

namespace {

// Runs it to its end, as the command does.
void RunToEnd(OldPhotos& old) {
  for (int runs = 0; runs < 20; ++runs) {
    REQUIRE(old.Run() == 0);
    if (!old.IsUnderWay()) return;
    old.cloud.now += std::chrono::seconds(10);
  }
  FAIL("the renewal does not end");
}

// Something happens at the n-th request of a run. False: the run had fewer.
template <class Event>
bool RunWith(OldPhotos& old, int n, Event event) {
  int seen = 0;
  std::atomic<bool> inside{false};
  old.cloud.transport().Observe([&](const standin::Request&) {
    if (inside.exchange(true)) return;
    if (++seen == n) event();
    inside = false;
  });
  RunToEnd(old);
  old.cloud.transport().Observe(nullptr);
  return seen >= n;
}

// Removals wait a minute for calls that are still running.
void FinishRemovals(OldPhotos& old) {
  for (int i = 0; i < 3; ++i) {
    old.cloud.RunJobs();
    old.cloud.now += std::chrono::minutes(2);
  }
}

size_t ObjectsOf(OldPhotos& old, const ImageRef& ref) {
  size_t count = 0;
  for (const auto& name : old.Objects()) count += ParseObjectName(name)->ref == ref ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("photos and avatars of older releases get what is missing; the second run does nothing") {
  OldPhotos old;
  RunToEnd(old);
  old.CheckAll();
  int writes = 0, reads = 0;
  const std::string broken = old.RowOf(old.broken)["image_filename"];
  old.cloud.transport().Observe([&](const standin::Request& request) {
    if (request.path.find("/o/") == std::string::npos) return;
    writes += request.method == "PUT" || request.method == "DELETE" ? 1 : 0;
    reads += request.method == "GET" ? 1 : 0;
  });
  RunToEnd(old);
  old.cloud.transport().Observe(nullptr);
  CHECK(writes == 0);
  CHECK(reads == 1);  // of the one that cannot be decoded
  old.CheckAll();
}

TEST_CASE("a renewal cut off at any request goes on from where it was") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      INFO("cut at " << n);
      OldPhotos old;
      old.cloud.transport().FailFrom(n, fault);
      const int before = old.cloud.transport().requests();
      (void)old.Run();
      const bool whole = old.cloud.transport().requests() - before < n;
      old.cloud.transport().Recover();
      // In the middle everything is shown.
      for (const auto& id : {old.wide, old.plain, old.small, ToString(old.avatar)})
        CHECK(old.cloud.LoadContent(id, "thumb", &old.ann).status == 200);
      old.cloud.now += schema::kJobLease + std::chrono::seconds(1);
      RunToEnd(old);
      old.CheckAll();
      if (whole) break;
      REQUIRE(n < 200);
    }
  }
}

TEST_CASE("what is removed while a renewal runs stays removed") {
  for (int n = 1;; ++n) {
    INFO("removed at request " << n);
    OldPhotos old;
    const bool reached = RunWith(old, n, [&] {
      CHECK(old.Remove(old.wide) == 204);
      CHECK(old.Remove(old.small) == 204);
      CHECK(old.RemoveAvatar() == 204);
    });
    if (!reached) break;
    FinishRemovals(old);
    for (const auto& id : {old.wide, old.small, ToString(old.avatar)}) {
      CHECK(old.RowOf(id).is_null());
      CHECK(ObjectsOf(old, *ParseImageRef(id)) == 0);
    }
    CHECK(old.Account()["profile_image_url"] == "");
    old.CheckPhoto(old.plain, tests::WidePng(2));
    REQUIRE(n < 200);
  }
}

TEST_CASE("an avatar that is set while a renewal moves the old one stands") {
  for (int n = 1;; ++n) {
    INFO("set at request " << n);
    OldPhotos old;
    int status = 0;
    if (!RunWith(old, n, [&] { status = old.SetAvatar(7); })) break;
    REQUIRE((status == 200 || status == 503));
    FinishRemovals(old);
    old.CheckAvatar(tests::WidePng(status == 200 ? 7 : 6));
    if (status == 200) CHECK(ObjectsOf(old, old.avatar) == 0);
    REQUIRE(n < 200);
  }
}

TEST_CASE("a run with little time does a part, and each image is counted once") {
  OldPhotos old;
  int runs = 0;
  // Each photo takes its time.
  old.cloud.transport().Observe([&](const standin::Request& request) {
    if (request.method == "GET" && request.path.find("/o/") != std::string::npos)
      old.cloud.now += std::chrono::seconds(10);
  });
  for (; runs < 20; ++runs) {
    REQUIRE(old.Run() == 0);
    if (!old.IsUnderWay()) break;
    old.cloud.now += std::chrono::seconds(10);
  }
  old.cloud.transport().Observe(nullptr);
  CHECK(runs > 3);
  const std::map<std::string, std::int64_t> expected{
      {"avatars in the folder of photos", 1}, {"not decodable", 1}, {"renditions of photos", 3}};
  CHECK((OldPhotos::Last().counts == expected));
  CHECK(OldPhotos::Last().done == 6);
  old.CheckAll();
}

TEST_CASE("sweep leaves a stopped renewal to the command") {
  OldPhotos old;
  {
    auto call = old.cloud.NewCall();
    REQUIRE(QueueRenewal({old.cloud.services(), call}).ok());
  }
  old.cloud.ForgetStarted();
  old.cloud.now += std::chrono::hours(1);
  CHECK(old.cloud.Invoke(&sweep::Handle, "{}").status == 200);
  CHECK(old.cloud.TakeStarted().empty());
  CHECK(old.IsUnderWay());
  RunToEnd(old);
  old.CheckAll();
}

TEST_CASE("a renewal's cursor tells where it stands; none: it has not begun") {
  Renewal at;
  at.part = "photos";
  at.page = "token";
  at.settled = {"z-10"};
  at.done = 3;
  at.total = 4;
  at.counts = {{"not decodable", 1}};
  const auto read = ReadRenewal(nlohmann::json(at).dump());
  CHECK(nlohmann::json(read) == nlohmann::json(at));
  CHECK(ReadRenewal("").part.empty());
  CHECK(IsLeftAsItIs("not decodable"));
  CHECK_FALSE(IsLeftAsItIs("renditions of photos"));
}
