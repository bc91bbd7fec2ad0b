#include "functions/comment/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/image/handler.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;
using tests::Person;

namespace {

struct Gallery : tests::WorldOfAnImage {
  tests::Reply Post(const Person& who, const std::string& text, const std::string& key = "") {
    fdk::Headers headers;
    if (!key.empty()) headers.Set("Idempotency-Key", key);
    return cloud.Send(&comment::Handle,
                      {"POST", "/v1/images/" + image + "/comments", "", Json{{"text", text}}.dump(),
                       "application/json", headers},
                      &who);
  }
  tests::Reply Delete(const Person& who, const std::string& id) {
    return cloud.Send(&comment::Handle, {"DELETE", "/v1/images/" + image + "/comments/" + id},
                      &who);
  }
  std::vector<std::string> Texts(const Person& who, int limit = 100) {
    std::vector<std::string> texts;
    const std::string first = "limit=" + std::to_string(limit);
    std::string query = first;
    for (;;) {
      const auto page =
          cloud.Send(&comment::Handle, {"GET", "/v1/images/" + image + "/comments", query}, &who);
      if (page.status != 200) return {page.Code()};
      for (const auto& item : page.body["items"]) texts.push_back(item["text"]);
      if (page.body["next_cursor"].is_null()) return texts;
      query = first + "&cursor=" + page.body["next_cursor"].get<std::string>();
    }
  }
  int Count() {
    return cloud.Send(&image::Handle, {"GET", "/v1/images/" + image}, &ann).body["comment_count"];
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("comments are posted, paged in order and counted") {
  Gallery g;
  Texts expected;
  for (int i = 0; i < 5; ++i) {
    expected.push_back("comment " + std::to_string(i));
    const auto reply = g.Post(i % 2 == 0 ? g.bob : g.eve, expected.back());
    CHECK(reply.status == 201);
    CHECK(reply.body["author"]["username"] == (i % 2 == 0 ? "bob" : "eve"));
  }
  CHECK(g.Texts(g.ann, 2) == expected);
  CHECK(g.Count() == 5);
  CHECK(g.cloud.CounterDifference().empty());
}

TEST_CASE("a comment is clean, counted clean, and sent again with its key it is the same one") {
  Gallery g;
  const std::string raw = "a\r\nb\u2029c\u200b\u202e";
  const auto first = g.Post(g.bob, raw, "k");
  REQUIRE(first.status == 201);
  CHECK(first.body["text"] == "a\nb\nc");
  CHECK(g.Post(g.bob, raw, "k").body["id"] == first.body["id"]);
  CHECK(g.Post(g.bob, "a\nb\nc", "k").body["id"] == first.body["id"]);
  CHECK(g.Post(g.bob, "other", "k").Code() == "idempotency_key_reused");
  std::string lines;
  for (int i = 0; i < 500; ++i) lines += "x\r\n";
  CHECK(g.Post(g.bob, lines).status == 201);
  CHECK(g.Post(g.bob, lines + "x").Code() == "invalid_fields");
  for (const char* nothing : {"\r\n", "\u200b\u2060", "\u2067\u2069", "\u00a0\u3000\t", "\ufffc"})
    CHECK(g.Post(g.bob, nothing).Code() == "invalid_fields");
}

TEST_CASE("a comment is deleted by its author or the image's author, and by nobody else") {
  Gallery g;
  const std::string first = g.Post(g.bob, "first").body["id"];
  const std::string second = g.Post(g.bob, "second").body["id"];
  CHECK(g.Delete(g.eve, first).Code() == "not_yours");
  CHECK(g.Delete(g.bob, first).status == 204);
  CHECK(g.Delete(g.bob, first).status == 404);
  CHECK(g.Delete(g.ann, second).status == 204);
  CHECK(g.Delete(g.ann, "zz").status == 404);
  CHECK(g.Delete(g.ann, "-1").status == 404);
  CHECK(g.Count() == 0);
  CHECK(g.cloud.Rows(schema::kComments).empty());
}

TEST_CASE("comments of blocked people are not shown, and blocked people cannot comment") {
  Gallery g;
  g.Post(g.bob, "from bob");
  g.Post(g.eve, "from eve");
  g.cloud.Block(g.eve, g.bob);
  CHECK(g.Texts(g.bob) == Texts{"from bob"});
  CHECK(g.Texts(g.eve) == Texts{"from eve"});
  CHECK(g.Texts(g.ann).size() == 2);
  g.cloud.Block(g.ann, g.bob);
  CHECK(g.Post(g.bob, "again").status == 404);
  CHECK(g.Texts(g.bob) == Texts{"not_found"});
  // bob can still delete his comment.
  const auto rows = g.cloud.Rows(schema::kComments);
  for (const auto& row : rows) {
    if (row["user_id"] == g.bob.id) CHECK(g.Delete(g.bob, ToBase36(row["id"])).status == 204);
  }
}

TEST_CASE("bad comments are refused and change nothing") {
  Gallery g;
  const auto code = [&](const std::string& body) {
    const auto reply = g.cloud.Send(
        &comment::Handle, {"POST", "/v1/images/" + g.image + "/comments", "", body}, &g.bob);
    return reply.Code() + (reply.body.contains("errors")
                               ? "/" + reply.body["errors"][0]["code"].get<std::string>()
                               : "");
  };
  CHECK(code("{}") == "invalid_fields/required");
  CHECK(code(R"({"text":""})") == "invalid_fields/too_short");
  CHECK(code(R"({"text":" \n "})") == "invalid_fields/too_short");
  CHECK(code(R"({"text":"\u200b\u3164"})") == "invalid_fields/too_short");
  CHECK(code(Json{{"text", std::string(1001, 'x')}}.dump()) == "invalid_fields/too_long");
  CHECK(code(R"({"text":7})") == "invalid_fields/wrong_type");
  CHECK(code(R"({"text":"a\u0000b"})") == "invalid_fields/bad_characters");
  CHECK(code(R"({"text":"x","by":"y"})") == "invalid_fields/unknown");
  CHECK(code("{\"text\":\"\xff\"}") == "bad_json");
  CHECK(g.cloud.Rows(schema::kComments).empty());
  CHECK(g.cloud.Rows(schema::kNotifications).empty());
}

TEST_CASE("with an Idempotency-Key a comment is posted once") {
  Gallery g;
  const auto first = g.Post(g.bob, "hello", "k");
  CHECK(g.Post(g.bob, "hello", "k").body["id"] == first.body["id"]);
  CHECK(g.Post(g.bob, "other", "k").Code() == "idempotency_key_reused");
  CHECK(g.Post(g.eve, "other", "k").status == 201);
  CHECK(g.Count() == 2);
  REQUIRE(g.Delete(g.bob, first.body["id"]).status == 204);
  const auto late = g.Post(g.bob, "hello", "k");
  CHECK(late.status == 201);
  CHECK(late.body["id"] == first.body["id"]);
  CHECK(g.Count() == 1);
  CHECK(g.cloud.Rows(schema::kComments).size() == 1);
}

TEST_CASE("post and delete cut off at any request: the retry counts once") {
  Gallery g;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const auto delay : {std::chrono::minutes(0), std::chrono::minutes(10)}) {
      int uncut = 0;
      for (int n = 1; uncut < 2; ++n) {
        INFO("cut at " << n << ", retried after " << delay.count() << " minutes");
        uncut = 0;
        const std::string key = std::to_string(n) + "/" + std::to_string(delay.count()) + "/" +
                                std::to_string(static_cast<int>(fault));
        g.cloud.transport().FailFrom(n, fault);
        if (g.Post(g.bob, "hello", key).status == 201) ++uncut;
        g.cloud.transport().Recover();
        g.cloud.now += delay;
        const auto reply = g.Post(g.bob, "hello", key);
        REQUIRE(reply.status == 201);
        REQUIRE(g.Count() == 1);
        REQUIRE(g.cloud.CounterDifference() == "");
        const std::string id = reply.body["id"];
        g.cloud.transport().FailFrom(n, fault);
        if (g.Delete(g.bob, id).status == 204) ++uncut;
        g.cloud.transport().Recover();
        g.cloud.now += delay;
        const int status = g.Delete(g.bob, id).status;
        REQUIRE((status == 204 || status == 404));
        REQUIRE(g.Count() == 0);
        REQUIRE(g.cloud.CounterDifference() == "");
        REQUIRE(n < 60);
      }
    }
  }
}
