#include "oci/management.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci::management {
namespace {

using testing::Bench;
using testing::LostAnswer;

struct Functions_ : Bench {
  Functions_() : client(requester, Functions("https://f.example.com")) {}
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  Client client;
};

TEST_CASE("a resource is found by its name among all pages, and read whole") {
  Functions_ bench;
  bench.transport
      ->Add(200, R"([{"displayName":"like","id":"old","lifecycleState":"DELETED"}])",
            {{"opc-next-page", "p"}})
      .Add(200, R"([{"displayName":"like","id":"f1","lifecycleState":"ACTIVE"}])")
      .Add(200, R"({"displayName":"like","id":"f1","image":"i"})");
  Call call = bench.NewCall();
  const auto found = bench.client.Find(call, "app/1", "like");
  REQUIRE(found.ok());
  CHECK((**found)["image"] == "i");
  CHECK(bench.sent(0).url == "https://f.example.com/20181201/functions?applicationId=app%2F1");
  CHECK(bench.sent(1).url.ends_with("&page=p"));
  CHECK(bench.sent(2).url == "https://f.example.com/20181201/functions/f1");
}

TEST_CASE("a resource that is deleted, or being deleted, is not found") {
  Functions_ bench;
  bench.transport->Add(404, R"({"code":"NotAuthorizedOrNotFound","message":"m"})")
      .Add(200, R"({"id":"f","lifecycleState":"DELETING"})")
      .Add(200, "[]");
  Call call = bench.NewCall();
  CHECK_FALSE(bench.client.Get(call, "f").value().has_value());
  CHECK_FALSE(bench.client.Get(call, "f").value().has_value());
  CHECK_FALSE(bench.client.Find(call, "a", "none").value().has_value());
}

TEST_CASE("a creation is repeated under its token and answers what is ready") {
  Functions_ bench;
  bench.transport->AddError(LostAnswer())
      .Add(200, R"({"id":"f","lifecycleState":"CREATING"})")
      .Add(200, R"({"id":"f","lifecycleState":"CREATING"})")
      .Add(200, R"({"id":"f","lifecycleState":"ACTIVE"})");
  Call call = bench.NewCall();
  const auto made = bench.client.Create(call, {{"displayName", "like"}}, "token");
  REQUIRE(made.ok());
  CHECK((*made)["lifecycleState"] == "ACTIVE");
  CHECK(FindHeader(bench.sent(0).headers, "opc-retry-token") == "token");
  CHECK(FindHeader(bench.sent(1).headers, "opc-retry-token") == "token");
}

TEST_CASE("a resource that fails while it is created is an error with the reason") {
  Functions_ bench;
  bench.transport->Add(200, R"({"id":"f"})")
      .Add(200, R"({"id":"f","lifecycleState":"FAILED","lifecycleDetails":"no subnet"})");
  Call call = bench.NewCall();
  const auto made = bench.client.Create(call, Json::object(), "");
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message == "f: no subnet");
}

TEST_CASE("an update may answer nothing; a deletion waits until it is through") {
  Functions_ bench;
  bench.transport->Add(202, "")
      .Add(200, R"({"id":"f","lifecycleState":"ACTIVE"})")
      .Add(202, "")
      .Add(200, R"({"id":"f","lifecycleState":"ACTIVE"})")
      .Add(404, R"({"code":"NotAuthorizedOrNotFound"})")
      .Add(404, R"({"code":"NotAuthorizedOrNotFound"})")
      .Add(404, R"({"code":"NotAuthorizedOrNotFound"})");
  Call call = bench.NewCall();
  CHECK(bench.client.Update(call, "f", {{"memoryInMBs", 512}}).ok());
  CHECK(bench.client.Delete(call, "f").ok());
  CHECK(bench.client.Delete(call, "f").ok());
}

}  // namespace
}  // namespace oci::management
