#include "local/standin/nosql/renaming.h"

#include <catch2/catch_test_macros.hpp>

using namespace standin::nosql;

TEST_CASE("known names change everywhere but in quotes and variables") {
  const Renaming rename({"users", "id"}, 7);
  const auto users = rename.Name("users"), id = rename.Name("id");
  CHECK(users != "users");
  CHECK(users != id);
  CHECK(rename("SELECT id FROM users WHERE id = $id AND name = 'users id'") ==
        "SELECT " + id + " FROM " + users + " WHERE " + id + " = $id AND name = 'users id'");
  CHECK(rename("SELECT idle FROM users_x") == "SELECT idle FROM users_x");
}

TEST_CASE("rows have the new names, their values stay") {
  const Renaming rename({"id"}, 7);
  const Json renamed = rename.Row({{"id", "id"}, {"other", 1}});
  CHECK(renamed[rename.Name("id")] == "id");
  CHECK(renamed["other"] == 1);
  CHECK_FALSE(renamed.contains("id"));
}

TEST_CASE("the same seed gives the same names, none leaves them as they are") {
  CHECK(Renaming({"a"}, 3).Name("a") == Renaming({"a"}, 3).Name("a"));
  CHECK(Renaming()("SELECT a FROM b") == "SELECT a FROM b");
}
