#include "fotogal/base/table_statements.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("statements made from the schema") {
  CHECK(RowsOfPerson("follows", "followee_id", "r.follower_id") ==
        "DECLARE $u LONG; SELECT r.follower_id FROM follows r WHERE r.followee_id = $u");
  CHECK(RowsOfPerson("images", "user_id") ==
        "DECLARE $u LONG; SELECT * FROM images r WHERE r.user_id = $u");
  CHECK(KeyColumns(schema::TableOf(schema::kImages)) == "r.user_id, r.id");
  CHECK(RowsOfImage(schema::TableOf(schema::kComments)) ==
        "DECLARE $a LONG; $i LONG; SELECT r.author_id, r.image_id, r.id FROM "
        "fotogal_ntable_comments r WHERE r.author_id = $a AND r.image_id = $i");
  CHECK(RowsOfTable("users", "t.id") == "SELECT t.id FROM users t");
  CHECK(RowsOfTable("users") == "SELECT * FROM users t");
}
