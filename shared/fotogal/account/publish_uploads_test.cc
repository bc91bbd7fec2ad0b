#include "fotogal/account/publish_uploads.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/image_objects.h"
#include "fotogal/images/picture.h"
#include "tests/support/upload_bench.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

struct Bench : tests::UploadBench {
  // Uploads so many pictures; the first one is wide.
  Json Uploads(int count, const tests::Person& who) {
    Json ids = Json::array();
    for (int i = 0; i < count; ++i)
      ids.push_back(OpenFor(i == 0 ? tests::WidePng(1) : tests::SmallPng(i), who));
    return ids;
  }
  std::string Field(const tests::Reply& reply) {
    return reply.Code() + " " +
           reply.body.value("errors", Json{{{"field", "none"}}})[0].value("field", "");
  }
  int ImageCount(const tests::Person& who) {
    for (const auto& row : cloud.Rows(schema::kUsers))
      if (row["id"] == who.id) return row["image_count"].get<int>();
    return -1;
  }
};

}  // namespace

TEST_CASE("several uploads become one post, its photos in their order with their descriptions") {
  Bench bench;
  const Json ids = bench.Uploads(3, bench.ann);
  const Json body{{"upload_ids", ids}, {"caption", "three"}, {"alt_texts", {"one", "", "three"}}};
  const auto reply = bench.Publish(body, bench.ann);
  REQUIRE(reply.status == 201);
  CHECK(reply.body["alt_text"] == "one");
  CHECK(reply.body["width"] == 1200);
  const Json& photos = reply.body["photos"];
  REQUIRE(photos.size() == 3);
  CHECK(photos[0]["urls"] == reply.body["urls"]);
  CHECK(photos[0]["blurhash"] == reply.body["blurhash"]);
  CHECK(photos[1]["alt_text"] == "");
  CHECK(photos[2]["alt_text"] == "three");
  CHECK(photos[2]["width"] == 8);
  CHECK(photos[2]["content_type"] == "image/png");
  CHECK(bench.cloud.Load(photos[0]["urls"]["large"]).raw.body ==
        ReadPicture(tests::WidePng(1))->large);
  CHECK(bench.cloud.Load(photos[1]["urls"]["original"]).raw.body == tests::SmallPng(1));
  CHECK(bench.cloud.Load(photos[2]["urls"]["thumb"]).raw.body ==
        ReadPicture(tests::SmallPng(2))->thumb);
  bench.cloud.RunJobs();
  bench.CheckTidy();
  CHECK(bench.cloud.Feed(bench.ann).size() == 1);
  CHECK(bench.ImageCount(bench.ann) == 1);
  CHECK(bench.cloud.CounterDifference() == "");
  // The same request again has the same answer.
  CHECK(bench.Publish(body, bench.ann).body["id"] == reply.body["id"]);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
}

TEST_CASE("a refusal names the upload, and decides nothing about any of them") {
  Bench bench;
  Json ids = bench.Uploads(2, bench.ann);
  const auto with = [&](const Json& third) {
    Json all = ids;
    all.push_back(third);
    return bench.Field(bench.Publish({{"upload_ids", all}}, bench.ann));
  };
  CHECK(with("1s5v40a1b2c") == "upload_not_found upload_ids[2]");
  const std::string bytes = tests::SmallPng(9);
  const std::string third = bench.OpenFor(bytes, bench.ann, false);
  CHECK(with(third) == "upload_missing upload_ids[2]");
  bench.PutAt(third, "less");
  CHECK(with(third) == "upload_incomplete upload_ids[2]");
  bench.PutAt(third, std::string(bytes.size(), 'x'));
  CHECK(with(third) == "unsupported_image upload_ids[2]");
  const auto eve = bench.cloud.SignUp("eve");
  CHECK(with(bench.OpenFor(bytes, eve)) == "upload_not_found upload_ids[2]");
  CHECK(bench.cloud.Rows(schema::kImages).empty());
  bench.PutAt(third, bytes);
  CHECK(with(third) == " none");
}

TEST_CASE("an upload becomes part of one post only") {
  Bench bench;
  const Json ids = bench.Uploads(2, bench.ann);
  REQUIRE(bench.Publish({{"upload_ids", ids}}, bench.ann).status == 201);
  CHECK(bench.Publish({{"upload_id", ids[1]}}, bench.ann).Code() == "upload_not_found");
  CHECK(bench.Field(bench.Publish({{"upload_ids", {ids[1], ids[0]}}}, bench.ann)) ==
        "upload_not_found upload_ids[0]");
  CHECK(bench.Field(bench.Publish({{"upload_ids", ids}, {"caption", "other"}}, bench.ann)) ==
        "upload_not_found upload_ids[0]");
  CHECK(bench.Avatar(ids[0], bench.ann).Code() == "upload_not_found");
  // One of the list alone is what upload_id is.
  const std::string alone = bench.OpenFor(tests::SmallPng(5), bench.ann);
  const auto first = bench.Publish({{"upload_ids", {alone}}, {"alt_texts", {"a"}}}, bench.ann);
  REQUIRE(first.status == 201);
  CHECK(bench.Publish({{"upload_id", alone}, {"alt_text", "a"}}, bench.ann).body["id"] ==
        first.body["id"]);
  CHECK(first.body["photos"].size() == 1);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 2);
}

