#include "functions/account/self.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

struct Selves {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  fdk::Request request;
  oci::Call call = cloud.NewCall();

  Exchange As(UserId user, const std::string& session) {
    return {{cloud.services(), call}, request, {user, session, false}, {}, {}};
  }
};

}  // namespace

TEST_CASE("self: the caller's account, and for writing the session, too") {
  Selves selves;
  auto ann = selves.As(selves.ann.id, selves.ann.session_id);
  CHECK(account::FindSelf(ann)->username == "ann");
  CHECK(account::RequireSelf(ann)->username == "ann");
  auto nobody = selves.As(kNobody, "");
  CHECK(account::FindSelf(nobody).error().status == 401);
  auto without = selves.As(selves.ann.id, "no session");
  CHECK(account::FindSelf(without).ok());
  CHECK(account::RequireSelf(without).error().status == 401);
  auto gone = selves.As(7, selves.ann.session_id);
  CHECK_FALSE(account::RequireSelf(gone).ok());
}

TEST_CASE("self: after a check of the password") {
  Selves selves;
  auto ann = selves.As(selves.ann.id, selves.ann.session_id);
  const auto with = [&](const nlohmann::json& body) {
    Fields fields(body);
    const auto user = account::RequirePassword(ann, fields);
    return user.ok() ? user->username : user.error().code;
  };
  CHECK(with({{"password", "password of ann"}}) == "ann");
  CHECK(with({{"password", "another"}}) == "wrong_password");
  CHECK(with(nlohmann::json::object()) == "invalid_fields");
  CHECK(with({{"password", "password of ann"}, {"more", 1}}) == "invalid_fields");
}
