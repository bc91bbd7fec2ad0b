#include "local/http/reply.h"

#include <catch2/catch_test_macros.hpp>

using local::Reply;
using local::ReplyHead;

namespace {

bool Has(const std::string& head, const std::string& text) {
  return head.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an answer is framed by its own body, whatever its headers say") {
  const Reply reply = oci::HttpResponse{
      200, {{"Content-Length", "9"}, {"transfer-encoding", "chunked"}, {"Connection", "x"}}, "abc"};
  CHECK(ReplyHead(reply, false, false) ==
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n");
  CHECK(Has(ReplyHead(reply, false, true), "\r\nConnection: close\r\n\r\n"));
  CHECK(SendsBody(reply, false));
}

TEST_CASE("an answer to HEAD tells the length that its maker gave, and has no body") {
  const Reply given = oci::HttpResponse{200, {{"Content-Length", "77"}}, ""};
  CHECK(Has(ReplyHead(given, true, false), "Content-Length: 77\r\n"));
  const Reply whole = oci::HttpResponse{200, {}, "abc"};
  CHECK(Has(ReplyHead(whole, true, false), "Content-Length: 3\r\n"));
  CHECK_FALSE(SendsBody(whole, true));
  const Reply neither = oci::HttpResponse{200, {}, ""};
  CHECK_FALSE(Has(ReplyHead(neither, true, false), "Content-Length"));
}

TEST_CASE("204 and 304 have no body and no length") {
  for (const int status : {204, 304}) {
    const Reply reply = oci::HttpResponse{status, {}, "abc"};
    CHECK_FALSE(SendsBody(reply, false));
    CHECK_FALSE(Has(ReplyHead(reply, false, false), "Content-Length"));
  }
}

TEST_CASE("a header that would break the head is left out") {
  const Reply reply = oci::HttpResponse{200,
                                        {{"X-A", "1\r\nX-B: 2"},
                                         {"X C", "3"},
                                         {"", "4"},
                                         {"X-D", std::string("5\0", 2)},
                                         {"X-E", "\xff"}},
                                        ""};
  CHECK(ReplyHead(reply, false, false) ==
        "HTTP/1.1 200 OK\r\nX-E: \xff\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
}

TEST_CASE("a large body counts instead of the other") {
  auto large = std::make_shared<local::Body>("12345");
  Reply reply = oci::HttpResponse{200, {}, ""};
  reply.large = large;
  CHECK(reply.BodyBytes() == 5);
  CHECK(SendsBody(reply, false));
}