TEST_CASE("a post that was removed stays so when its request comes again") {
  Bench bench;
  const Json body{{"upload_ids", bench.Uploads(3, bench.ann)}};
  bench.Remove(bench.Publish(body, bench.ann).body["id"], bench.ann);
  CHECK(bench.Objects("images/").empty());
  CHECK(bench.Publish(body, bench.ann).Code() == "upload_not_found");
  bench.cloud.RunJobs();
  CHECK(bench.Objects("images/").empty());
  CHECK(bench.cloud.Rows(schema::kImages).empty());
}

TEST_CASE("a call whose time ends has stored photos, after which the next one goes on") {
  Bench bench;
  const Json body{{"upload_ids", bench.Uploads(6, bench.ann)}};
  int stored = 0;
  bench.cloud.transport().Observe([&](const standin::Request& request) {
    const bool is_thumb = request.method == "PUT" && request.path.ends_with(".thumb");
    if (!is_thumb) return;
    ++stored;
    bench.cloud.now += std::chrono::seconds(9);
  });
  int calls = 1;
  for (; bench.Publish(body, bench.ann).status == 503; ++calls) REQUIRE(calls < 6);
  bench.cloud.transport().Observe(nullptr);
  CHECK(calls > 1);
  CHECK(stored == 6);  // none twice
  CHECK(bench.Publish(body, bench.ann).body["photos"].size() == 6);
  CHECK(bench.Objects("images/").size() == 3 * 6 + 1);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
}

TEST_CASE("a try that is gone on with much later makes a post of its own time") {
  Bench bench;
  const Json body{{"upload_ids", bench.Uploads(3, bench.ann)}};
  bench.cloud.transport().FailFrom(25, Fault::kLostRequest);
  REQUIRE(bench.Publish(body, bench.ann).status == 503);
  bench.cloud.transport().Recover();
  bench.cloud.now += std::chrono::minutes(30);
  const auto late = bench.Publish(body, bench.ann);
  REQUIRE(late.status == 201);
  const auto id = ParseImageRef(late.body["id"].get<std::string>())->image;
  CHECK(bench.cloud.now - TimeOf(id) < std::chrono::minutes(1));
  bench.cloud.RunJobs();
  bench.cloud.now += std::chrono::hours(31);
  bench.Sweep();
  CHECK(bench.Objects("images/").size() == 3 * 3 + 1);
}

TEST_CASE("a post cut off at any request is finished by its retry, once") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    for (int n = 1;; ++n) {
      const auto person = bench.cloud.SignUp("person" + std::to_string(n));
      INFO("fault " << static_cast<int>(fault) << " from " << n);
      const Json body{{"upload_ids", bench.Uploads(2, person)}, {"caption", "once"}};
      const std::string key = n % 3 == 0 ? "key" : "";
      bench.cloud.transport().FailFrom(n, fault);
      const auto before = bench.cloud.transport().requests();
      const auto cut = bench.Publish(body, person, key);
      const bool whole = bench.cloud.transport().requests() - before < n;
      bench.cloud.transport().Recover();
      if (n % 2 == 0) bench.cloud.now += std::chrono::minutes(11);
      const auto again = bench.Publish(body, person, key);
      REQUIRE(again.status == 201);
      if (cut.status == 201) CHECK(cut.body["id"] == again.body["id"]);
      bench.cloud.RunJobs();
      CHECK(bench.cloud.Feed(person).size() == 1);
      CHECK(bench.ImageCount(person) == 1);
      if (whole) break;
      REQUIRE(n < 120);
    }
    CHECK(bench.cloud.CounterDifference() == "");
    bench.cloud.now += std::chrono::days(1) + std::chrono::hours(7);
    bench.Sweep();
    bench.CheckTidy();
    CHECK(bench.Objects("images/").size() == (3 + 4) * bench.cloud.Rows(schema::kImages).size());
  }
}

TEST_CASE("two requests that want one upload at once make one post of it") {
  Bench bench;
  const Json ids = bench.Uploads(3, bench.ann);
  bool done = false;
  tests::Reply other;
  bench.cloud.transport().Observe([&](const standin::Request& request) {
    // When the first photo of this one is stored, another request takes the same upload.
    const bool is_thumb = request.method == "PUT" && request.path.ends_with(".thumb");
    if (done || !is_thumb) return;
    done = true;
    other = bench.Publish({{"upload_ids", {ids[1], ids[2]}}}, bench.ann);
  });
  const auto one = bench.Publish({{"upload_ids", {ids[0], ids[1]}}}, bench.ann);
  bench.cloud.transport().Observe(nullptr);
  CHECK(other.status == 201);
  CHECK(bench.Field(one) == "upload_used upload_ids[1]");
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
}
