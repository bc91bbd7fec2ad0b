#include "local/standin/base/routes.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

using namespace standin;

namespace {

// What x, y and rest stand for: "a, , b"; "-": the path does not match.
std::string Matched(std::string_view pattern, std::string_view path,
                    FixedParts fixed = FixedParts::kAsSent) {
  const auto values = MatchPath(pattern, path, fixed);
  if (!values) return "-";
  return (*values)["x"] + ", " + (*values)["y"] + ", " + (*values)["rest"];
}

}  // namespace

TEST_CASE("a name stands for one part of a path, decoded, also for an empty one") {
  CHECK(Matched("/a/{x}/b/{y}", "/a/1/b/2") == "1, 2, ");
  CHECK(Matched("/a/{x}/b/{y}", "/a//b/") == ", , ");
  CHECK(Matched("/a/{x}", "/a/b%2Fc+%20") == "b/c+ , , ");
  const auto values = MatchPath("/a/{x}", "/a/b%2F");
  CHECK(values->AsSent("x") == "b%2F");
  CHECK(values->Has("x"));
  CHECK_FALSE(values->Has("y"));
  CHECK(MatchPath("/a/{x}", "/a/")->Has("x"));
  for (const char* path : {"/a", "/a/1/", "/a/1/2", "/b/1", "a/1", "", "/", "//1", "/aa/1"})
    CHECK(Matched("/a/{x}", path) == "-");
}

TEST_CASE("fixed parts are compared as they were sent, or decoded where a table says so") {
  CHECK(Matched("/a", "/a") == ", , ");
  CHECK(Matched("/a", "/%61") == "-");
  CHECK(Matched("/a", "/%61", FixedParts::kDecoded) == ", , ");
  CHECK(Matched("/a", "/%62", FixedParts::kDecoded) == "-");
  CHECK(Matched("/a", "/A") == "-");
}

TEST_CASE("the last name may stand for all that is left") {
  CHECK(Matched("/a/{x}/{rest...}", "/a/1/2/3%204/") == "1, , 2/3 4/");
  CHECK(Matched("/a/{rest...}", "/a/") == ", , ");
  CHECK(Matched("/a/{rest...}", "/a//") == ", , /");
  CHECK(Matched("/a/{rest...}", "/a") == "-");
}

TEST_CASE("a slash at the end counts, unless it may stand there") {
  CHECK(Matched("/a/{x}[/]", "/a/1") == "1, , ");
  CHECK(Matched("/a/{x}[/]", "/a/1/") == "1, , ");
  CHECK(Matched("/a/{x}[/]", "/a/1//") == "-");
  CHECK(Matched("/a/{x}[/]", "/a/1/2") == "-");
}

TEST_CASE("methods") {
  CHECK(TakesMethod("GET", "GET"));
  CHECK(TakesMethod("GET|HEAD", "HEAD"));
  CHECK(TakesMethod("*", "PATCH"));
  for (const char* method : {"", "POST", "GE", "GET|HEAD", "HEA"})
    CHECK_FALSE(TakesMethod("GET|HEAD", method));
}

TEST_CASE("the first row that fits answers") {
  static const std::array<Route<int>, 4> kTable = {{{"GET", "/a/b", 1},
                                                    {"GET|PUT", "/a/{x}", 2},
                                                    {"*", "/a/{x}", 3},
                                                    {"POST", "/{rest...}", 4}}};
  const auto answer = [](const char* method, const char* path) {
    const auto found = FindRoute(kTable, method, path);
    return found ? found->route->handler : 0;
  };
  CHECK(answer("GET", "/a/b") == 1);
  CHECK(answer("PUT", "/a/b") == 2);
  CHECK(answer("DELETE", "/a/b") == 3);
  CHECK(answer("POST", "/c") == 4);
  CHECK(answer("GET", "/c") == 0);
  CHECK(FindRoute(kTable, "GET", "/a/c")->values["x"] == "c");
}
