#include "oci/curl_transport.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <condition_variable>

#include "oci/testing_server.h"

namespace oci {
namespace {

using std::chrono::milliseconds;
using testing::Always;
using testing::Answer;
using testing::Connection;
using testing::Get;
using testing::kLong;
using testing::kNeverStop;
using testing::LoopbackListener;
using testing::Post;
using testing::Server;

TEST_CASE("the request goes out byte for byte and nothing is added that was not asked for") {
  std::string seen;
  Server server([&seen](Connection& connection, int) {
    seen = connection.Read();
    connection.Write(Answer("ok", "X-A: 1\r\nx-a:2 \r\n"));
  });
  const auto transport = MakeCurlTransport({});
  const std::string target = "/a/../b//c%2Fd%20'?q=%2B&x=a|b";
  HttpRequest request{"PUT",
                      server.Url(target),
                      {{"date", "D"}, {"host", "signed.example"}, {"content-length", "3"}},
                      std::string("\0b\n", 3)};
  const auto answer = transport->Send(request, kLong, kNeverStop);
  REQUIRE(answer.ok());
  CHECK(answer->status == 200);
  CHECK(answer->body == "ok");
  CHECK(answer->headers == HeaderList{{"Content-Length", "2"}, {"X-A", "1"}, {"x-a", "2"}});
  CHECK(seen.starts_with("PUT " + target + " HTTP/1.1\r\n"));
  CHECK(seen.ends_with(std::string("\r\n\r\n\0b\n", 7)));
  CHECK(seen.find("\r\nHost: signed.example\r\n") != std::string::npos);
  for (const char* header :
       {"127.0.0.1", "Expect", "Content-Type", "content-type", "Accept-Encoding", "User-Agent"}) {
    INFO(header);
    CHECK(seen.find(header) == std::string::npos);
  }
}

TEST_CASE("methods, bodies and their lengths") {
  std::mutex mutex;
  std::vector<std::string> seen;
  Server server([&](Connection& connection, int) {
    for (std::string request; !(request = connection.Read()).empty();) {
      const std::lock_guard lock(mutex);
      connection.Write(request.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"
                                                   : "HTTP/1.1 204 No Content\r\n\r\n");
      seen.push_back(std::move(request));
    }
  });
  const auto transport = MakeCurlTransport({});
  for (const char* method : {"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"}) {
    INFO(method);
    const auto answer = transport->Send({method, server.Url("/"), {}, ""}, kLong, kNeverStop);
    REQUIRE(answer.ok());
    CHECK(answer->body.empty());
    const std::lock_guard lock(mutex);
    CHECK(seen.back().starts_with(std::string(method) + " / HTTP/1.1\r\n"));
    const bool has_length = seen.back().find("Content-Length: 0\r\n") != std::string::npos;
    CHECK(has_length == (std::string(method).front() == 'P'));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("large bodies both ways, for both ways of sending them") {
  const std::string big(3 << 20, 'x');
  std::string seen;
  Server server([&](Connection& connection, int) {
    while (!(seen = connection.Read()).empty()) connection.Write(Answer(big));
  });
  const auto transport = MakeCurlTransport({});
  for (const bool repeatable : {true, false}) {
    const auto answer = transport->Send(Post(server.Url("/"), big, repeatable), kLong, kNeverStop);
    REQUIRE(answer.ok());
    CHECK(answer->body == big);
  }
}

TEST_CASE("statuses are answers, redirects are not followed, interim answers are skipped") {
  Server server([](Connection& connection, int) {
    connection.Read();
    connection.Write("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
    connection.Read();
    connection.Write(
        "HTTP/1.1 103 Early\r\nX: early\r\n\r\nHTTP/1.1 500 Bad\r\nY: 1\r\nContent-Length: "
        "1\r\n\r\n!");
  });
  const auto transport = MakeCurlTransport({});
  CHECK(transport->Send(Get(server.Url("/")), kLong, kNeverStop)->status == 302);
  const auto answer = transport->Send(Get(server.Url("/")), kLong, kNeverStop);
  CHECK(answer->status == 500);
  CHECK(FindHeader(answer->headers, "x").empty());
  CHECK(FindHeader(answer->headers, "y") == "1");
}

TEST_CASE("connections are reused across calls and each request in flight has its own") {
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  Server server([&](Connection& connection, int) {
    for (std::string request; !(request = connection.Read()).empty();) {
      if (request.starts_with("GET /together")) {
        std::unique_lock lock(mutex);
        ++waiting;
        changed.notify_all();
        changed.wait(lock, [&] { return waiting >= 4; });
      }
      connection.Write(Answer("x"));
    }
  });
  const auto transport = MakeCurlTransport({});
  for (int i = 0; i < 20; ++i)
    REQUIRE(transport->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
  CHECK(server.connections() == 1);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        if (!transport->Send(Get(server.Url("/together")), kLong, kNeverStop).ok()) std::abort();
      });
    }
  }
  CHECK(waiting == 4);
  CHECK(server.connections() == 4);
}

TEST_CASE("a kept connection that the server has closed is no error for a repeatable request") {
  Server server([](Connection& connection, int) {
    if (!connection.Read().empty()) connection.Write(Answer("x"));  // then close, without saying so
  });
  const auto transport = MakeCurlTransport({});
  for (int i = 1; i <= 10; ++i) {
    REQUIRE(transport->Send(Post(server.Url("/"), "{}"), kLong, kNeverStop).ok());
  }
}

TEST_CASE("a kept connection that dies under a request: repeated only when that is allowed") {
  std::mutex mutex;
  std::vector<std::string> seen;
  Server server([&](Connection& connection, int number) {
    std::string first = connection.Read();
    if (number > 1 && !first.empty()) {
      const std::lock_guard lock(mutex);
      seen.push_back(first);
    }
    connection.Write(Answer("x"));
    std::string second = connection.Read();  // processed, and then the process dies without a word
    if (second.empty()) return;
    const std::lock_guard lock(mutex);
    seen.push_back(second);
    if (number > 1) connection.Write(Answer("y"));
  });
  const auto transport = MakeCurlTransport({});
  REQUIRE(transport->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
  SECTION("repeatable") {
    CHECK(transport->Send(Post(server.Url("/"), "{}"), kLong, kNeverStop).ok());
  }
  SECTION("not repeatable") {
    const auto answer = transport->Send(Post(server.Url("/"), "{}", false), kLong, kNeverStop);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "network_error");
    CHECK(answer.error().outcome_unknown);
    const std::lock_guard lock(mutex);
    CHECK(seen.size() == 1);
  }
}

TEST_CASE("after the request was sent, a failure leaves the outcome unknown") {
  const std::string wrong =
      GENERATE(as<std::string>{}, "",                                // no answer
               "HTTP/1.1 200 OK\r\nContent-",                        // half a head
               "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",  // half a body
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
               std::string(300, '\x01') + "\r\n\r\n",  // garbage
               "SSH-2.0-OpenSSH\r\n");                 // another protocol
  INFO(wrong);
  Server server([&](Connection& connection, int) {
    if (!connection.Read().empty()) connection.Write(wrong);
  });
  const auto answer = MakeCurlTransport({})->Send(Get(server.Url("/")), kLong, kNeverStop);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "network_error");
  CHECK(answer.error().outcome_unknown);
  CHECK(answer.error().retryable);
}

TEST_CASE("an answer beyond the limit is refused") {
  Server server(Always(Answer(std::string(2000, 'x'))));
  CurlOptions options;
  options.max_response_bytes = 1999;
  const auto answer = MakeCurlTransport(options)->Send(Get(server.Url("/")), kLong, kNeverStop);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "bad_response");
  options.max_response_bytes = 2000;
  CHECK(MakeCurlTransport(options)->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
}

TEST_CASE("when nobody listens, the request was certainly not sent") {
  int port;
  {
    const Server server(Always(""));
    port = std::stoi(server.Url("").substr(17));
  }
  const auto transport = MakeCurlTransport({});
  for (const std::string& url : {"http://127.0.0.1:" + std::to_string(port) + "/",
                                 std::string("http://no-such-host.invalid/")}) {
    INFO(url);
    const auto answer = transport->Send(Post(url, "{}"), kLong, kNeverStop);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "network_error");
    CHECK(answer.error().retryable);
    CHECK_FALSE(answer.error().outcome_unknown);
  }
}

