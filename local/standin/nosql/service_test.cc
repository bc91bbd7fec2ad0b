#include "local/standin/nosql/service.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("a file that cannot be opened is named") {
  const auto service =
      Service::Open({"/nowhere/nosql.db", [] { return std::chrono::system_clock::now(); }, false});
  REQUIRE_FALSE(service.ok());
  CHECK(service.error().message.find("/nowhere/nosql.db") != std::string::npos);
}

TEST_CASE("every answer carries a request id, the caller's if there is one") {
  Bench bench;
  const auto id_of = [&](const oci::HeaderList& headers) {
    const auto response = bench.service->Handle(
        {"GET", "/20190828/tables", "compartmentId=" + kCompartment, headers, ""});
    return std::string(oci::FindHeader(response.headers, "opc-request-id"));
  };
  CHECK(id_of({{"opc-request-id", "mine"}}) == "mine");
  const auto first = id_of({}), second = id_of({});
  CHECK_FALSE(first.empty());
  CHECK(first != second);
}

TEST_CASE("one service answers several threads at once") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, n LONG, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"n", 0}});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) bench.Query("UPDATE t SET n = n + 1 WHERE id = 1");
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(bench.Get("t", "id:1").body["value"]["n"] == 200);
}
