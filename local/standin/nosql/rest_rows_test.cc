#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

const std::string kPhotos =
    "CREATE TABLE photo (owner STRING, ts TIMESTAMP(3), id STRING, title STRING, likes INTEGER, "
    "tags "
    "ARRAY(STRING), meta JSON, big LONG, n NUMBER, d DOUBLE, b BINARY, m MAP(INTEGER), r RECORD(x "
    "INTEGER, y STRING), PRIMARY KEY(SHARD(owner), ts, id))";

Json Photo(const std::string& id) {
  return {{"owner", "ann"}, {"ts", "2026-01-01T10:00:00.123Z"}, {"id", id}};
}

const std::string kPhotoKey = "owner:ann&key=ts:2026-01-01T10:00:00.123Z&key=id:";

}  // namespace

TEST_CASE("a row comes back with every column, in order and exactly") {
  Bench bench;
  REQUIRE(bench.CreateTable(kPhotos).status == 202);
  const auto put = bench.Send(
      "PUT", "/20190828/tables/photo/rows",
      R"({"compartmentId":")" + kCompartment +
          R"(","value":{"owner":"ann","ts":"2026-01-01T12:00:00.123456+02:00","id":"p","big":9007199254740993,
           "n":12345678901234567890.10,"d":5,"b":"AAECAw==","m":{"z":1,"a":2},"r":{"y":"z"},
           "meta":{"z":1.0,"a":[1,null,{"q":1e300}],"i":12345678901234567890},"title":"a/b \"é\" 🌴"}})");
  REQUIRE(put.status == 200);
  CHECK(put.etag == put.body["version"]);
  const standin::Request request{"GET",
                                 "/20190828/tables/PHOTO/rows",
                                 "compartmentId=" + kCompartment + "&key=" + kPhotoKey + "p",
                                 {},
                                 ""};
  const auto body = bench.service->Handle(request).body;
  CHECK(
      body ==
      R"({"usage":{"readUnitsConsumed":1,"writeUnitsConsumed":0},"value":{"owner":"ann",)"
      R"("ts":"2026-01-01T10:00:00.123Z","id":"p","title":"a\/b \"é\" 🌴","likes":null,"tags":null,)"
      R"("meta":{"a":[1,null,{"q":1.0E300}],"i":12345678901234567890,"z":1.0},"big":9007199254740993,)"
      R"("n":12345678901234567890.1,"d":5.0,"b":"AAECAw==","m":{"a":2,"z":1},"r":{"x":null,"y":"z"}}})");
}

TEST_CASE("conditions on a write are kept") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a STRING, PRIMARY KEY(id))").status == 202);
  const Json first = {{"id", 1}, {"a", "x"}}, second = {{"id", 1}, {"a", "y"}};
  const auto put = bench.Put("t", first, {{"option", "IF_ABSENT"}});
  REQUIRE(put.body.contains("version"));
  CHECK(put.read() == 2);
  CHECK(put.write() == 1);

  const auto again = bench.Put("t", second, {{"option", "if_absent"}, {"isGetReturnRow", true}});
  CHECK(again.status == 200);
  CHECK_FALSE(again.body.contains("version"));
  CHECK(again.etag.empty());
  CHECK(again.body["existingValue"]["a"] == "x");
  CHECK(again.body["existingVersion"] == put.body["version"]);
  CHECK(again.write() == 0);

  CHECK_FALSE(bench.Put("t", {{"id", 2}}, {{"option", "IF_PRESENT"}}).body.contains("version"));

  const oci::HeaderList matching = {{"if-match", put.etag}};
  const Json body = {{"compartmentId", kCompartment}, {"value", second}};
  const auto replaced = bench.Call("PUT", "/tables/t/rows", body, matching);
  REQUIRE(replaced.status == 200);
  CHECK(replaced.write() == 2);
  const auto stale = bench.Call("PUT", "/tables/t/rows", body, matching);
  CHECK(stale.status == 412);
  CHECK(stale.code() == "ETagMismatch");
  CHECK(bench.Call("PUT", "/tables/t/rows", body, {{"If-Match", "!!notb64"}}).code() ==
        "InvalidParameter");
  const std::string key = "/tables/t/rows?compartmentId=" + kCompartment + "&key=id:1";
  CHECK(bench.Call("DELETE", key, nullptr, matching).status == 412);
  CHECK(bench.Call("DELETE", key, nullptr, {{"if-match", replaced.etag}}).body["isSuccess"] ==
        true);
  CHECK(bench.Call("DELETE", key).body["isSuccess"] == false);
}

TEST_CASE("rows expire at the end of their TTL and leave nothing behind") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, u LONG, PRIMARY KEY(id))").status == 202);
  REQUIRE(bench.CreateIndex("t", "u", {"u"}).status == 202);
  REQUIRE(bench.Put("t", {{"id", 1}, {"u", 5}}, {{"ttl", 1}}).write() == 2);
  // Noon on the 21st: a day later, rounded up to midnight.
  CHECK(bench.Get("t", "id:1").body["timeOfExpiration"] == "2026-11-23T00:00:00.000Z");
  // Without a ttl the row keeps the one it has; with one, the unchanged index entry is written too.
  CHECK(bench.Put("t", {{"id", 1}, {"u", 5}}).write() == 2);
  CHECK(bench.Get("t", "id:1").body.contains("timeOfExpiration"));
  CHECK(bench.Put("t", {{"id", 1}, {"u", 5}}, {{"ttl", 2}}).write() == 3);
  bench.now += std::chrono::hours(24 * 3);
  CHECK_FALSE(bench.Get("t", "id:1").body.contains("value"));
  const auto fresh = bench.Put("t", {{"id", 1}, {"u", 6}}, {{"option", "IF_ABSENT"}});
  CHECK(fresh.body.contains("version"));
  CHECK(fresh.write() == 2);
  CHECK_FALSE(bench.Get("t", "id:1").body.contains("timeOfExpiration"));
}