TEST_CASE("a silent service ends with the deadline or the stop, and the transport works on") {
  Server server([](Connection& connection, int) {
    for (std::string request; !(request = connection.Read()).empty();) {
      if (!request.starts_with("GET /silent")) connection.Write(Answer("x"));
    }
  });
  const auto transport = MakeCurlTransport({});
  const auto late = transport->Send(Get(server.Url("/silent")), milliseconds(60), kNeverStop);
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().code == "deadline_exceeded");
  CHECK(late.error().outcome_unknown);
  std::atomic<int> asked{0};
  const auto stopped =
      transport->Send(Get(server.Url("/silent")), kLong, [&] { return ++asked > 3; });
  REQUIRE_FALSE(stopped.ok());
  CHECK(stopped.error().code == "deadline_exceeded");
  CHECK(stopped.error().outcome_unknown);
  CHECK_FALSE(stopped.error().retryable);
  CHECK(transport->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
  const int before = server.connections();
  CHECK_FALSE(transport->Send(Get(server.Url("/")), kLong, [] { return true; }).ok());
  CHECK_FALSE(transport->Send(Get(server.Url("/")), milliseconds(0), kNeverStop).ok());
  CHECK(server.connections() == before);
}

TEST_CASE("only http and https are spoken") {
  const auto transport = MakeCurlTransport({});
  for (const char* url : {"file:///etc/hostname", "ftp://127.0.0.1/", "nonsense", "", "http://"}) {
    INFO(url);
    const auto answer = transport->Send(Get(url), kLong, kNeverStop);
    REQUIRE_FALSE(answer.ok());
    CHECK_FALSE(answer.error().outcome_unknown);
  }
}

