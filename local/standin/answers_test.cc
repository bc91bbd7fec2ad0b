#include "local/standin/answers.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

TEST_CASE("the refusals that all services have in common") {
  const auto wrong = standin::InvalidParameter("it \"is\" wrong");
  CHECK(wrong.status == 400);
  CHECK(nlohmann::json::parse(wrong.body) ==
        nlohmann::json{{"code", "InvalidParameter"}, {"message", "it \"is\" wrong"}});
  const auto none = standin::NotFound();
  CHECK(none.status == 404);
  CHECK(nlohmann::json::parse(none.body)["code"] == "NotAuthorizedOrNotFound");
}
