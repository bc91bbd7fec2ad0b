#include "oci/functions.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using testing::Bench;
using testing::LostAnswer;

TEST_CASE("functions: sync never twice, detached again") {
  Bench bench;
  functions::Client client(bench.requester);
  const functions::Target target{"https://f.example.com", "ocid1.fn"};
  bench.transport->Add(200, "out");
  Call call = bench.NewCall();
  CHECK(client.Invoke(call, target, "in").value() == "out");
  const HttpRequest sent = bench.transport->sent[0];
  CHECK(sent.url == "https://f.example.com/20181201/functions/ocid1.fn/actions/invoke");
  CHECK(FindHeader(sent.headers, "fn-invoke-type") == "sync");
  bench.transport->AddError(LostAnswer()).AddError(LostAnswer()).Add(202, "");
  CHECK(client.Invoke(call, target, "").error().code == "network_error");
  CHECK(client.InvokeDetached(call, target, "").ok());
  CHECK(FindHeader(bench.transport->sent[2].headers, "fn-invoke-type") == "detached");
  const size_t before = bench.transport->sent.size();
  CHECK(client.Invoke(call, target, std::string((6 << 20) + 1, 'x')).error().code ==
        "invalid_request");
  CHECK(bench.transport->sent.size() == before);
}

TEST_CASE("functions: each is invoked at its own endpoint, and none where that is not known") {
  Bench bench;
  functions::Client client(bench.requester);
  Call call = bench.NewCall();
  bench.transport->Add(202, "").Add(202, "");
  REQUIRE(client.InvokeDetached(call, {"https://one.example.com", "f1"}, "").ok());
  REQUIRE(client.InvokeDetached(call, {"https://two.example.com", "f2"}, "").ok());
  CHECK(bench.transport->sent[0].url.starts_with("https://one.example.com/20181201/functions/f1/"));
  CHECK(bench.transport->sent[1].url.starts_with("https://two.example.com/20181201/functions/f2/"));
  for (const auto& target : {functions::Target{"", "f"}, functions::Target{"https://f", ""}}) {
    CHECK(client.InvokeDetached(call, target, "").error().code == "configuration");
    CHECK(client.Invoke(call, target, "").error().code == "configuration");
    CHECK(client.DryRun(call, target).error().code == "configuration");
  }
  CHECK(bench.transport->sent.size() == 2);
}

TEST_CASE("functions: a dry run says so, and has no body") {
  Bench bench;
  functions::Client client(bench.requester);
  Call call = bench.NewCall();
  bench.transport->Add(200, "");
  REQUIRE(client.DryRun(call, {"https://f.example.com", "ocid1.fn"}).ok());
  CHECK(FindHeader(bench.transport->sent[0].headers, "is-dry-run") == "true");
  CHECK(bench.transport->sent[0].body.empty());
}

TEST_CASE("functions: the invoke endpoint is read from the function's document") {
  Bench bench;
  functions::Client client(bench.requester);
  Call call = bench.NewCall();
  bench.transport->Add(200, R"({"id":"ocid1.fn","invokeEndpoint":"https://f.example.com"})")
      .Add(200, R"({"id":"ocid1.fn"})")
      .Add(404, R"({"code":"NotAuthorizedOrNotFound","message":"no"})");
  const auto find = [&] { return client.FindInvokeEndpoint(call, "https://m", "ocid1.fn"); };
  CHECK(find().value() == "https://f.example.com");
  CHECK(bench.transport->sent[0].method == "GET");
  CHECK(bench.transport->sent[0].url == "https://m/20181201/functions/ocid1.fn");
  CHECK(find().error().code == "bad_response");
  CHECK(find().error().code == "NotAuthorizedOrNotFound");
}

}  // namespace
}  // namespace oci
