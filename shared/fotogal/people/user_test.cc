#include "fotogal/people/user.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace fotogal;
using Json = nlohmann::json;

TEST_CASE("a row with nulls or another type in it makes a user, never a crash") {
  const Json full{{"id", 5},
                  {"username", "ann"},
                  {"created_ts", 9},
                  {"is_private", true},
                  {"follower_count", 3},
                  {"user_data", {{"bio", "hi"}}}};
  const User user = RowFrom<User>(full);
  CHECK(user.id == 5);
  CHECK(user.username == "ann");
  CHECK(user.is_private);
  CHECK(user.follower_count == 3);
  CHECK(user.data["bio"] == "hi");
  for (const auto& [column, value] : full.items()) {
    if (column == "id") continue;
    for (const Json& odd : {Json(), Json::array(), Json::object()}) {
      INFO(column << " " << odd);
      Json row = full;
      row[column] = odd;
      CHECK_NOTHROW(RowFrom<User>(row));
      row.erase(column);
      CHECK_NOTHROW(RowFrom<User>(row));
    }
  }
}

TEST_CASE("how images are delivered is read as it was written; what is unknown is push") {
  for (const Delivery mode :
       {Delivery::kPush, Delivery::kToPull, Delivery::kPull, Delivery::kToPush})
    CHECK(Json(mode).get<Delivery>() == mode);
  CHECK(Json("").get<Delivery>() == Delivery::kPush);
  CHECK(Json("anything").get<Delivery>() == Delivery::kPush);
}
