#include "oci/outgoing_request.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace oci {
namespace {

Result<OutgoingRequest> Make(const HttpRequest& request) {
  return OutgoingRequest::Make(request, *SplitUrl(request.url));
}

// All that goes out, when the connection takes `most` bytes at a time. TLS is given the same bytes
// again after each time that it could not send.
std::string AllOf(OutgoingRequest& outgoing, size_t most) {
  std::string all;
  while (!outgoing.done()) {
    const auto piece = outgoing.Next();
    if (piece.empty()) break;
    CHECK(outgoing.Next().data() == piece.data());
    const auto sent = piece.substr(0, most);
    all += sent;
    outgoing.Advance(sent.size());
  }
  return all;
}

std::string Sent(const HttpRequest& request) {
  auto outgoing = Make(request);
  REQUIRE(outgoing.ok());
  return AllOf(*outgoing, 1UL << 20);
}

TEST_CASE("outgoing request: the lines of the head, and nothing that was not asked for") {
  CHECK(Sent({"GET", "http://h:80/a?b=c", {}, ""}) ==
        "GET /a?b=c HTTP/1.1\r\nHost: h:80\r\nAccept: */*\r\n\r\n");
  CHECK(Sent({"POST",
              "https://h/",
              {{"date", "D"}, {"Host", "signed.example"}, {"x-empty", ""}, {"accept", "a"}},
              "abc"}) ==
        "POST / HTTP/1.1\r\nHost: signed.example\r\ndate: D\r\nx-empty:\r\naccept: a\r\n"
        "Content-Length: 3\r\n\r\nabc");
}

TEST_CASE("outgoing request: the end of the body is told by us alone") {
  const HttpRequest lying{
      "PUT", "http://h/", {{"Content-Length", "99"}, {"transfer-encoding", "chunked"}}, "abc"};
  CHECK(Sent(lying) == "PUT / HTTP/1.1\r\nHost: h\r\nAccept: */*\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(Sent({"HEAD", "http://h/", {}, "abc"}) ==
        "HEAD / HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n");
  CHECK(Sent({"PATCH", "http://h/", {}, ""}).ends_with("Content-Length: 0\r\n\r\n"));
  CHECK(Sent({"DELETE", "http://h/", {}, "x"}).ends_with("Content-Length: 1\r\n\r\nx"));
}

TEST_CASE("outgoing request: a head and a small body go out together") {
  const HttpRequest request{"POST", "http://h/", {}, std::string(5000, 'b')};
  auto outgoing = Make(request);
  REQUIRE(outgoing.ok());
  const auto piece = outgoing->Next();
  CHECK(piece.ends_with(request.body));
  outgoing->Advance(piece.size());
  CHECK(outgoing->done());
}

TEST_CASE("outgoing request: large bodies piece by piece, from memory or a source, and once more") {
  std::string body;
  while (body.size() < 100'000) body += std::to_string(body.size()) + " ";
  HttpRequest request{"PUT", "http://h/", {}, body};
  if (GENERATE(false, true)) {
    request.body.clear();
    request.source = {body.size(), [&](uint64_t offset, char* to, size_t room) {
                        return body.copy(to, std::min<size_t>(room, 9000), offset);
                      }};
  }
  auto outgoing = Make(request);
  REQUIRE(outgoing.ok());
  const std::string whole = AllOf(*outgoing, 1000);
  CHECK(whole.ends_with("\r\n\r\n" + body));
  CHECK(outgoing->Next().empty());
  outgoing->Rewind();
  CHECK_FALSE(outgoing->done());
  const auto beginning = outgoing->Next();
  CHECK(beginning == whole.substr(0, beginning.size()));
  outgoing->Advance(beginning.size());
  outgoing->Rewind();  // in the middle
  CHECK(AllOf(*outgoing, 1UL << 20) == whole);
}

TEST_CASE("outgoing request: a source that ends early") {
  const uint64_t there = GENERATE(0, 50'000);
  HttpRequest request{"PUT", "http://h/", {}, ""};
  request.source = {100'000, [&](uint64_t offset, char*, size_t room) {
                      return static_cast<size_t>(std::min<uint64_t>(room, there - offset));
                    }};
  auto outgoing = Make(request);
  REQUIRE(outgoing.ok());
  CHECK_FALSE(outgoing->source_ended());
  CHECK((AllOf(*outgoing, 1UL << 20).size() > there) == (there > 0));
  CHECK(outgoing->source_ended());
  CHECK_FALSE(outgoing->done());
}

TEST_CASE("outgoing request: nothing can add a line to the head") {
  const std::string end = GENERATE(as<std::string>{}, "\r", "\n", "\r\nX: y", std::string(1, '\0'));
  const std::string plain = "http://h/";
  HttpRequest request{"GET", plain, {}, ""};
  const auto part = GENERATE("method", "host", "target", "query", "name", "value", "host header");
  INFO(part);
  const std::string which = part;
  if (which == "method") request.method += end;
  if (which == "host") request.url = "http://h" + end + "/";
  if (which == "target") request.url += end;
  if (which == "query") request.url += "?a=" + end;
  if (which == "name") request.headers = {{"a" + end, "b"}};
  if (which == "value") request.headers = {{"a", "b" + end}};
  if (which == "host header") request.headers = {{"host", "b" + end}};
  const auto made = Make(request);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == "invalid_request");
  CHECK_FALSE(made.error().retryable);
  CHECK_FALSE(made.error().outcome_unknown);
}

TEST_CASE("outgoing request: blanks in a URL would end the target") {
  CHECK_FALSE(Make({"GET", "http://h/a b", {}, ""}).ok());
  CHECK(Make({"GET", "http://h/a%20b", {{"a", "b c"}}, ""}).ok());
}

}  // namespace
}  // namespace oci
