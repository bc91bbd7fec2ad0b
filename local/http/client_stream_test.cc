#include "local/http/client_stream.h"

#include <sys/socket.h>

#include "common/unique_fd.h"
#include "local/http/testing.h"

using fdk::testing::RawClient;
using local::ClientStream;
using local::StreamBody;

namespace {

struct Pair {
  Pair() {
    int pair[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    stream.emplace(common::UniqueFd(pair[0]), local::SystemWaits(), patience, 8192);
    client.emplace(common::UniqueFd(pair[1]));
  }
  common::RequestHead Head() {
    common::RequestHead head;
    REQUIRE(stream->TakeHead(head) == ClientStream::Head::kComplete);
    return head;
  }

  local::Patience patience;
  std::optional<ClientStream> stream;
  std::optional<RawClient> client;
};

}  // namespace

TEST_CASE("a body is kept piece by piece, and what follows it is the next head") {
  Pair pair;
  const std::string large(1'000'000, 'x');
  std::thread sender([&] {
    pair.client->Send("PUT /1 HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + large +
                      "PUT /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                      "GET /3 HTTP/1.1\r\n\r\n");
  });
  StreamBody first(*pair.stream, pair.Head().framing, false);
  CHECK(first.DeclaredBytes() == large.size());
  CHECK_FALSE(first.Done());
  auto body = first.Read(large.size());
  REQUIRE(body.ok());
  CHECK(body->in_file());
  CHECK(*std::move(*body).Text() == large);
  CHECK(first.Done());
  StreamBody second(*pair.stream, pair.Head().framing, false);
  CHECK_FALSE(second.CanBeSkipped());  // its length is unknown
  CHECK(*std::move(*second.Read(3)).Text() == "abc");
  CHECK(pair.Head().target == "/3");
  sender.join();
}

TEST_CASE("how a body breaks off is told") {
  const struct {
    const char* sent;
    int status;
  } cases[] = {{"PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", 0},
               {"PUT / HTTP/1.1\r\nContent-Length: 6\r\n\r\n", 413},
               {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx", 400},
               {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", 0},
               {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n", 413}};
  for (const auto& [sent, status] : cases) {
    INFO(sent);
    Pair pair;
    pair.client->Send(sent);
    StreamBody body(*pair.stream, pair.Head().framing, false);
    pair.client->FinishSending();
    const auto read = body.Read(5);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().http_status == status);
    CHECK(body.Gone() == (status == 0));
    CHECK_FALSE(body.Done());
  }
}

TEST_CASE("a request without a body is done from the beginning") {
  Pair pair;
  pair.client->Send("GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n");
  StreamBody body(*pair.stream, pair.Head().framing, true);
  CHECK(body.Done());
  CHECK(body.Read(0)->size() == 0);
  pair.stream->Send(oci::HttpResponse{200, {}, "x"}, false, true);
  CHECK(pair.client->Read().status == 200);  // there was no "100 Continue" before it
}
