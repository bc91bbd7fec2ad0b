#include "oci/functions.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using testing::Bench;
using testing::LostAnswer;

TEST_CASE("functions: sync never twice, detached again") {
  Bench bench;
  functions::Client client(bench.requester, "https://f.example.com");
  bench.transport->Add(200, "out");
  Call call = bench.NewCall();
  CHECK(client.Invoke(call, "ocid1.fn", "in").value() == "out");
  const HttpRequest sent = bench.transport->sent[0];
  CHECK(sent.url == "https://f.example.com/20181201/functions/ocid1.fn/actions/invoke");
  CHECK(FindHeader(sent.headers, "fn-invoke-type") == "sync");
  bench.transport->AddError(LostAnswer()).AddError(LostAnswer()).Add(202, "");
  CHECK(client.Invoke(call, "f", "").error().code == "network_error");
  CHECK(client.InvokeDetached(call, "f", "").ok());
  CHECK(FindHeader(bench.transport->sent[2].headers, "fn-invoke-type") == "detached");
  const size_t before = bench.transport->sent.size();
  CHECK(client.Invoke(call, "f", std::string((6 << 20) + 1, 'x')).error().code ==
        "invalid_request");
  CHECK(bench.transport->sent.size() == before);
}

}  // namespace
}  // namespace oci