TEST_CASE("sizes are limited as the service limits them") {
  Bench bench;
  REQUIRE(bench.CreateTable(kPhotos).status == 202);
  REQUIRE(bench.CreateIndex("photo", "itags", {"tags[]"}).status == 202);
  Json row = Photo("x");
  row["owner"] = std::string(70, 'o');
  auto refused = bench.Put("photo", row);
  CHECK(refused.code() == "KeySizeLimitExceeded");
  CHECK(refused.message() == "Primary key of 79 exceeded the limit of 64");
  row = Photo("x");
  row["tags"] = {std::string(100, 't')};
  CHECK(bench.Put("photo", row).code() == "KeySizeLimitExceeded");
  row = Photo("x");
  row["title"] = std::string(513 * 1024, 'x');
  refused = bench.Put("photo", row);
  CHECK(refused.code() == "RowSizeLimitExceeded");
  row["title"] = std::string(2200 * 1024, 'x');
  CHECK(bench.Put("photo", row).code() == "RequestSizeLimitExceeded");
  row["title"] = std::string(3000, 'x');
  CHECK(bench.Put("photo", row).write() == 4);  // 3 KB and one index entry
  CHECK(bench.Get("photo", kPhotoKey + "x").read() == 3);
}

TEST_CASE("of many writers with IF_ABSENT one wins") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, w LONG, PRIMARY KEY(id))").status == 202);
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const auto put = bench.Put("t", {{"id", round}, {"w", i}}, {{"option", "IF_ABSENT"}});
        if (put.body.contains("version")) ++won;
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(won == 1);
  }
}

TEST_CASE("what was acknowledged is there after reopening") {
  const std::string path =
      std::filesystem::temp_directory_path() / ("nosql-" + std::to_string(getpid()) + ".db");
  const auto clean = [&] {
    for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
  };
  clean();
  std::string etag, ocid;
  {
    Bench bench(path);
    REQUIRE(
        bench
            .CreateTable("CREATE TABLE t (id INTEGER GENERATED BY DEFAULT AS IDENTITY, e ENUM(a, "
                         "b), j JSON, PRIMARY KEY(id)) USING TTL 5 DAYS")
            .status == 202);
    REQUIRE(bench
                .Call("POST", "/tables/t/indexes",
                      {{"name", "i"},
                       {"compartmentId", kCompartment},
                       {"keys",
                        {{{"columnName", "j"}, {"jsonPath", "x.y"}, {"jsonFieldType", "STRING"}}}}})
                .status == 202);
    const auto put = bench.Put("t", {{"e", "b"}, {"j", nullptr}});
    REQUIRE(put.body["generatedValue"] == "1");
    etag = put.etag;
    ocid = bench.Call("GET", "/tables/t?compartmentId=" + kCompartment).body["id"];
  }
  {
    Bench bench(path);
    const auto get = bench.Get("t", "id:1");
    CHECK(get.etag == etag);
    CHECK(get.body["value"] == Json{{"id", 1}, {"e", "b"}, {"j", nullptr}});
    CHECK(get.body["timeOfExpiration"] == "2026-11-27T00:00:00.000Z");
    CHECK(bench.Call("GET", "/tables/" + ocid).body["name"] == "t");
    const auto index = bench.Call("GET", "/tables/t/indexes/i?compartmentId=" + kCompartment);
    CHECK(index.body["keys"][0]["jsonPath"] == "x.y");
    CHECK(bench.Put("t", {{"e", "a"}}).body["generatedValue"] == "2");
    CHECK(bench.Put("t", {{"e", "a"}}).write() == 2);
  }
  clean();
}

TEST_CASE("what was acknowledged survives the death of the process") {
  const std::string path =
      std::filesystem::temp_directory_path() / ("nosql-kill-" + std::to_string(getpid()) + ".db");
  const auto clean = [&] {
    for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
  };
  clean();
  int acknowledged[2];
  REQUIRE(pipe(acknowledged) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Bench bench(path);
    bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
    for (int64_t id = 1;; ++id) {
      if (bench.Put("t", {{"id", id}}).status != 200) _exit(1);
      if (write(acknowledged[1], &id, sizeof id) != sizeof id) _exit(1);
    }
  }
  int64_t last = 0;
  while (last < 200) REQUIRE(read(acknowledged[0], &last, sizeof last) == sizeof last);
  REQUIRE(kill(child, SIGKILL) == 0);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  close(acknowledged[1]);
  for (int64_t id = 0; read(acknowledged[0], &id, sizeof id) == sizeof id;) last = id;
  close(acknowledged[0]);
  Bench bench(path);
  int64_t missing = 0;
  for (int64_t id = 1; id <= last; ++id)
    missing += !bench.Get("t", "id:" + std::to_string(id)).body.contains("value");
  CHECK(missing == 0);
  clean();
}
