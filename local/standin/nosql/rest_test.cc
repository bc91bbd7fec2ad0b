#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

std::string Encode(const std::string& text) {
  std::string encoded;
  for (char c : text) {
    char code[8];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    encoded += code;
  }
  return encoded;
}

const std::string kInCompartment = "?compartmentId=" + kCompartment;

Answer Prepare(Bench& bench, const std::string& statement) {
  return bench.Call("GET", "/query/prepare" + kInCompartment + "&statement=" + Encode(statement));
}

Answer RunPrepared(Bench& bench, const Answer& prepared) {
  return bench.Call("POST", "/query",
                    {{"compartmentId", kCompartment},
                     {"statement", prepared.body["statement"]},
                     {"isPrepared", true}});
}

}  // namespace

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

TEST_CASE("indexes are made from the rows that are there") {
  Bench bench;
  REQUIRE(
      bench
          .CreateTable("CREATE TABLE t (id LONG, a LONG, b LONG, c LONG, d LONG, e LONG, f LONG, "
                       "l ARRAY(LONG), PRIMARY KEY(id))")
          .status == 202);
  for (int i = 0; i < 10; ++i) bench.Put("t", {{"id", i}, {"a", i % 3}});
  const std::string query = "SELECT id FROM t WHERE a = 1";
  CHECK(bench.Query(query).read() == 12);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  CHECK(bench.Query(query).read() == 5);
  CHECK(bench.CreateIndex("t", "IA", {"b"}).code() == "IndexAlreadyExists");
  CHECK(bench.CreateIndex("t", "x", {"nosuch"}).code() == "InvalidParameter");
  CHECK(bench.CreateIndex("t", "x", {"l"}).code() == "InvalidParameter");
  CHECK(bench.CreateIndex("nosuch", "x", {"a"}).code() == "TableNotFound");
  for (const char* name : {"b", "c", "d", "e"})
    REQUIRE(bench.CreateIndex("t", name, {name}).status == 202);
  CHECK(bench.CreateIndex("t", "f", {"f"}).code() == "IndexLimitExceeded");
  CHECK(bench.Call("GET", "/tables/t/indexes" + kInCompartment).body["items"].size() == 5);
  CHECK(bench.Call("DELETE", "/tables/t/indexes/ia" + kInCompartment).status == 202);
  CHECK(bench.Call("DELETE", "/tables/t/indexes/ia" + kInCompartment).code() == "IndexNotFound");
  CHECK(bench.Query(query).read() == 12);
}

TEST_CASE("a prepared statement saves its units until its table changes") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a LONG, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"a", 5}});
  const Answer prepared = Prepare(bench, "SELECT a FROM t WHERE id = 1");
  REQUIRE(prepared.status == 200);
  CHECK(prepared.read() == 2);
  CHECK(RunPrepared(bench, prepared).read() == 1);
  CHECK(RunPrepared(bench, prepared).items() == Json::array({{{"a", 5}}}));
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  CHECK(RunPrepared(bench, prepared).status == 400);
  CHECK(RunPrepared(bench, Prepare(bench, "SELECT a FROM t WHERE id = 1")).status == 200);
  Answer forged = prepared;
  for (const char* statement : {"AAAA", "not base64", "", "RkdTMVtd"}) {
    forged.body["statement"] = statement;
    CHECK(RunPrepared(bench, forged).status == 400);
  }
}

TEST_CASE("pages follow each other without gaps or repetitions") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (s LONG, id LONG, a LONG, PRIMARY KEY(SHARD(s), id))")
              .status == 202);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  for (int i = 0; i < 60; ++i) bench.Put("t", {{"s", i % 3}, {"id", i}, {"a", i % 4}});
  const auto read = [&](const std::string& statement, int limit) {
    std::vector<int> ids;
    std::string page;
    for (int pages = 0; pages < 100; ++pages) {
      const Answer answer =
          bench.Query(statement, Json::object(), "limit=" + std::to_string(limit) + page);
      REQUIRE(answer.status == 200);
      for (const Json& item : answer.items()) ids.push_back(item["id"]);
      if (answer.next.empty()) break;
      page = "&page=" + Encode(answer.next);
    }
    return ids;
  };
  for (const std::string& statement :
       {std::string("SELECT id FROM t"), std::string("SELECT id FROM t WHERE a = 2"),
        std::string("SELECT id FROM t WHERE a > 0 AND id > 10"),
        std::string("SELECT id FROM t WHERE s IN (0, 2) AND id IN (0, 2, 3, 5, 6, 8, 9, 59)"),
        std::string("SELECT id FROM t WHERE s = 1 ORDER BY id DESC"),
        std::string("SELECT id FROM t WHERE s = 1 ORDER BY id DESC LIMIT 7 OFFSET 3")}) {
    const auto whole = read(statement, 1000);
    CHECK_FALSE(whole.empty());
    for (const int limit : {1, 2, 7, 20}) CHECK(read(statement, limit) == whole);
  }
  // A page may be empty and still have a next one: at most 3 KB are read here.
  const Answer empty = bench.Call("POST", "/query",
                                  {{"compartmentId", kCompartment},
                                   {"statement", "SELECT id FROM t WHERE id + 0 = 59"},
                                   {"maxReadInKBs", 3}});
  CHECK(empty.items().empty());
  CHECK(empty.read() == 6);
  CHECK_FALSE(empty.next.empty());

  const std::string statement = "SELECT id FROM t";
  const Answer first = bench.Query(statement, Json::object(), "limit=2");
  CHECK(bench.Query("SELECT a FROM t", Json::object(), "page=" + Encode(first.next)).status == 400);
  CHECK(bench.Query(statement, Json::object(), "page=zzz").status == 400);
  CHECK(bench.Query(statement, Json::object(), "page=AAAA").status == 500);
  CHECK(bench.Query(statement, Json::object(), "limit=-1").status == 400);
  // An exact multiple of the limit ends with an empty page.
  const Answer all = bench.Query(statement, Json::object(), "limit=60");
  CHECK(all.items().size() == 60);
  CHECK_FALSE(all.next.empty());
}

