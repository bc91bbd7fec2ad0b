// Addresses of photos, which need no session: kept from before, they open nothing after the
// author's decision.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "functions/account/handler.h"
#include "functions/follow/handler.h"
#include "tests/support/moderated_world.h"

using namespace fotogal;
using tests::Json;

namespace {

struct Decision {
  const char* what;
  FunctionHandler handler;
  tests::Call call;
  int status;
};

}  // namespace

TEST_CASE("an address from before the author went private, blocked the viewer or left is dead") {
  const Decision decisions[] = {
      {"private",
       &account::Handle,
       {"PATCH", "/v1/me", "", Json{{"is_private", true}}.dump()},
       200},
      {"block", &follow::Handle, {"PUT", "/v1/users/bob/block"}, 200},
      {"deletion",
       &account::Handle,
       {"DELETE", "/v1/me", "", Json{{"password", "password of ann"}}.dump()},
       202}};
  for (const auto& decision : decisions) {
    INFO(decision.what);
    tests::ModeratedWorld world;
    const auto address = world.AddressOf(world.anns, world.bob);
    REQUIRE(world.cloud.Load(address).status == 200);
    REQUIRE(world.cloud.Send(decision.handler, decision.call, &world.ann).status ==
            decision.status);
    CHECK(world.cloud.Load(address).status == 404);
    world.cloud.RunJobs();
    CHECK(world.cloud.Load(address).status == 404);
  }
}
