#include "fotogal/images/uploads.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/picture.h"
#include "fotogal/jobs/jobs.h"
#include "functions/account/handler.h"
#include "functions/image/handler.h"
#include "functions/logout/handler.h"
#include "functions/sweep/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/pictures.h"
#include "tests/support/upload_bench.h"

using namespace fotogal;
using tests::Json;
using tests::Person;
using Bench = tests::UploadBench;
using Fault = standin::InProcessTransport::Fault;

TEST_CASE("a photo is put, published and shown, and nothing temporary is left") {
  Bench bench;
  const auto expires = bench.cloud.now + std::chrono::hours(1);
  const auto opened = bench.Open({{"content_type", "image/jpeg"}, {"size", 300}}, bench.ann);
  REQUIRE(opened.status == 201);
  CHECK(opened.body["url"].get<std::string>().starts_with("/v1/put/"));
  CHECK(opened.body["method"] == "PUT");
  CHECK(opened.body["headers"] == Json{{"Content-Type", "image/jpeg"}});
  CHECK(opened.body["expires_at"] == common::Rfc3339(expires));
  const std::string bytes = tests::SmallPng(7);
  const std::string id = bench.OpenFor(bytes, bench.ann);
  CHECK(bench.Pars() == 2);
  const auto reply = bench.Publish(
      {{"upload_id", id}, {"caption", "a caf\xc3\xa9"}, {"alt_text", nullptr}}, bench.ann);
  REQUIRE(reply.status == 201);
  CHECK(reply.body["caption"] == "a caf\xc3\xa9");
  CHECK(reply.body["content_type"] == "image/png");
  CHECK(reply.raw.headers.Get("Location") == "/v1/images/" + reply.body["id"].get<std::string>());
  const auto original = bench.cloud.LoadContent(reply.body["id"], "original", &bench.ann);
  CHECK((original.raw.body == bytes));
  CHECK(bench.Objects("uploads/").empty());
  CHECK(bench.Pars() == 1);  // of the one that nothing was put at
  CHECK(bench.cloud.Rows(schema::kUploads).size() == 1);
  CHECK(bench.cloud.Feed(bench.ann).size() == 1);
  CHECK(bench.cloud.CounterDifference().empty());
}

TEST_CASE("a photo may be announced by a type that is wrong or none; its bytes decide") {
  Bench bench;
  const std::pair<const char*, const char*> types[] = {
      {"", "application/octet-stream"}, {"application/octet-stream", "application/octet-stream"},
      {"image/jpg", "image/jpeg"},      {"image/pjpeg", "image/jpeg"},
      {"IMAGE/JPEG", "image/jpeg"},     {"image/x-png", "image/png"},
      {"image/webp", "image/webp"},     {"image/heic", "application/octet-stream"},
      {"image/jpeg; x=y", "image/jpeg"}};
  const std::string webp = tests::EncodeWebp(9, 7, [](int, int) { return std::uint8_t{90}; });
  for (const auto& [type, put_as] : types) {
    INFO(type);
    const auto opened = bench.Open({{"content_type", type}, {"size", webp.size()}}, bench.ann);
    REQUIRE(opened.status == 201);
    CHECK(opened.body["headers"]["Content-Type"] == put_as);
    bench.PutAt(opened.body["upload_id"], webp);
    const auto reply = bench.Publish({{"upload_id", opened.body["upload_id"]}}, bench.ann);
    REQUIRE(reply.status == 201);
    CHECK(reply.body["content_type"] == "image/webp");
  }
  for (const auto& row : bench.cloud.Rows(schema::kImages)) {
    CHECK(row["image_format"] == "webp");
    CHECK(row["image_type"].is_null());
  }
  const auto opened = bench.Open({{"content_type", "image/png"}, {"size", webp.size()}}, bench.ann);
  bench.PutAt(opened.body["upload_id"], webp);
  CHECK(bench.Avatar(opened.body["upload_id"], bench.ann).status == 200);
}

TEST_CASE("publishing an upload again answers the same image, with or without a key") {
  Bench bench;
  for (const char* key : {"", "key"}) {
    const std::string id = bench.OpenFor(tests::SmallPng(1), bench.ann);
    const auto first = bench.Publish({{"upload_id", id}, {"caption", "x"}}, bench.ann, key);
    REQUIRE(first.status == 201);
    CHECK(bench.Publish({{"upload_id", id}, {"caption", "x"}}, bench.ann, key).body == first.body);
    CHECK(bench.Publish({{"upload_id", id}, {"caption", "x"}}, bench.ann, "other").body ==
          first.body);
    CHECK(bench.Publish({{"upload_id", id}, {"caption", "y"}}, bench.ann).Code() ==
          "upload_not_found");
    CHECK(bench.Avatar(id, bench.ann).Code() == "upload_not_found");
  }
  const std::string id = bench.OpenFor(tests::SmallPng(2), bench.ann);
  CHECK(bench.Publish({{"upload_id", id}}, bench.ann, "key").Code() == "idempotency_key_reused");
  CHECK(bench.cloud.Rows(schema::kImages).size() == 2);
}