// Keeps a connection, on which the server then does something that nobody asked for.
struct Unasked {
  explicit Unasked(std::string bytes)
      : server([this, bytes = std::move(bytes)](Connection& connection, int number) {
          for (std::string request; !(request = connection.Read()).empty();) {
            connection.Write(Answer(std::to_string(number)));
            if (number > 1) continue;
            while (!may_act) std::this_thread::yield();
            connection.Write(bytes);
            connection.AwaitDelivery();
            acted = true;
          }
        }) {}
  std::string BodyOf(const HttpRequest& request) {
    const auto answer = transport->Send(request, kLong, kNeverStop);
    return answer.ok() ? answer->body : answer.error().code;
  }
  std::atomic<bool> may_act = false, acted = false;
  Server server;
  const std::shared_ptr<Transport> transport = MakeCurlTransport({});
};

TEST_CASE("bytes that come between two requests are no answer to the second") {
  Unasked unasked(Answer("smuggled"));
  CHECK(unasked.BodyOf(Get(unasked.server.Url("/"))) == "1");
  unasked.may_act = true;
  while (!unasked.acted) std::this_thread::yield();
  CHECK(unasked.BodyOf(Post(unasked.server.Url("/"), "{}", false)) == "2");
  CHECK(unasked.BodyOf(Post(unasked.server.Url("/"), "{}", false)) == "2");
}

TEST_CASE("bytes after an answer, in the same piece, are no answer either") {
  Server server([](Connection& connection, int number) {
    connection.Read();
    connection.Write(Answer(std::to_string(number)) + Answer("smuggled"));
    connection.Read();
  });
  const auto transport = MakeCurlTransport({});
  for (const char* number : {"1", "2"}) {
    const auto answer = transport->Send(Get(server.Url("/")), kLong, kNeverStop);
    REQUIRE(answer.ok());
    CHECK(answer->body == number);
  }
}

