#include "fdk/internal/reply.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace fdk;

namespace {

Response Sample(int status = 200) {
  Response response = Response::Text("hi", status);
  response.headers.Add("Set-Cookie", "a=1");
  response.headers.Add("Set-Cookie", "b=2");
  response.headers.Add("Content-Encoding", "gzip");
  return response;
}

}  // namespace

TEST_CASE("Gateway form: status and headers are wrapped, Content-Type is not") {
  const auto reply = MapReply(Form::kGateway, "GET", Sample(201));
  CHECK(reply.status == 200);
  CHECK(reply.headers.Get("Fn-Http-Status") == "201");
  CHECK(reply.headers.GetAll("Fn-Http-H-Set-Cookie") ==
        std::vector<std::string_view>{"a=1", "b=2"});
  CHECK(reply.headers.Get("Fn-Http-H-Content-Encoding") == "gzip");
  CHECK_FALSE(reply.headers.Get("Content-Encoding"));
  CHECK(reply.headers.Get("Content-Type") == "text/plain; charset=utf-8");
  CHECK(reply.headers.Get("Fn-Fdk-Version") == "fdk-cpp/0.1.0");
  CHECK(reply.headers.Get("Fn-Fdk-Runtime") == "cpp/20");
  CHECK(reply.body == "hi");
}

TEST_CASE("Invoke form: plain headers, no status") {
  const auto reply = MapReply(Form::kInvoke, "POST", Sample(404));
  CHECK(reply.status == 200);
  CHECK_FALSE(reply.headers.Get("Fn-Http-Status"));
  CHECK(reply.headers.GetAll("Set-Cookie") == std::vector<std::string_view>{"a=1", "b=2"});
  CHECK(reply.headers.Get("Fn-Fdk-Version"));
}

TEST_CASE("What fails for an invoker is a failed invocation: nothing else tells it") {
  const int status = GENERATE(500, 502, 503, 504, 599);
  auto response = Sample(status);
  response.is_for_invoker = true;
  CHECK(MapReply(Form::kInvoke, "POST", Response(response)).status == 502);
  const auto gateway = MapReply(Form::kGateway, "POST", Response(response));
  CHECK(gateway.status == 200);
  CHECK(gateway.headers.Get("Fn-Http-Status") == std::to_string(status));
  response.status = 404;
  CHECK(MapReply(Form::kInvoke, "POST", std::move(response)).status == 200);
  CHECK(MapReply(Form::kInvoke, "POST", Sample(status)).status == 200);
}

TEST_CASE("Plain form: the status itself") {
  const auto reply = MapReply(Form::kPlain, "GET", Sample(404));
  CHECK(reply.status == 404);
  CHECK(reply.headers.Get("Content-Encoding") == "gzip");
  CHECK_FALSE(reply.headers.Get("Fn-Fdk-Version"));
}

TEST_CASE("A status that no client can be sent is the function's failure") {
  const int status = GENERATE(-1, 0, 99, 100, 101, 199, 600, 1000);
  const auto form = GENERATE(Form::kGateway, Form::kInvoke, Form::kPlain);
  const auto reply = MapReply(form, "GET", Sample(status));
  CHECK(reply.status == 502);
  CHECK(reply.body.empty());
  CHECK_FALSE(reply.headers.Get("Fn-Http-Status"));
}

TEST_CASE("No header value can split the answer, and no header name is made up") {
  Response response;
  response.content_type = "text/plain\r\nX-Forged: 1";
  response.headers.Add("Location", "/a\r\nFn-Http-Status: 500\r\n\r\n<html>");
  response.headers.Add("X-Null", std::string("a\0b", 3));
  response.headers.Add("Bad Name", "x");
  response.headers.Add("Bad:Name", "x");
  response.headers.Add("Bad\r\nName", "x");
  response.headers.Add("", "x");
  const auto form = GENERATE(Form::kGateway, Form::kInvoke, Form::kPlain);
  const auto reply = MapReply(form, "GET", std::move(response));
  for (const auto& [name, value] : reply.headers) {
    CHECK(name.find_first_of("\r\n :") == std::string::npos);
    CHECK(value.find_first_of(std::string("\r\n\0", 3)) == std::string::npos);
    CHECK(name.find("Bad") == std::string::npos);
    CHECK_FALSE(name.empty());
  }
  CHECK(reply.headers.Get("Content-Type") == "text/plain  X-Forged: 1");
}

TEST_CASE("The FDK's own headers and the connection's cannot be set by a handler") {
  Response response;
  for (const char* name :
       {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade",
        "Fn-Http-Status", "Fn-Fdk-Version", "fn-http-h-x", "Fn-Call-Id", "fn-call-id",
        "Fn-Deadline", "Fn-Intent", "Fn-Invoke-Type", "Opc-Request-Id"}) {
    response.headers.Add(name, "forged");
  }
  response.headers.Add("Fn-Other", "kept");
  const auto reply = MapReply(Form::kGateway, "GET", std::move(response));
  for (const auto& [name, value] : reply.headers) CHECK(value != "forged");
  CHECK(reply.headers.Get("Fn-Other") == "kept");
  CHECK(reply.headers.size() == 4);
}

TEST_CASE("Content-Type is sent once: the field, else the header, else none") {
  Response both = Response::Json("{}");
  both.headers.Add("content-type", "text/html");
  CHECK(MapReply(Form::kInvoke, "POST", std::move(both)).headers.GetAll("Content-Type") ==
        std::vector<std::string_view>{"application/json"});
  Response header;
  header.headers.Add("content-type", "text/html");
  CHECK(MapReply(Form::kInvoke, "POST", std::move(header)).headers.Get("Content-Type") ==
        "text/html");
  CHECK_FALSE(MapReply(Form::kInvoke, "POST", Response{}).headers.Get("Content-Type"));
}

TEST_CASE("Answers that may have no body have none") {
  CHECK(MapReply(Form::kGateway, "GET", Sample(204)).body.empty());
  CHECK(MapReply(Form::kPlain, "GET", Sample(304)).body.empty());
  const auto head = MapReply(Form::kGateway, "HEAD", Sample(200));
  CHECK(head.body.empty());
  CHECK(head.headers.Get("Fn-Http-H-Content-Length") == "2");  // of what GET brings
  CHECK(HeaderBlock(head, false).starts_with("Content-Length: 0\r\n"));
  CHECK_FALSE(
      MapReply(Form::kGateway, "HEAD", Sample(304)).headers.Get("Fn-Http-H-Content-Length"));
  CHECK_FALSE(MapReply(Form::kGateway, "GET", Sample(200)).headers.Get("Fn-Http-H-Content-Length"));
  CHECK(MapReply(Form::kInvoke, "POST", Sample(204)).body == "hi");
}

TEST_CASE("The header block of an answer knows the body's length once") {
  Reply reply{200, {}, "body"};
  reply.headers.Add("X-A", "1");
  CHECK(HeaderBlock(reply, false) == "Content-Length: 4\r\nX-A: 1\r\n");
  CHECK(HeaderBlock(reply, true) == "Content-Length: 4\r\nX-A: 1\r\nConnection: close\r\n");
  const auto head = MapReply(Form::kPlain, "HEAD", Response::Text("12345"));
  CHECK(HeaderBlock(head, false) ==
        "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n");
}
