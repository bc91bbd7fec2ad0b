#include "functions/comment/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/image/handler.h"
#include "functions/notify/handler.h"
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
  tests::Reply Answer(const Person& who, const std::string& to, const std::string& text,
                      const std::string& key = "") {
    fdk::Headers headers;
    if (!key.empty()) headers.Set("Idempotency-Key", key);
    return cloud.Send(&comment::Handle,
                      {"POST", "/v1/images/" + image + "/comments", "",
                       Json{{"text", text}, {"reply_to", to}}.dump(), "application/json", headers},
                      &who);
  }
  tests::Reply Edit(const Person& who, const std::string& id, const std::string& text) {
    return cloud.Send(
        &comment::Handle,
        {"PATCH", "/v1/images/" + image + "/comments/" + id, "", Json{{"text", text}}.dump()},
        &who);
  }
  tests::Reply Like(const Person& who, const std::string& id, const char* method = "PUT") {
    return cloud.Send(&comment::Handle,
                      {method, "/v1/images/" + image + "/comments/" + id + "/like"}, &who);
  }
  // The first comments, or the replies to one.
  tests::Reply List(const Person& who, const std::string& thread = "") {
    return cloud.Send(
        &comment::Handle,
        {"GET", "/v1/images/" + image + "/comments", thread.empty() ? "" : "reply_to=" + thread},
        &who);
  }
  // Of what the viewer is shown: "text/replies/likes " each.
  std::string Shown(const Person& who, const std::string& thread = "") {
    const auto reply = List(who, thread);
    if (reply.status != 200) return reply.Code();
    std::string shown;
    for (const auto& item : reply.body["items"])
      shown += item["text"].get<std::string>() + "/" + item["reply_count"].dump() + "/" +
               item["like_count"].dump() + (item["liked"] == true ? "! " : " ");
    return shown;
  }
  Json Notices(const Person& who) {
    return cloud.Send(&notify::Handle, {"GET", "/v1/me/notifications", "limit=100"}, &who)
        .body["items"];
  }
  // "kind who: words " each, newest first.
  std::string Told(const Person& who) {
    std::string told;
    const Json notices = Notices(who);
    for (const auto& item : notices)
      told += item["kind"].get<std::string>() + " " + item["actor"]["username"].get<std::string>() +
              ": " +
              (item["comment"].is_null() ? "-" : item["comment"]["text"].get<std::string>()) + " ";
    return told;
  }
  int NumberTold(const Person& who) {
    int number = 0;
    const Json notices = Notices(who);
    for (const auto& item : notices) number += item["count"].get<int>();
    return number;
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

TEST_CASE("replies belong to the thread of a first comment, one level deep, and are counted") {
  Gallery g;
  const std::string first = g.Post(g.bob, "first").body["id"];
  g.Post(g.eve, "second");
  const auto reply = g.Answer(g.eve, first, "reply");
  REQUIRE(reply.status == 201);
  CHECK(reply.body["reply_to"] == first);
  const auto deeper = g.Answer(g.ann, reply.body["id"], "to the reply");
  REQUIRE(deeper.status == 201);
  CHECK(deeper.body["reply_to"] == first);
  CHECK(g.Shown(g.ann) == "first/2/0 second/0/0 ");
  CHECK(g.Shown(g.ann, first) == "reply/0/0 to the reply/0/0 ");
  CHECK(g.Shown(g.ann, reply.body["id"]) == "");
  CHECK(g.Count() == 4);
  CHECK(g.cloud.CounterDifference() == "");
  const auto list = g.List(g.ann);
  CHECK(list.body["items"][0]["reply_to"].is_null());
  for (const char* nowhere : {"zzz", "0"}) CHECK(g.Answer(g.eve, nowhere, "lost").status == 404);
  for (const char* none : {"", "x y", "-1", "ZZ"}) {
    CHECK(g.Answer(g.eve, none, "lost").status == 422);
    CHECK((*none == '\0' || g.List(g.eve, none).status == 422));
  }
  CHECK(g.Shown(g.ann, "zzz") == "not_found");
  CHECK(g.Shown(g.ann, "0") == "not_found");
  CHECK(g.Count() == 4);
}

TEST_CASE("replies go with their first comment, and everything is counted") {
  Gallery g;
  const std::string first = g.Post(g.bob, "first").body["id"],
                    other = g.Post(g.bob, "b").body["id"];
  std::vector<std::string> replies;
  for (int i = 0; i < 9; ++i) replies.push_back(g.Answer(g.eve, first, "reply").body["id"]);
  g.Answer(g.eve, other, "elsewhere");
  for (const auto& id : {first, replies[0], other}) CHECK(g.Like(g.ann, id).status == 200);
  CHECK(g.Delete(g.eve, replies[8]).status == 204);
  CHECK(g.Shown(g.ann) == "first/8/1! b/1/1! ");
  CHECK(g.Count() == 11);
  CHECK(g.Delete(g.eve, first).Code() == "not_yours");
  CHECK(g.Delete(g.bob, first).status == 204);
  CHECK(g.Shown(g.ann) == "b/1/1! ");
  CHECK(g.Shown(g.ann, first) == "not_found");
  CHECK(g.Answer(g.eve, first, "late").status == 404);
  CHECK(g.Answer(g.eve, replies[0], "late").status == 404);
  CHECK(g.Like(g.eve, first).status == 404);
  CHECK(g.Edit(g.bob, first, "late").status == 404);
  CHECK(g.Count() == 2);
  CHECK(g.cloud.Rows(schema::kComments).size() == 2);
  CHECK(g.cloud.Rows(schema::kCommentLikes).size() == 1);
  CHECK(g.cloud.CounterDifference() == "");
}

TEST_CASE("whom a comment answers is told, the photo's author too, and nobody twice") {
  Gallery g;
  const std::string first = g.Post(g.bob, "bob's").body["id"];
  CHECK(g.Told(g.ann) == "commented bob: bob's ");
  g.cloud.now += std::chrono::hours(1);
  g.Answer(g.eve, first, "eve's");
  CHECK(g.Told(g.bob) == "replied eve: eve's ");
  CHECK(g.Told(g.ann) == "commented eve: eve's commented bob: bob's ");
  const Json item = g.Notices(g.bob)[0];
  CHECK(item["image_id"] == g.image);
  const auto shown = g.cloud.Send(&image::Handle, {"GET", "/v1/images/" + g.image}, &g.bob);
  CHECK(item["image_thumb"] == shown.body["urls"]["thumb"]);
  const std::string own = g.Post(g.ann, "ann's").body["id"];
  g.cloud.now += std::chrono::hours(1);
  g.Answer(g.eve, own, "to ann");
  g.Answer(g.ann, own, "to herself");
  g.Answer(g.bob, first, "to himself");
  CHECK(g.Told(g.ann) ==
        "commented bob: to himself replied eve: to ann commented eve: eve's commented bob: bob's ");
  CHECK(g.Told(g.bob) == "replied eve: eve's ");
  CHECK(g.Told(g.eve) == "");
}

TEST_CASE("long words of a comment are cut in what is told, between two characters") {
  Gallery g;
  std::string hundred, words;
  for (int i = 0; i < 100; ++i) hundred += "ç";
  g.Post(g.bob, hundred);
  CHECK(g.Told(g.ann) == "commented bob: " + hundred + " ");
  g.Post(g.eve, hundred + "ç");
  CHECK(g.Told(g.ann) == "commented eve: " + hundred + "… commented bob: " + hundred + " ");
}

TEST_CASE("a like of a comment counts once, is told once, and is taken back") {
  Gallery g;
  const std::string id = g.Post(g.bob, "first").body["id"];
  for (int i = 0; i < 2; ++i) {
    const auto liked = g.Like(g.eve, id);
    CHECK(liked.body == Json{{"like_count", 1}, {"liked", true}});
  }
  CHECK(g.Like(g.bob, id).body["like_count"] == 2);
  CHECK(g.Shown(g.eve) == "first/0/2! ");
  CHECK(g.Shown(g.ann) == "first/0/2 ");
  CHECK(g.Told(g.bob) == "comment_liked eve: first ");
  for (int i = 0; i < 2; ++i)
    CHECK(g.Like(g.eve, id, "DELETE").body == Json{{"like_count", 1}, {"liked", false}});
  CHECK(g.Told(g.bob) == "");
  CHECK(g.Like(g.eve, id).body["like_count"] == 2);
  CHECK(g.Told(g.bob) == "comment_liked eve: first ");
  CHECK(g.cloud.CounterDifference() == "");
  for (const char* nowhere : {"zzz", "0", "-1", "x%20y"})
    CHECK(g.Like(g.eve, nowhere).status == 404);
}

TEST_CASE("likes of several comments by one person are told together") {
  Gallery g;
  const std::string first = g.Post(g.bob, "first").body["id"];
  const std::string second = g.Answer(g.bob, first, "second").body["id"];
  g.Like(g.eve, first);
  g.Like(g.eve, second);
  g.Like(g.ann, second);
  CHECK(g.Told(g.bob) == "comment_liked ann: second comment_liked eve: second ");
  const Json items = g.Notices(g.bob);
  CHECK(items[1]["count"] == 2);
  REQUIRE(g.Delete(g.bob, second).status == 204);
  CHECK(g.Told(g.bob) == "comment_liked eve: first ");
}

TEST_CASE("between people of whom one blocks the other there are no replies and no likes") {
  Gallery g;
  const std::string id = g.Post(g.bob, "bob's").body["id"];
  const std::string reply = g.Answer(g.eve, id, "eve's").body["id"];
  g.Like(g.eve, id);
  CHECK(g.Told(g.bob) != "");
  g.cloud.Block(g.eve, g.bob);
  CHECK(g.Told(g.bob) == "");
  CHECK(g.Shown(g.eve, id) == "not_found");
  CHECK(g.Shown(g.bob, id) == "");
  CHECK(g.Shown(g.ann, id) == "eve's/0/0 ");
  CHECK(g.Answer(g.eve, id, "again").status == 404);
  CHECK(g.Answer(g.bob, reply, "again").status == 404);
  CHECK(g.Like(g.bob, reply).status == 404);
  CHECK(g.cloud.CounterDifference() == "");
}

TEST_CASE("who may not see the photo any more is not told of it, and is again when they may") {
  Gallery g;
  const std::string id = g.Post(g.bob, "bob's").body["id"];
  g.Answer(g.eve, id, "eve's");
  CHECK(g.Told(g.bob) == "replied eve: eve's ");
  const auto set_private = [&](bool is_private) {
    return g.cloud.Send(&account::Handle,
                        {"PATCH", "/v1/me", "", Json{{"is_private", is_private}}.dump()}, &g.ann);
  };
  REQUIRE(set_private(true).status == 200);
  CHECK(g.Told(g.bob) == "");
  REQUIRE(set_private(false).status == 200);
  CHECK(g.Told(g.bob) == "replied eve: eve's ");
  g.cloud.Block(g.ann, g.bob);
  CHECK(g.Told(g.bob) == "");
}

TEST_CASE("the words of one's own comment can be changed for 15 minutes") {
  Gallery g;
  const std::string id = g.Post(g.bob, "frist", "k").body["id"];
  g.cloud.now += std::chrono::minutes(14);
  const auto edited = g.Edit(g.bob, id, "first");
  CHECK(edited.status == 200);
  CHECK(edited.body["text"] == "first");
  CHECK(edited.body["edited_at"].is_string());
  CHECK(g.List(g.eve).body["items"][0]["edited_at"] == edited.body["edited_at"]);
  CHECK(g.Post(g.bob, "frist", "k").body["id"] == id);
  CHECK(g.Edit(g.eve, id, "mine").Code() == "not_yours");
  CHECK(g.Edit(g.ann, id, "mine").Code() == "not_yours");
  CHECK(g.Edit(g.bob, id, "").Code() == "invalid_fields");
  g.cloud.now += std::chrono::minutes(2);
  CHECK(g.Edit(g.bob, id, "third").Code() == "too_late_to_edit");
  CHECK(g.Edit(g.bob, id, "first").body == edited.body);  // the same again changes nothing
  CHECK(g.Texts(g.eve) == Texts{"first"});
  CHECK(g.Edit(g.bob, "zzz", "x").status == 404);
}

namespace {

// What a cut call leaves is right after the next one, whatever that answers.
void CutAnywhere(Gallery& g, const std::function<int()>& act, const std::function<void()>& check) {
  g.cloud.services().config.budgets =
      ReadBudgets("comments=100000/100000,reactions=100000/100000").value();
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const auto delay : {std::chrono::minutes(0), std::chrono::minutes(10)}) {
      for (int n = 1;; ++n) {
        INFO("cut at " << n << ", retried after " << delay.count() << " minutes");
        g.cloud.transport().FailFrom(n, fault);
        const int cut = act();
        g.cloud.transport().Recover();
        g.cloud.now += delay;
        const int again = act();
        REQUIRE((again < 300 || again == 404));
        check();
        REQUIRE(g.cloud.CounterDifference() == "");
        REQUIRE(n < 120);
        if (cut < 300) break;
      }
    }
  }
}

}  // namespace