TEST_CASE("what cannot be published says why and is stored nowhere") {
  Bench bench;
  const auto bob = bench.cloud.SignUp("bob");
  const auto code = [&](const Json& body) {
    const auto reply = bench.Publish(body, bench.ann);
    return std::to_string(reply.status) + " " + reply.Code();
  };
  const std::string bytes = tests::SmallPng(1);
  const auto of = [](const std::string& id) { return Json{{"upload_id", id}}; };
  CHECK(code(of("123")) == "404 upload_not_found");
  CHECK(code(of(bench.OpenFor(bytes, bob))) == "404 upload_not_found");
  CHECK(code(Json::object()) == "422 invalid_fields");
  CHECK(code(of("../x")) == "422 invalid_fields");
  CHECK(code({{"upload_id", 7}}) == "422 invalid_fields");
  CHECK(code({{"upload_id", "1"}, {"caption", std::string(2201, 'c')}}) == "422 invalid_fields");
  CHECK(code({{"upload_id", "1"}, {"more", 1}}) == "422 invalid_fields");
  const std::string empty = bench.OpenFor(bytes, bench.ann, false);
  CHECK(code(of(empty)) == "409 upload_missing");
  bench.PutAt(empty, bytes + "x");
  CHECK(code(of(empty)) == "422 upload_incomplete");
  bench.PutAt(empty, std::string(schema::kMaxUploadBytes + 1, 'x'));
  CHECK(code(of(empty)) == "413 body_too_large");
  // None of these refusals has tied the upload to its texts, or the key to anything.
  CHECK(bench.Publish({{"upload_id", empty}, {"caption", "other"}}, bench.ann, "key").Code() ==
        "body_too_large");
  CHECK(bench.cloud.Rows(schema::kIdempotency).empty());
  CHECK(code(of(bench.OpenFor("no picture", bench.ann))) == "415 unsupported_image");
  CHECK(code(of(bench.OpenFor(bytes.substr(0, 50), bench.ann))) == "422 bad_image");
  CHECK(bench.cloud.Rows(schema::kImages).empty());
  CHECK(bench.Objects("images/").empty());
  bench.cloud.now += std::chrono::days(1) + std::chrono::minutes(1);
  bench.Sweep();
  CHECK(bench.Objects("uploads/").empty());
  CHECK(bench.Pars() == 0);
  // The right one, put in the end.
  const std::string good = bench.OpenFor(bytes, bench.ann, false);
  CHECK(code(of(good)) == "409 upload_missing");
  bench.PutAt(good, bytes);
  const auto other = bench.Publish({{"upload_id", good}, {"caption", "other"}}, bench.ann, "key");
  CHECK(other.body["caption"] == "other");
}

TEST_CASE("what was published and removed stays removed, though its upload could not be closed") {
  Bench bench;
  int left_open = 0;
  for (int n = 1;; ++n) {
    INFO("cut from request " << n);
    const std::string id = bench.OpenFor(tests::SmallPng(n), bench.ann);
    const Json body{{"upload_id", id}};
    bench.cloud.transport().FailFrom(n, Fault::kNotReached);
    const auto before = bench.cloud.transport().requests();
    const auto published = bench.Publish(body, bench.ann);
    const bool whole = bench.cloud.transport().requests() - before < n;
    bench.cloud.transport().Recover();
    if (whole) break;
    REQUIRE(n < 60);
    if (published.status != 201) continue;
    const auto rows = bench.cloud.Rows(schema::kUploads);
    const bool is_open = std::ranges::any_of(
        rows, [&](const Json& row) { return ToBase36(row["id"].get<Id>()) == id; });
    if (!is_open) continue;  // the cut came later, when the answer was made
    ++left_open;
    const auto with_other_texts = [&] {
      return bench.Publish({{"upload_id", id}, {"caption", "y"}}, bench.ann).Code();
    };
    CHECK(with_other_texts() == "upload_used");
    bench.Remove(published.body["id"], bench.ann);
    CHECK(bench.Publish(body, bench.ann).Code() == "upload_not_found");
    bench.cloud.now += std::chrono::minutes(10);
    bench.cloud.RunJobs();
    CHECK(bench.Publish(body, bench.ann).Code() == "upload_not_found");
    CHECK(with_other_texts() == "upload_used");
  }
  CHECK(left_open > 0);
}

