#include "local/standin/nosql/units.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

TEST_CASE("bytes are charged by the kilobyte, begun ones whole") {
  CHECK(Kilobytes(0) == 1);
  CHECK(Kilobytes(1) == 1);
  CHECK(Kilobytes(1024) == 1);
  CHECK(Kilobytes(1025) == 2);
}

TEST_CASE("a row's cost grows with what it holds, ABSOLUTE reads cost double") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, text STRING, PRIMARY KEY(id))").status ==
          202);
  CHECK(bench.Put("t", {{"id", 1}, {"text", "x"}}).write() == 1);
  CHECK(bench.Put("t", {{"id", 2}, {"text", std::string(3000, 'x')}}).write() == 3);
  CHECK(bench.Get("t", "id:1").read() == 1);
  CHECK(bench.Get("t", "id:2").read() == 3);
  const auto absolute = bench.Call(
      "GET", "/tables/t/rows?compartmentId=" + kCompartment + "&key=id:2&consistency=ABSOLUTE");
  CHECK(absolute.read() == 6);
}