TEST_CASE("the index is chosen as the service chooses it") {
  Bench bench;
  REQUIRE(bench
              .CreateTable("CREATE TABLE t (s LONG, id LONG, a LONG, b LONG, c STRING, PRIMARY "
                           "KEY(SHARD(s), id))")
              .status == 202);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "iab", {"a", "b"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "ib", {"b"}).status == 202);
  const auto used = [&](const std::string& statement) {
    const Answer answer =
        bench.Call("GET", "/query/prepare" + kInCompartment +
                              "&isGetQueryPlan=true&statement=" + Encode(statement));
    if (answer.status != 200) return std::to_string(answer.status) + answer.message();
    const Json plan = Json::parse(answer.body["queryPlan"].get<std::string>());
    return plan["index used"].get<std::string>() + (plan["covering index"] ? " covering" : "");
  };
  CHECK(used("SELECT c FROM t WHERE s = 1 AND id = 2 AND a = 3") == "primary index");
  CHECK(used("SELECT c FROM t WHERE a = 1") == "ia");
  CHECK(used("SELECT c FROM t WHERE a = 1 AND b = 2") == "iab");
  CHECK(used("SELECT c FROM t WHERE a = 1 AND b > 2") == "iab");
  CHECK(used("SELECT c FROM t WHERE b = 1 AND a > 2") == "ib");
  // Covering, but a full key of another index weighs more than a range and a filter.
  CHECK(used("SELECT id FROM t WHERE b = 1 AND a > 2") == "ib");
  CHECK(used("SELECT id FROM t WHERE a = 1 AND b > 2") == "iab covering");
  CHECK(used("SELECT c FROM t WHERE s = 1 AND a = 1") == "ia");
  CHECK(used("SELECT c FROM t WHERE s = 1 AND id > 5 AND a > 1") == "primary index");
  CHECK(used("SELECT id FROM t WHERE c = \"x\"") == "primary index");
  CHECK(used("SELECT id, s FROM t WHERE id > 3") == "primary index covering");
  CHECK(used("SELECT /*+ FORCE_PRIMARY_INDEX(t) */ c FROM t WHERE a = 1") == "primary index");
  CHECK(used("SELECT /*+ FORCE_INDEX(t ib) */ c FROM t WHERE a = 1") == "ib");
  CHECK(used("SELECT /*+ PREFER_INDEXES(t ib) */ c FROM t WHERE a > 1 AND b > 2") == "ib");
  CHECK(used("SELECT /*+ FORCE_INDEX(t nosuch) */ c FROM t").starts_with("400"));
}

TEST_CASE("what is no operation is refused, by name where the service has it") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  CHECK(bench.Call("GET", "/tables/t/usage" + kInCompartment).message() ==
        "The table operation usage is not supported by the FotoGal stand-in");
  CHECK(bench.Call("POST", "/tables/t/rows", {}).message() ==
        "Unsupported request /20190828/tables/t/rows");
  CHECK(bench.Call("GET", "/nope").code() == "InvalidParameter");
  CHECK(bench.Send("GET", "/elsewhere", "").status == 400);
  CHECK(bench.Send("GET", "/elsewhere", "").body.is_null());
  CHECK(bench.Send("HEAD", "/20190828/tables", "").status == 400);
  CHECK(bench.Call("GET", "/tables/t/rows" + kInCompartment + "&key=id:" + std::string(5000, '1'))
            .status == 400);
  CHECK(bench.Call("DELETE", "/workRequests/x").code() == "CantCancelWorkRequest");
  const standin::Response response = bench.service->Handle({"GET",
                                                            "/20190828/tables/t",
                                                            "compartmentId=" + kCompartment,
                                                            {{"Opc-Request-Id", "mine"}},
                                                            ""});
  std::string id;
  for (const auto& [name, value] : response.headers) {
    if (name == "opc-request-id") id = value;
  }
  CHECK(id == "mine");
}

TEST_CASE("variables are bound strictly") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 9007199254740993}, {"s", "x"}});
  const std::string statement = "DECLARE $i LONG; SELECT id FROM t WHERE id = $i";
  CHECK(bench.Query(statement, {{"$i", 9007199254740993}}).items()[0]["id"] == 9007199254740993);
  CHECK(bench.Query(statement, {{"$i", 9007199254740992}}).items().empty());
  CHECK(bench.Query(statement, {{"$i", nullptr}}).items().empty());
  for (const Json& bad : {Json("1"), Json(1.0), Json(true), Json::array({1}), Json::object()})
    CHECK(bench.Query(statement, {{"$i", bad}}).status == 400);
  CHECK(bench.Query(statement, {{"i", 1}}).message() ==
        "The query doesn't contain the variable: i");
  CHECK(bench.Query(statement, {{"$i", 1}, {"$j", 1}}).status == 400);
  CHECK(bench.Query(statement).status == 400);
  CHECK(bench.Query("SELECT id FROM t WHERE id = $i", {{"$i", 1}}).status == 400);
  CHECK(bench.Query("DECLARE $s STRING; SELECT id FROM t WHERE s = $s", {{"$s", "x\" OR 1=1 --"}})
            .items()
            .empty());
  // The service would cut a quoted string in a JSON variable off; better not at all.
  CHECK(bench
            .Query("DECLARE $j JSON; SELECT id FROM t WHERE id = 1 AND s = $j",
                   {{"$j", "say \"hi\""}})
            .status == 400);
}
