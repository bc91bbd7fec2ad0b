#include "local/standin/server.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "local/standin/testing.h"
#include "oci/curl_transport.h"
#include "oci/object_storage.h"

namespace standin {
namespace {

struct Wire : testing::CloudBench {
  Wire() : server(Server::Start(*cloud, 0).value()), curl(oci::MakeCurlTransport({})) {}
  oci::object_storage::Client Client() {
    return {NewRequester(curl), {server->url(), kNamespace, "photos"}};
  }
  std::unique_ptr<Server> server;
  std::shared_ptr<oci::Transport> curl;
};

TEST_CASE("over real sockets objects come back byte for byte, whatever their type") {
  Wire wire;
  auto call = wire.NewCall();
  auto client = wire.Client();
  REQUIRE(client.CreateBucket(call, kCompartmentId).ok());
  std::string bytes(6 << 20, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 >> 3);
  for (const char* type : {"image/jpeg", "multipart/form-data; boundary=x",
                           "application/x-www-form-urlencoded", "application/json"}) {
    INFO(type);
    REQUIRE(client.Put(call, "a/b ü", bytes, {type, "", false}).value());
    const auto got = client.Get(call, "a/b ü").value().value();
    CHECK(got.body == bytes);
    CHECK(got.content_type == type);
  }
  const auto part = client.Get(call, "a/b ü", {"bytes=5-9", ""}).value().value();
  CHECK(part.status == 206);
  CHECK(part.body == bytes.substr(5, 5));
  CHECK(client.Get(call, "a/b ü", {"bytes=99999999-", ""}).value()->status == 416);
  CHECK(client.Get(call, "a/b ü", {"", part.etag}).value()->status == 304);
  CHECK(client.Head(call, "a/b ü").value()->size == 6 << 20);
  CHECK(client.Delete(call, "a/b ü").value());
  CHECK_FALSE(client.Delete(call, "a/b ü").value());
}

TEST_CASE("what a client sends reaches the verification byte for byte") {
  Wire wire;
  auto call = wire.NewCall();
  auto requester = wire.NewRequester(wire.curl);
  for (const char* target :
       {"/n", "/20190828/query?limit=1&x=%2B+&y=a%20b",
        "/20190828/tables/a%2Fb/../c//d?key=id:1&key=n%3A%C3%BC", "/20190828/tables?"}) {
    INFO(target);
    const auto answer = requester->Send(call,
                                        {"GET",
                                         wire.server->url() + target,
                                         {{"range", "bytes=0-1"}, {"accept-encoding", "gzip"}},
                                         ""},
                                        oci::Retry::kIdempotent);
    CHECK(answer.ok() == (std::string(target).back() != '?'));
  }
  for (const char* encoding : {"gzip", "br", "nonsense"}) {
    const auto answer = requester->Send(
        call,
        {"POST", wire.server->url() + "/20190828/query", {{"content-encoding", encoding}}, "{}"},
        oci::Retry::kIdempotent);
    CHECK(answer.ok());
  }
}

TEST_CASE("a body of 60 MB is taken, one of 65 MB refused") {
  Wire wire;
  auto call = wire.NewCall();
  auto client = wire.Client();
  REQUIRE(client.CreateBucket(call, kCompartmentId).ok());
  CHECK(client.Put(call, "big", std::string(60 << 20, 'x'), {}).value());
  CHECK(client.Head(call, "big").value()->size == 60 << 20);
  const auto refused = client.Put(call, "bigger", std::string(65 << 20, 'x'), {});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().http_status == 413);
}

TEST_CASE("many clients at once") {
  Wire wire;
  auto call = wire.NewCall();
  auto client = wire.Client();
  REQUIRE(client.CreateBucket(call, kCompartmentId).ok());
  std::atomic<int> written{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&, i] {
        for (int j = 0; j < 10; ++j) {
          const auto put = client.Put(call, std::to_string(i) + "-" + std::to_string(j),
                                      std::string(1000, 'x'), {});
          if (put.ok() && *put) ++written;
        }
      });
    }
  }
  CHECK(written == 160);
  CHECK(client.List(call, "", "", 1000).value().objects.size() == 160);
}

TEST_CASE("a port that is taken is said so; a stopped server frees it") {
  Wire wire;
  const int port = wire.server->port();
  const auto second = Server::Start(*wire.cloud, port);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message.find(std::to_string(port)) != std::string::npos);
  wire.server->Stop();
  CHECK(Server::Start(*wire.cloud, port).ok());
}

}  // namespace
}  // namespace standin
