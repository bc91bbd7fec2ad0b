#include "functions/upload/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/images/picture.h"
#include "functions/image/handler.h"
#include "functions/logout/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

tests::Call Raw(const std::string& bytes, const std::string& type = "image/png") {
  return {"POST", "/v1/images", "", bytes, type};
}

tests::Call WithKey(const std::string& key) {
  auto call = Raw(tests::SmallPng(1));
  call.headers.Set("Idempotency-Key", key);
  return call;
}

}  // namespace

TEST_CASE("upload stores what was sent and answers the image") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  // the bytes decide about the type, not the name
  auto call = Raw(tests::SmallPng(1), "image/jpeg");
  call.headers.Set("X-Caption", "a%20caf%C3%A9");
  call.headers.Set("X-Alt-Text", "8%20pixels");
  const auto reply = cloud.Send(&upload::Handle, call, &ann);
  REQUIRE(reply.status == 201);
  CHECK(reply.body["caption"] == "a caf\xc3\xa9");
  CHECK(reply.body["alt_text"] == "8 pixels");
  CHECK(reply.body["content_type"] == "image/png");
  CHECK(reply.body["width"] == 8);
  CHECK(reply.body["author"]["username"] == "ann");
  const std::string id = reply.body["id"];
  const auto content = cloud.LoadContent(id, "original", &ann);
  CHECK((content.raw.body == tests::SmallPng(1)));
  CHECK(reply.body["blurhash"].get<std::string>().size() == 28);
  CHECK(cloud.CounterDifference().empty());
}

TEST_CASE("upload needs a session that still stands") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  CHECK(cloud.Send(&upload::Handle, Raw(tests::SmallPng(1))).Code() == "not_logged_in");
  cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann);
  CHECK(cloud.Send(&upload::Handle, Raw(tests::SmallPng(1)), &ann).Code() == "session_ended");
  CHECK(cloud.Rows(schema::kImages).empty());
}

TEST_CASE("upload with an Idempotency-Key answers the first image again") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  auto call = WithKey("k1");
  const auto first = cloud.Send(&upload::Handle, call, &ann);
  const auto second = cloud.Send(&upload::Handle, call, &ann);
  CHECK(first.status == 201);
  CHECK(second.body == first.body);
  call.body = tests::SmallPng(2);
  CHECK(cloud.Send(&upload::Handle, call, &ann).Code() == "idempotency_key_reused");
  const auto bob = cloud.SignUp("bob");
  CHECK(cloud.Send(&upload::Handle, call, &bob).status == 201);
  CHECK(cloud.Rows(schema::kImages).size() == 2);
}

TEST_CASE("a late retry answers what the first try did, and what was removed stays removed") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  auto call = WithKey("k1");
  const auto first = cloud.Send(&upload::Handle, call, &ann);
  const std::string image = first.body["id"];
  cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + image}, &ann);
  for (int i = 0; i < 2; ++i) {
    const auto late = cloud.Send(&upload::Handle, call, &ann);
    CHECK(late.status == 201);
    for (const auto& [name, value] : first.body.items()) {
      // There are no objects any more, wherever their addresses lead.
      if (name != "urls" && name != "photos") CHECK(late.body[name] == value);
    }
    CHECK(cloud.Load(late.body["urls"]["original"]).status == 404);
    cloud.RunJobs();
    CHECK(cloud.Send(&image::Handle, {"GET", "/v1/images/" + image}, &ann).status == 404);
    cloud.now += std::chrono::minutes(5);
  }
  CHECK(cloud.Rows(schema::kImages).empty());
  auto look = cloud.NewCall();
  CHECK(cloud.services().objects->List(look, "images/", "", 10)->objects.empty());
}

TEST_CASE("upload cut off at any request is finished by its retry, once") {
  tests::TestCloud cloud;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      const auto person =
          cloud.SignUp("p" + std::to_string(n) + (fault == Fault::kLostAnswer ? "_a" : "_r"));
      INFO(person.username);
      auto call = Raw(tests::WidePng(n));
      call.headers.Set("Idempotency-Key", "key");
      cloud.transport().FailFrom(n, fault);
      const int cut = cloud.Send(&upload::Handle, call, &person).status;
      cloud.transport().Recover();
      // Some retries come at once, some long afterwards, so that both ways of settling a counter
      // are tested.
      if (n % 2 == 0) cloud.now += std::chrono::minutes(10);
      CHECK(cloud.Send(&upload::Handle, call, &person).status == 201);
      const auto difference = cloud.CounterDifference();
      INFO(difference);
      CHECK(difference.empty());
      cloud.RunJobs();
      const auto feed = cloud.Feed(person);
      REQUIRE(feed.size() == 1);
      const auto large = cloud.LoadContent(feed[0], "large", &person);
      CHECK((large.raw.body == ReadPicture(tests::WidePng(n))->large));
      if (cut == 201) {
        REQUIRE(n > 8);
        break;
      }
    }
  }
  CHECK(cloud.Rows(schema::kJobs).empty());
}
