#include "local/standin/nosql/time_functions.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

TEST_CASE("parts of a timestamp") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, ts TIMESTAMP(3), s STRING, PRIMARY KEY(id))")
              .status == 202);
  bench.Put("t", {{"id", 1}, {"ts", "1969-12-31T23:59:58.250Z"}, {"s", "2024-02-29"}});
  const auto value = [&](const std::string& expression) {
    const auto answer = bench.Query("SELECT " + expression + " AS x FROM t");
    return answer.status == 200 ? answer.items()[0]["x"] : Json(answer.message());
  };
  CHECK(value("[year(ts), month(ts), day(ts), hour(ts), minute(ts), second(ts)]") ==
        Json::array({1969, 12, 31, 23, 59, 58}));
  CHECK(value("[millisecond(ts), microsecond(ts), nanosecond(ts)]") ==
        Json::array({250, 250000, 250000000}));
  CHECK(value("[quarter(ts), isoweek(ts), day_of_year(ts)]") == Json::array({4, 1, 365}));
  CHECK(value("extract(day FROM s)") == 29);
  CHECK(value("extract(isoweek FROM '2021-01-03')") == 53);
  CHECK(value("year('cat')").is_null());
  CHECK(value("week(ts)").get<std::string>().find("week is not supported by the FotoGal") !=
        std::string::npos);
  CHECK(bench.Query("SELECT extract(fortnight FROM ts) AS x FROM t").status == 400);
}
