#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("each change of a table is a work request that succeeded") {
  Statements t;
  const auto created = t.CreateTable("CREATE TABLE other (id LONG, PRIMARY KEY(id))");
  const auto work = t.Call("GET", "/workRequests/" + created.work_request_id);
  CHECK(work.status == 200);
  CHECK(work.body["status"] == "SUCCEEDED");
  CHECK(work.body["operationType"] == "CREATE_TABLE");
  CHECK(work.body["resources"][0]["entityType"] == "TABLE");
  const auto path = "/workRequests/" + created.work_request_id;
  CHECK(t.Call("GET", path + "/errors").items().empty());
  CHECK(t.Call("GET", path + "/logs").items().size() == 1);
  const auto dropped = t.Call("DELETE", "/tables/other" + kInCompartment);
  CHECK(t.Call("GET", "/workRequests/" + dropped.work_request_id).body["operationType"] ==
        "DELETE_TABLE");
}

TEST_CASE("work requests are listed by compartment, in pages") {
  Statements t;
  CHECK(t.Call("GET", "/workRequests").status == 400);
  CHECK(t.Call("GET", "/workRequests" + kInCompartment).items().size() == 2);  // table and index
  const auto first = t.Call("GET", "/workRequests" + kInCompartment + "&limit=1");
  CHECK(first.items().size() == 1);
  CHECK_FALSE(first.next.empty());
  CHECK(t.Call("GET", "/workRequests/none").code() == "NotFound");
}
