#include "functions/login/begin_session.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

struct Beginning {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  fdk::Request request;

  Answer Begin(const std::function<Outcome<Unit>()>& check_again) {
    auto call = cloud.NewCall();
    Exchange exchange{{cloud.services(), call}, request, {}, {}, {}};
    const User user = FindUser(exchange.context, ann.id).value().value();
    return login::BeginSession(exchange, {user, "a device", SessionBy::kToken, check_again});
  }
};

}  // namespace

TEST_CASE("begin session: it begins before the last check, and ends when that fails") {
  Beginning beginning;
  std::size_t during = 0;
  const auto count = [&] { return beginning.cloud.Rows(schema::kSessions).size(); };
  const auto refused = beginning.Begin([&]() -> Outcome<Unit> {
    during = count();
    return NotFound();
  });
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().status == 404);
  CHECK(during == 2);
  CHECK(count() == 1);
  const auto begun = beginning.Begin([]() -> Outcome<Unit> { return Unit{}; });
  REQUIRE(begun.ok());
  CHECK(begun->status == 200);
  CHECK(count() == 2);
}
