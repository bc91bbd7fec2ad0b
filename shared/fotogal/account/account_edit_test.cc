#include "fotogal/account/account_edit.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  User Current() {
    auto call = cloud.NewCall();
    return (*FindUser({cloud.services(), call}, ann.id)).value();
  }
  Outcome<User> Edit(const AccountEdit& edit) {
    auto call = cloud.NewCall();
    return EditAccount({cloud.services(), call}, Current(), edit);
  }
  std::vector<std::string> Found(const std::string& prefix) {
    auto call = cloud.NewCall();
    std::vector<std::string> names;
    const auto page = Search({cloud.services(), call}, prefix, {}, 10).value();
    for (const auto& person : page.people) names.push_back(person.username);
    return names;
  }
};

}  // namespace

TEST_CASE("an edit changes what it names, clears what is empty and keeps the rest") {
  Bench bench;
  AccountEdit first;
  first.full_name = "Ann Lee";
  first.is_professional = true;
  first.data = {{"bio", "Hello"}, {"website", "https://ann.example"}};
  REQUIRE(bench.Edit(first).ok());
  AccountEdit second;
  second.data = {{"bio", ""}};
  const auto edited = bench.Edit(second);
  REQUIRE(edited.ok());
  CHECK(edited->full_name == "Ann Lee");
  CHECK(edited->is_professional);
  CHECK(edited->username == "ann");
  CHECK(edited->data["bio"].is_null());
  CHECK(edited->data["website"] == "https://ann.example");
  CHECK(bench.Current().data == edited->data);
  CHECK(bench.Found("lee") == std::vector<std::string>{"ann"});
}

TEST_CASE("a taken name fails the whole edit") {
  Bench bench;
  bench.cloud.SignUp("bob");
  AccountEdit edit;
  edit.full_name = "Changed";
  edit.username = "bob";
  const auto refused = bench.Edit(edit);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "username_taken");
  CHECK(bench.Current().full_name != "Changed");
  CHECK(bench.Found("changed").empty());
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a password change keeps only the session that made it") {
  Bench bench;
  const auto other = bench.cloud.StartSession(bench.ann);
  auto call = bench.cloud.NewCall();
  REQUIRE(ChangePassword({bench.cloud.services(), call}, bench.Current(), "another password",
                         {.kept_session = bench.ann.session_id})
              .ok());
  CHECK(VerifyPassword("another password", bench.Current().password_hash));
  CHECK(FindSession({bench.cloud.services(), call}, bench.ann.session_id)->has_value());
  CHECK_FALSE(FindSession({bench.cloud.services(), call}, other.session_id)->has_value());
}

TEST_CASE("an avatar is switched only from the one that was seen") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  auto& services = bench.cloud.services();
  CHECK(SwitchAvatar({services, call}, bench.ann.id, "", "/a").value());
  CHECK_FALSE(SwitchAvatar({services, call}, bench.ann.id, "", "/b").value());
  CHECK(bench.Current().image_url == "/a");
  CHECK(SwitchAvatar({services, call}, bench.ann.id, "/a", "").value());
  CHECK(bench.Current().image_url.empty());
}