TEST_CASE("a kept connection that is seen to be closed fails no request, repeatable or not") {
  std::atomic<int> ended = 0;
  Server server([&](Connection& connection, int) {
    connection.Read();
    connection.Write(Answer("x"));
    ::shutdown(connection.fd(), SHUT_WR);
    connection.AwaitDelivery();
    ++ended;
  });
  const auto transport = MakeCurlTransport({});
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(transport->Send(Post(server.Url("/"), "{}", false), kLong, kNeverStop).ok());
    while (ended < i) std::this_thread::yield();
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("a request without body that must not be repeated is not, either") {
  std::atomic<int> requests = 0;
  Server server([&requests](Connection& connection, int) {
    connection.Read();
    connection.Write(Answer("x"));
    if (!connection.Read().empty()) ++requests;
  });
  const auto transport = MakeCurlTransport({});
  auto request = Get(server.Url("/"));
  request.repeatable = false;
  REQUIRE(transport->Send(request, kLong, kNeverStop).ok());
  const auto answer = transport->Send(request, kLong, kNeverStop);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().outcome_unknown);
  CHECK(server.connections() == 1);
}

TEST_CASE("when the fresh try cannot connect, the first one may still have had an effect") {
  const auto transport = MakeCurlTransport({});
  std::atomic<bool> got = false;  // the second request
  int port = 0;
  {
    const LoopbackListener listener(1);
    REQUIRE(listener.listens);
    port = listener.port();
    const std::jthread serving([listener, &got] {
      const int fd = ::accept(listener.fd, nullptr, nullptr);
      ::close(listener.fd);
      Connection connection(fd);
      connection.Read();
      connection.Write(Answer("x"));
      got = !connection.Read().empty();
      ::close(fd);
    });
    const std::string target = "http://127.0.0.1:" + std::to_string(port) + "/";
    REQUIRE(transport->Send(Get(target), kLong, kNeverStop).ok());
    const auto answer = transport->Send(Post(target, "{}"), kLong, kNeverStop);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "network_error");
    CHECK(answer.error().outcome_unknown);
  }
  CHECK(got);
}

TEST_CASE("a connection is not used again after more than 50 idle seconds") {
  Server server(Always(Answer("x")));
  std::chrono::steady_clock::time_point now{};
  CurlOptions options;
  options.now = [&now] { return now; };
  const auto transport = MakeCurlTransport(options);
  for (const int idle : {0, 50, 51, 50}) {
    now += std::chrono::seconds(idle);
    REQUIRE(transport->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
  }
  CHECK(server.connections() == 2);
}

TEST_CASE("when the server does not keep the connection, neither does the client") {
  const std::string head =
      GENERATE("HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n");
  Server server(Always(head + "Content-Length: 1\r\n\r\nx"));
  const auto transport = MakeCurlTransport({});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(transport->Send(Get(server.Url("/")), kLong, kNeverStop).ok());
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("a body without length ends when the server closes") {
  Server server([](Connection& connection, int) {
    connection.Read();
    connection.Write("HTTP/1.1 200 OK\r\n\r\nto the");
    connection.Write(" end");
  });
  const auto answer = MakeCurlTransport({})->Send(Get(server.Url("/")), kLong, kNeverStop);
  REQUIRE(answer.ok());
  CHECK(answer->body == "to the end");
}

TEST_CASE("an answer that is not well-formed is an error that leaves the outcome unknown") {
  const std::string wrong =
      GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
               "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
               "HTTP/1.1 200 OK\r\nA: " + std::string(300 << 10, 'a'), "HTTP/1.1 20 OK\r\n\r\n");
  INFO(wrong.substr(0, 80));
  Server server([&](Connection& connection, int) {
    connection.Read();
    connection.Write(wrong);
    connection.Read();  // does not close: the fault is seen in the bytes
  });
  const auto answer = MakeCurlTransport({})->Send(Get(server.Url("/")), kLong, kNeverStop);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "network_error");
  CHECK(answer.error().outcome_unknown);
  CHECK(answer.error().message.find("not well-formed") != std::string::npos);
}

TEST_CASE("headers cannot be injected by way of a value, and nothing is sent") {
  Server server(Always(Answer("x")));
  const auto transport = MakeCurlTransport({});
  HttpRequest request = Get(server.Url("/"));
  request.headers = {{"x-name", "a\r\nAuthorization: b"}};
  const auto answer = transport->Send(request, kLong, kNeverStop);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "invalid_request");
  CHECK_FALSE(answer.error().outcome_unknown);
  CHECK(answer.error().message.find("x-name") != std::string::npos);
  CHECK(server.connections() == 0);
}

}  // namespace
}  // namespace oci