TEST_CASE("an avatar by way of an upload; the same request again changes nothing") {
  Bench bench;
  const std::string first = bench.OpenFor(tests::SmallPng(1), bench.ann);
  const auto reply = bench.Avatar(first, bench.ann);
  REQUIRE(reply.status == 200);
  CHECK_FALSE(reply.body["profile_image_url"].is_null());
  CHECK(bench.Avatar(first, bench.ann).body == reply.body);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
  bench.CheckTidy();
  CHECK(bench.Avatar(bench.OpenFor(tests::SmallPng(2), bench.ann), bench.ann).status == 200);
  CHECK(bench.Avatar(first, bench.ann).Code() == "upload_not_found");
  const std::string empty = bench.OpenFor("12345", bench.ann, false);
  CHECK(bench.Avatar(empty, bench.ann).Code() == "upload_missing");
  CHECK(bench.Publish({{"upload_id", first}}, bench.ann).Code() == "upload_not_found");
  const auto with_caption = bench.cloud.Send(
      &upload::Handle,
      {"PUT", "/v1/me/avatar", "", Json{{"upload_id", empty}, {"caption", "x"}}.dump()},
      &bench.ann);
  CHECK(with_caption.Code() == "invalid_fields");
}

TEST_CASE("publishing cut off at any request is finished by its retry, once, or swept") {
  for (const Fault fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool retried : {true, false}) {
      Bench bench;
      for (int n = 1;; ++n) {
        const auto person = bench.cloud.SignUp("person" + std::to_string(n));
        INFO("fault " << static_cast<int>(fault) << " from " << n << (retried ? ", retried" : ""));
        const std::string id = bench.OpenFor(tests::SmallPng(n), person);
        const Json body{{"upload_id", id}, {"caption", "once"}};
        const std::string key = n % 3 == 0 ? "key" : "";
        bench.cloud.transport().FailFrom(n, fault);
        const auto before = bench.cloud.transport().requests();
        const auto cut = bench.Publish(body, person, key);
        const bool whole = bench.cloud.transport().requests() - before < n;
        bench.cloud.transport().Recover();
        if (n % 2 == 0) bench.cloud.now += std::chrono::minutes(10);
        std::optional<std::string> image;
        if (retried) {
          const auto again = bench.Publish(body, person, key);
          REQUIRE(again.status == 201);
          image = again.body["id"];
          if (cut.status == 201) CHECK(cut.body["id"] == *image);
          CHECK(bench.Publish(body, person, key).body["id"] == *image);
        }
        bench.cloud.RunJobs();
        if (retried || cut.status == 201) CHECK(bench.cloud.Feed(person).size() == 1);
        CHECK(bench.cloud.Feed(person).size() <= 1);
        if (retried) CHECK(bench.cloud.CounterDifference() == "");
        bench.cloud.now += std::chrono::days(1) + std::chrono::minutes(1);
        bench.Sweep();
        CHECK(bench.Objects("uploads/").empty());
        CHECK(bench.Pars() == 0);
        CHECK(bench.Objects("images/").size() == 3 * bench.cloud.Rows(schema::kImages).size());
        if (whole) break;
        REQUIRE(n < 60);
      }
    }
  }
}

TEST_CASE("an avatar by upload cut off at any request: the retry sets it, nothing else is left") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    for (int n = 1;; ++n) {
      INFO("fault " << static_cast<int>(fault) << " from " << n);
      const auto person = bench.cloud.SignUp("person" + std::to_string(n));
      const std::string id = bench.OpenFor(tests::SmallPng(n), person);
      bench.cloud.transport().FailFrom(n, fault);
      const auto before = bench.cloud.transport().requests();
      bench.Avatar(id, person);
      const bool whole = bench.cloud.transport().requests() - before < n;
      bench.cloud.transport().Recover();
      CHECK(bench.Avatar(id, person).status == 200);
      for (int i = 0; i < 3; ++i) bench.cloud.RunJobs();
      CHECK(bench.cloud.Rows(schema::kImages).size() == static_cast<size_t>(n));
      CHECK(bench.Objects("avatars/").size() == 3 * static_cast<size_t>(n));
      CHECK(bench.Objects("images/").empty());
      bench.cloud.now += std::chrono::days(1) + std::chrono::minutes(1);
      bench.Sweep();
      bench.CheckTidy();
      if (whole) break;
      REQUIRE(n < 60);
    }
  }
}

TEST_CASE("opening cut off at any request leaves nothing that lasts") {
  for (const Fault fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    for (int n = 1;; ++n) {
      bench.cloud.transport().FailFrom(n, fault);
      const auto reply = bench.Open({{"content_type", "image/png"}, {"size", 5}}, bench.ann);
      bench.cloud.transport().Recover();
      if (reply.status == 201) break;
      CHECK(reply.status == 503);
      REQUIRE(n < 20);
    }
    bench.cloud.now += std::chrono::days(3);
    bench.Sweep();
    bench.CheckTidy();
  }
}
