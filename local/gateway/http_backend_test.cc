#include "local/gateway/http_backend.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>

#include "local/gateway/answer.h"

using local::Reply;

namespace {

// Records what it is asked, and answers as the test says.
struct Service final : oci::Transport {
  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request, std::chrono::milliseconds,
                                      const std::function<bool()>&) override {
    asked = request;
    sent.assign(request.source.size, '\0');
    for (uint64_t at = 0; at < sent.size();) {
      const size_t got = request.source.read(at, sent.data() + at, 10'000);
      if (got == 0) break;
      at += got;
    }
    if (error) return *error;
    for (const auto& piece : pieces) {
      if (!request.sink(piece)) return oci::BadResponse("not taken", 0, "");
    }
    return answer;
  }

  Reply Ask(local::HttpBackend backend, local::Request request, std::string body = "") {
    const local::RequestContext context{request, {{"path", "a%2Fb"}}, {}, request.query};
    return local::AskHttpBackend(*this, backend, context, request.headers,
                                 std::make_shared<local::Body>(std::move(body)), "192.0.2.1");
  }

  oci::HttpRequest asked;
  std::string sent;
  std::optional<oci::Error> error;
  std::vector<std::string> pieces;
  oci::HttpResponse answer{200, {}, ""};
};

}  // namespace

TEST_CASE("a service gets the request, who sent it and the three time-outs") {
  Service service;
  service.Ask({"http://there:81/o/${request.path[path]}", 75, 300, 2.5},
              {"PUT",
               "/v1/put/a%2Fb",
               "x=1",
               {{"Host", "here"},
                {"User-Agent", "theirs"},
                {"Content-Length", "5"},
                {"Accept-Encoding", "gzip"},
                {"X-Forwarded-For", "6.6.6.6"},
                {"X-A", "1"}},
               ""},
              "hello");
  CHECK(service.asked.method == "PUT");
  CHECK(service.asked.url == "http://there:81/o/a%2Fb?x=1");
  CHECK(service.sent == "hello");
  CHECK(service.asked.headers == oci::HeaderList{{"X-A", "1"},
                                                 {"Forwarded", "for=192.0.2.1"},
                                                 {"X-Forwarded-For", "6.6.6.6, 192.0.2.1"},
                                                 {"X-Real-Ip", "192.0.2.1"},
                                                 {"User-Agent", "Oracle API Gateway"}});
  CHECK(service.asked.waits.connect.count() == 75'000);
  CHECK(service.asked.waits.read.count() == 300'000);
  CHECK(service.asked.waits.send.count() == 2'500);
}

TEST_CASE("an answer comes back without what concerns one connection, a large one in a file") {
  Service service;
  service.answer.headers = {
      {"Content-Length", "3"}, {"Connection", "X-Mine"}, {"X-Mine", "1"}, {"X-B", "2"}};
  service.pieces = {"a", "bc"};
  const auto small = service.Ask({"http://there"}, {"GET", "/", "", {}, ""});
  CHECK(small.headers == oci::HeaderList{{"X-B", "2"}});
  REQUIRE(small.large);
  CHECK(small.BodyBytes() == 3);
  CHECK_FALSE(small.large->in_file());
  service.pieces = {std::string(100'000, 'x'), "y"};
  const auto large = service.Ask({"http://there"}, {"GET", "/", "", {}, ""});
  CHECK(large.large->in_file());
  CHECK(large.BodyBytes() == 100'001);
  service.pieces = {};
  const auto head = service.Ask({"http://there"}, {"HEAD", "/", "", {}, ""});
  CHECK(oci::FindHeader(head.headers, "Content-Length") == "3");
}

TEST_CASE("a late service is 504; one that is unreachable or sends no HTTP is 502") {
  Service service;
  const auto status = [&] {
    return service.Ask({"http://there"}, {"GET", "/", "", {}, ""}).status;
  };
  service.error = oci::DeadlineExceeded("it");
  CHECK(status() == 504);
  service.error = oci::Error{"network_error", "", 0, "", true};
  CHECK(status() == 502);
  service.error = oci::BadResponse("too large", 0, "");
  CHECK(status() == 502);
  service.error.reset();
  for (const int wrong : {0, 101, 600, 999}) {
    service.answer.status = wrong;
    CHECK(status() == 502);
  }
}
