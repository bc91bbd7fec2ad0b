#include "fotogal/social/reports.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/images/removal.h"
#include "fotogal/social/comments.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnImage {
  ImageRef ref = *ParseImageRef(image);

  std::string Find(const tests::Person& viewer, std::string_view kind, const std::string& id) {
    auto call = cloud.NewCall();
    const auto found = FindReported({services, call}, viewer.id, kind, id);
    return found.ok() ? found->thing : found.error().code;
  }
  std::string CommentBy(const tests::Person& person) {
    auto call = cloud.NewCall();
    const auto comment = PostComment({services, call}, person.id, ref, "hello", "");
    REQUIRE(comment.ok());
    return ToBase36(comment->id);
  }
  Reported ReportAs(const tests::Person& person, const std::string& reason) {
    auto call = cloud.NewCall();
    const auto reported = Report({services, call}, person.id, {"user:x", ann.id}, reason, "a note");
    REQUIRE(reported.ok());
    return *reported;
  }
};

}  // namespace

TEST_CASE("what is reported is found by kind and id, if the reporter can see it") {
  Bench bench;
  const auto comment = bench.CommentBy(bench.bob);
  CHECK(bench.Find(bench.eve, "user", "ann") == "user:" + ToBase36(bench.ann.id));
  CHECK(bench.Find(bench.eve, "image", bench.image) == "image:" + bench.image);
  const std::string id = bench.image + "/" + comment;
  CHECK(bench.Find(bench.eve, "comment", id) == "comment:" + id);
  CHECK(bench.Find(bench.ann, "comment", id) == "comment:" + id);
  CHECK(bench.Find(bench.bob, "comment", id) == "not_yourself");
  CHECK(bench.Find(bench.ann, "image", bench.image) == "not_yourself");
  CHECK(bench.Find(bench.ann, "user", "ann") == "not_yourself");
  for (const char* missing : {"nobody", "", "1-1", "a/b", "/", "1-1/1"}) {
    INFO(missing);
    for (const auto kind : kReportedKinds)
      CHECK(bench.Find(bench.eve, kind, missing) == "not_found");
  }
  CHECK(bench.Find(bench.eve, "comment", bench.image + "/") == "not_found");
  CHECK(bench.Find(bench.eve, "comment", bench.image + "/1") == "not_found");
}

TEST_CASE("what is hidden from somebody cannot be reported by them") {
  Bench bench;
  const std::string comment = bench.image + "/" + bench.CommentBy(bench.bob);
  SECTION("the image's author blocks") {
    bench.cloud.Block(bench.ann, bench.eve);
    CHECK(bench.Find(bench.eve, "user", "ann") == "not_found");
    CHECK(bench.Find(bench.eve, "image", bench.image) == "not_found");
    CHECK(bench.Find(bench.eve, "comment", comment) == "not_found");
  }
  SECTION("the author of the comment blocks, or is blocked") {
    bench.cloud.Block(bench.bob, bench.eve);
    CHECK(bench.Find(bench.eve, "comment", comment) == "not_found");
    bench.cloud.Block(bench.ann, bench.bob);
    CHECK(bench.Find(bench.ann, "comment", comment) == "not_found");
    // Whom one has blocked, one may still report.
    CHECK(bench.Find(bench.ann, "user", "bob") == "user:" + ToBase36(bench.bob.id));
  }
  SECTION("the image is removed") {
    auto call = bench.cloud.NewCall();
    REQUIRE(RemoveImage({bench.services, call}, bench.ref).ok());
    CHECK(bench.Find(bench.eve, "image", bench.image) == "not_found");
    CHECK(bench.Find(bench.eve, "comment", comment) == "not_found");
  }
  SECTION("the account is private") {
    bench.cloud.SetOfUser(bench.ann, "is_private = true");
    CHECK(bench.Find(bench.eve, "user", "ann") == "user:" + ToBase36(bench.ann.id));
    CHECK(bench.Find(bench.eve, "image", bench.image) == "not_found");
  }
}

TEST_CASE("one person reports one thing once, and the first report stays") {
  Bench bench;
  const auto first = bench.ReportAs(bench.bob, "spam");
  CHECK(first.is_new);
  const auto again = bench.ReportAs(bench.bob, "hate");
  CHECK_FALSE(again.is_new);
  CHECK(again.id == first.id);
  const auto other = bench.ReportAs(bench.eve, "hate");
  CHECK(other.is_new);
  CHECK(other.id != first.id);
  const auto rows = bench.cloud.Rows(schema::kReports);
  REQUIRE(rows.size() == 2);
  for (const auto& row : rows) {
    CHECK(row["reason"] == (row["user_id"] == bench.bob.id ? "spam" : "hate"));
    CHECK(row["owner_id"] == bench.ann.id);
    CHECK(row["note"] == "a note");
    CHECK(row["state"] == "open");
    CHECK(row["created_ts"] == ToMillis(bench.cloud.now));
  }
}

TEST_CASE("a report whose first answer was lost is new all the same") {
  for (int n = 1; n <= 5; ++n) {
    INFO("request " << n);
    Bench bench;
    bench.cloud.transport().FailRequest(n, tests::Fault::kLostAnswer);
    CHECK(bench.ReportAs(bench.eve, "spam").is_new);
    CHECK_FALSE(bench.ReportAs(bench.eve, "hate").is_new);
  }
}
