#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "operate/provision/testing.h"

using namespace operate::provision;
using Empty = testing::EmptyTenancy;

TEST_CASE("an index that somebody dropped comes back") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  const auto path =
      "http://h/20190828/tables/fotogal_ntable_follows/indexes/followee_idx"
      "?compartmentId=" +
      std::string(standin::kCompartmentId);
  REQUIRE(empty.requester->Send(call, {"DELETE", path, {}, ""}, oci::Retry::kIdempotent).ok());
  CHECK(empty.ChangesLeft() == 1);
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.size() == 1);
  CHECK(empty.lines[0].find("index followee_idx is missing") != std::string::npos);
  CHECK(empty.ChangesLeft() == 0);
}

TEST_CASE(
    "a table of an earlier version gets the columns and indexes that it lacks, and keeps its "
    "rows") {
  Empty empty;
  auto call = empty.NewCall();
  oci::nosql::Client nosql(empty.requester, {"http://h", standin::kCompartmentId});
  const std::string comments(fotogal::schema::kComments);
  REQUIRE(
      nosql
          .CreateTable(call, comments,
                       "CREATE TABLE " + comments +
                           " (author_id LONG, image_id LONG, id LONG, user_id LONG, text STRING, "
                           "PRIMARY KEY(SHARD(author_id, image_id), id))",
                       empty.settings.limits)
          .ok());
  REQUIRE(
      nosql.Put(call, comments, {{"author_id", 1}, {"image_id", 2}, {"id", 3}, {"text", "kept"}})
          .ok());
  REQUIRE(empty.Apply().ok());
  const std::string mended =
      "~ table " + comments +
      ": column removed is missing; column created_ts is missing; column op is missing";
  const auto told = std::ranges::find_if(
      empty.lines, [&](const std::string& line) { return line.starts_with(mended); });
  REQUIRE(told != empty.lines.end());
  CHECK(told->find("; index user_id_idx is missing") != std::string::npos);
  CHECK(empty.ChangesLeft() == 0);
  const auto row = nosql.Get(call, comments, {{"author_id", 1}, {"image_id", 2}, {"id", 3}},
                             oci::nosql::Consistency::kAbsolute);
  REQUIRE(row.ok());
  CHECK((*row)->value["text"] == "kept");
  CHECK((*row)->value["counted"].is_null());
}

TEST_CASE("a bucket of photos that somebody opened is closed again") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::object_storage::Client objects(empty.requester,
                                      {"http://h", standin::kNamespace, "fotogal"});
  REQUIRE(objects.SetPublicAccess(call, oci::object_storage::PublicAccess::kObjectReadWithoutList)
              .ok());
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines == std::vector<std::string>{
                           "~ bucket fotogal: publicAccessType is \"ObjectReadWithoutList\", not "
                           "\"NoPublicAccess\""});
  CHECK(objects.FindPublicAccess(call).value() == "NoPublicAccess");
}

TEST_CASE("no more DDL statements a minute than the service allows") {
  Empty empty;
  empty.settings.ddl_per_minute = 4;
  REQUIRE(empty.Apply().ok());
  REQUIRE(empty.ddl.size() > 15);
  for (size_t i = 4; i < empty.ddl.size(); ++i)
    CHECK(empty.ddl[i] - empty.ddl[i - 4] >= std::chrono::minutes(1));
}

TEST_CASE("tables have the limits of the settings, and are given others later") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  empty.settings.limits = {false, 30, 10, 2};
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.size() == fotogal::schema::Tables().size());
  for (const auto& line : empty.lines)
    CHECK(line.ends_with("limits are on demand, 25 GB, not 30 read, 10 write units, 2 GB"));
  CHECK(empty.ChangesLeft() == 0);
  auto call = empty.NewCall();
  oci::nosql::Client nosql(empty.requester, {"http://h", standin::kCompartmentId});
  const auto table = nosql.GetTable(call, fotogal::schema::Tables().front().name).value().value();
  CHECK(table.limits.read_units == 30);
  CHECK(table.limits.storage_gb == 2);
}

TEST_CASE("the client's bucket is open to be read, the photos' is not") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  const auto access = [&](const std::string& bucket) {
    oci::object_storage::Client objects(empty.requester, {"http://h", standin::kNamespace, bucket});
    return objects.FindPublicAccess(call).value().value();
  };
  CHECK(access(WebBucket(empty.settings)) == "ObjectReadWithoutList");
  CHECK(access(empty.settings.bucket) == "NoPublicAccess");
}

TEST_CASE("a log group without its log is repaired, and deleted with the rest") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::logging::ManagementClient logging(empty.requester, "http://h", standin::kCompartmentId);
  const auto group = logging.FindLogGroup(call, "fotogal").value().value();
  const auto drop_log = [&] {
    const auto log = logging.FindLog(call, group, "fotogal").value().value();
    REQUIRE(logging.DeleteLog(call, group, log).ok());
  };
  drop_log();
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.front() == "~ log fotogal: the group has no log of that name");
  drop_log();
  auto tenancy = empty.New();
  const auto resources = tenancy.Resources();
  const auto steps = MakeDestruction(empty.Calls(), resources, {}).value();
  REQUIRE(Destroy(empty.Calls(), steps, {[](const std::string&) {}}).ok());
  CHECK_FALSE(logging.FindLogGroup(call, "fotogal").value().has_value());
}

TEST_CASE("a bucket whose photos are named goes with all of them") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::object_storage::Client objects(empty.requester,
                                      {"http://h", standin::kNamespace, "fotogal"});
  REQUIRE(objects.Put(call, "images/1/2-3", "x", {}).ok());
  REQUIRE(objects.Put(call, "uploads/1", "y", {}).ok());
  REQUIRE(objects
              .CreatePar(call, "open", "uploads/1", oci::object_storage::ParAccess::kObjectWrite,
                         empty.now + std::chrono::hours(1))
              .ok());
  REQUIRE(objects.CreateMultipartUpload(call, "exports/1", "application/zip").ok());
  for (const bool named : {false, true}) {
    auto tenancy = empty.New();
    const auto resources = tenancy.Resources();
    const std::vector<std::string> names =
        named ? std::vector<std::string>{"fotogal"} : std::vector<std::string>{};
    const auto steps = MakeDestruction(empty.Calls(), resources, names).value();
    REQUIRE(Destroy(empty.Calls(), steps, {[](const std::string&) {}}).ok());
    CHECK(*objects.BucketExists(call) == !named);
  }
}
