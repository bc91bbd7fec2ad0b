#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("what is no operation is refused, by name where the service has it") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  CHECK(bench.Call("POST", "/tables/t/usage" + kInCompartment).message() ==
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
