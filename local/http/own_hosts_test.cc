#include "local/http/own_hosts.h"

#include "local/http/server.h"
#include "local/http/testing.h"

using local::LoopbackHosts;
using local::testing::Echo;
using local::testing::Running;

namespace {

int Refused(const std::string& target, const std::vector<std::string>& hosts,
            bool is_http_1_0 = false) {
  common::RequestHead head;
  head.target = target;
  head.is_http_1_0 = is_http_1_0;
  for (const auto& host : hosts) head.headers.Add("Host", host);
  return local::RefuseForeignHost(head, LoopbackHosts());
}

}  // namespace

TEST_CASE("a server on loopback is asked for by its own names") {
  for (const char* own : {"localhost", "127.0.0.1", "[::1]", "localhost:8080", "127.0.0.1:1",
                          "[::1]:65535", "LocalHost:80"})
    CHECK(Refused("/x", {own}) == 0);
  for (const char* foreign :
       {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "evil-localhost", "127.0.0.2", "0.0.0.0", "[::2]", "127.1", "2130706433", "0x7f000001",
        "xlocalhost:8080", "[::1]x", "[::ffff:127.0.0.1]"})
    CHECK(Refused("/x", {foreign}) == 421);
}

TEST_CASE("there is exactly one host, and it can be read") {
  CHECK(Refused("/x", {}) == 400);
  CHECK(Refused("/x", {"localhost", "localhost"}) == 400);
  CHECK(Refused("/x", {"localhost", "evil.example"}) == 400);
  CHECK(Refused("/x", {"evil.example", "localhost"}) == 400);
  for (const char* unclear : {"", ":80", "localhost:", "localhost:x", "localhost:80:80", "[::1",
                              "localhost, evil.example", "evil.example@localhost",
                              "localhost:123456", "localhost/x", "::1"})
    CHECK(Refused("/x", {unclear}) == 400);
  CHECK(Refused("/x", {}, true) == 0);  // HTTP/1.0 knows no Host
  CHECK(Refused("/x", {"evil.example"}, true) == 421);
}

TEST_CASE("an absolute target names a host, too") {
  CHECK(Refused("http://localhost:8080/x", {"localhost:8080"}) == 0);
  CHECK(Refused("http://evil.example/x", {"localhost"}) == 421);
  CHECK(Refused("HTTP://evil.example?x", {"localhost"}) == 421);
  CHECK(Refused("https://evil.example/x", {"localhost"}) == 421);
  CHECK(Refused("http://localhost@evil.example/x", {"localhost"}) == 400);
  CHECK(Refused("http://localhost/x", {"evil.example"}) == 421);
  CHECK(Refused("http://localhost/x", {}) == 400);
  CHECK(Refused("/x?next=http://evil.example/", {"localhost"}) == 0);
  CHECK(Refused("*", {"localhost"}) == 0);
}

TEST_CASE("a server without names of its own takes every host") {
  common::RequestHead head;
  head.target = "/";
  CHECK(local::RefuseForeignHost(head, {}) == 0);
}

TEST_CASE("requests for other hosts get the server's own error, and the connection is closed") {
  local::HttpServer::Options options;
  options.hosts = LoopbackHosts();
  options.error = [](int status) {
    return local::Reply(oci::HttpResponse{status, {}, "{\"code\":" + std::to_string(status) + "}"});
  };
  Running running(options);
  CHECK(running.Ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
  CHECK(running.Ask("GET / HTTP/1.0\r\n\r\n").status == 200);
  const std::pair<const char*, int> refused[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n", 400},
      {"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 421},
      {"POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 5\r\n\r\nhello", 421},
      {"POST / HTTP/1.1\r\nHost: evil.example\r\nTransfer-Encoding: chunked\r\n\r\n", 421}};
  for (const auto& [request, status] : refused) {
    INFO(request);
    const auto answer = running.Ask(request);
    CHECK(answer.status == status);
    CHECK(answer.body == "{\"code\":" + std::to_string(status) + "}");
    CHECK(answer.headers.Get("Connection") == "close");
  }
}
