#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("tables are created, listed, changed and dropped") {
  Bench bench;
  const std::string ddl = "CREATE TABLE Photos (id LONG, a STRING, PRIMARY KEY(id))";
  const Answer created = bench.CreateTable(ddl);
  REQUIRE(created.status == 202);
  const Answer work = bench.Call("GET", "/workRequests/" + created.work_request_id);
  CHECK(work.body["status"] == "SUCCEEDED");
  CHECK(work.body["operationType"] == "CREATE_TABLE");
  CHECK(work.body.contains("timeFinished"));
  CHECK(bench.Call("GET", "/workRequests/" + created.work_request_id + "/errors").body["items"] ==
        Json::array());
  CHECK(bench.Call("GET", "/workRequests" + kInCompartment).body["items"].size() == 1);
  CHECK(bench.Call("GET", "/workRequests/none").status == 404);

  const Answer again = bench.CreateTable(ddl);
  CHECK(again.status == 409);
  CHECK(again.code() == "TableAlreadyExists");
  CHECK(bench.CreateTable("CREATE TABLE IF NOT EXISTS Photos (id LONG, PRIMARY KEY(id))").status ==
        202);
  REQUIRE(bench.CreateTable("CREATE TABLE b (id LONG, PRIMARY KEY(id))").status == 202);

  const Answer list = bench.Call("GET", "/tables" + kInCompartment + "&limit=1");
  CHECK(list.body["items"][0]["name"] == "b");
  CHECK(list.next == "1");
  CHECK(
      bench.Call("GET", "/tables" + kInCompartment + "&limit=1&page=1").body["items"][0]["name"] ==
      "Photos");
  CHECK(bench.Call("GET", "/tables?compartmentId=other").body["items"].empty());

  REQUIRE(bench.Put("photos", {{"id", 1}, {"a", "x"}}).status == 200);
  REQUIRE(bench
              .Call("PUT", "/tables/photos",
                    {{"compartmentId", kCompartment},
                     {"ddlStatement", "ALTER TABLE photos (ADD n LONG DEFAULT 7, ADD s STRING)"}})
              .status == 202);
  CHECK(bench.Get("photos", "id:1").body["value"] ==
        Json{{"id", 1}, {"a", "x"}, {"n", 7}, {"s", nullptr}});
  CHECK(bench.Call("GET", "/tables/PHOTOS" + kInCompartment).body["schema"]["columns"].size() == 4);
  CHECK(bench.Call("GET", "/tables/photos?compartmentId=other").code() == "TableNotFound");
  CHECK(bench.Call("GET", "/tables/photos").code() == "TableNotFound");

  CHECK(bench.Call("DELETE", "/tables/photos" + kInCompartment).status == 202);
  CHECK(bench.Call("DELETE", "/tables/photos" + kInCompartment).code() == "TableNotFound");
  CHECK(bench.Call("DELETE", "/tables/photos" + kInCompartment + "&isIfExists=true").status == 202);
  REQUIRE(bench.CreateTable(ddl).status == 202);
  CHECK_FALSE(bench.Get("photos", "id:1").body.contains("value"));
}

TEST_CASE("definitions are checked before anything is made") {
  Bench bench;
  const auto refused = [&](const Json& body) {
    const Answer answer = bench.Call("POST", "/tables", body);
    INFO(answer.message());
    CHECK(answer.status == 400);
    return answer.message();
  };
  const Json limits = {{"maxReadUnits", 1}, {"maxWriteUnits", 1}, {"maxStorageInGBs", 1}};
  const auto body = [&](const std::string& name, const std::string& ddl) {
    return Json{{"name", name},
                {"compartmentId", kCompartment},
                {"ddlStatement", ddl},
                {"tableLimits", limits}};
  };
  CHECK(refused(body("t2", "CREATE TABLE t3 (id LONG, PRIMARY KEY(id))")).find("does not match") !=
        std::string::npos);
  refused(body("t", "CREATE TABLE t (id LONG, PRIMARY KEY(nosuch))"));
  refused(body("t", "CREATE TABLE t (id LONG, ID LONG, PRIMARY KEY(id))"));
  refused(body("t", "CREATE TABLE t (id JSON, PRIMARY KEY(id))"));
  refused(body("t", "DROP TABLE t"));
  refused(body("t", "CREATETABLE t"));
  Json none = body("t", "CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  none.erase("tableLimits");
  CHECK(refused(none) ==
        "CREATE_TABLE: Illegal Argument: Invalid tableLimits: tableLimits should not be null");
  Json odd = body("t", "CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  odd["tableLimits"]["maxUnits"] = 1;
  refused(odd);
  std::string columns;
  for (int i = 0; i < 50; ++i) columns += "c" + std::to_string(i) + " LONG, ";
  refused(body("t", "CREATE TABLE t (id LONG, " + columns + "PRIMARY KEY(id))"));
  CHECK(bench.Call("GET", "/tables" + kInCompartment).body["items"].empty());
}
