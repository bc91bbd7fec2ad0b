#include "local/standin/base/answers.h"

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
  const auto not_served = standin::NotServed({"GET", "/x", "a=b", {}, ""});
  CHECK(not_served.status == 501);
  CHECK(nlohmann::json::parse(not_served.body) ==
        nlohmann::json{{"code", "NotImplemented"},
                       {"message", "GET /x is not supported by the FotoGal stand-in"}});
}