TEST_CASE("a reply cut off at any request: the retry counts and tells once") {
  Gallery g;
  const std::string first = g.Post(g.bob, "first").body["id"];
  int round = 0;
  std::string key = "0";
  CutAnywhere(
      g, [&] { return g.Answer(g.eve, first, "reply", key).status; },
      [&] {
        REQUIRE(g.Count() == 1 + ++round);
        REQUIRE(g.List(g.ann).body["items"][0]["reply_count"] == round);
        REQUIRE(g.NumberTold(g.bob) == round);
        key = std::to_string(round);
      });
}

TEST_CASE("a like of a comment cut off at any request: the retry counts once") {
  Gallery g;
  const std::string id = g.Post(g.bob, "first").body["id"];
  CutAnywhere(
      g, [&] { return g.Like(g.eve, id).status; },
      [&] {
        REQUIRE(g.Shown(g.eve) == "first/0/1! ");
        REQUIRE(g.Like(g.eve, id, "DELETE").status == 200);
      });
  REQUIRE(g.Like(g.eve, id).status == 200);
  CutAnywhere(
      g, [&] { return g.Like(g.eve, id, "DELETE").status; },
      [&] {
        REQUIRE(g.Shown(g.eve) == "first/0/0 ");
        REQUIRE(g.Like(g.eve, id).status == 200);
      });
}

TEST_CASE("a thread's deletion cut off at any request: the next one finishes it") {
  Gallery g;
  std::string first;
  const auto begin = [&] {
    first = g.Post(g.bob, "first").body["id"];
    for (int i = 0; i < 3; ++i) g.Like(g.ann, g.Answer(g.eve, first, "reply").body["id"]);
    g.Like(g.ann, first);
  };
  begin();
  CutAnywhere(
      g, [&] { return g.Delete(g.bob, first).status; },
      [&] {
        REQUIRE(g.Count() == 0);
        REQUIRE(g.cloud.Rows(schema::kComments).empty());
        REQUIRE(g.cloud.Rows(schema::kCommentLikes).empty());
        begin();
      });
}
