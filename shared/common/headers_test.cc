#include "common/headers.h"

#include <catch2/catch_test_macros.hpp>

using common::Headers;

TEST_CASE("Header names compare without case and repetition is kept in order") {
  Headers headers;
  headers.Add("Accept", "a");
  headers.Add("X-Other", "o");
  headers.Add("ACCEPT", "b");
  CHECK(headers.Get("accept") == "a");
  CHECK(headers.GetAll("aCCept") == std::vector<std::string_view>{"a", "b"});
  CHECK(headers.size() == 3);
  CHECK_FALSE(headers.Get("Accep"));
  CHECK(headers.GetAll("none").empty());
}

TEST_CASE("Set replaces every value of a name, Remove takes all away") {
  Headers headers;
  headers.Add("A", "1");
  headers.Add("B", "2");
  headers.Add("a", "3");
  headers.Set("a", "4");
  CHECK(headers.GetAll("A") == std::vector<std::string_view>{"4"});
  // A view of the entry that goes.
  headers.Remove(headers.begin()->first);
  CHECK(headers.size() == 1);
  headers.Remove("A");
  CHECK(headers.empty());
}

TEST_CASE("An empty value is a value") {
  Headers headers;
  headers.Add("X-Empty", "");
  REQUIRE(headers.Get("x-empty"));
  CHECK(headers.Get("x-empty")->empty());
}
