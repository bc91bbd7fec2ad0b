#include "functions/upload/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/schema.h"
#include "functions/image/handler.h"
#include "functions/logout/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using Fault = standin::InProcessTransport::Fault;

namespace {

tests::Call Raw(const std::string& bytes, const std::string& type = "image/png") {
  return {"POST", "/v1/images", "", bytes, type};
}

tests::Call Multipart(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string body;
  for (const auto& [name, value] : parts) {
    body += "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
            (name == "image" ? "; filename=\"f\xc3\xa9rias.png\"\r\nContent-Type: image/png" : "") +
            "\r\n\r\n" + value + "\r\n";
  }
  return {"POST", "/v1/images", "", body + "--XX--\r\n", "multipart/form-data; boundary=XX"};
}

}  // namespace

TEST_CASE("upload stores what was sent and answers the image") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  auto call = Raw(tests::SmallPng(1), "image/jpeg");  // the bytes decide, not the name
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
  const auto content =
      cloud.Send(&image::Handle, {"GET", "/v1/images/" + id + "/content", "size=original"}, &ann);
  CHECK((content.raw.body == tests::SmallPng(1)));
  CHECK(reply.body["blurhash"].get<std::string>().size() == 28);
  CHECK(cloud.CounterDifference().empty());
}

TEST_CASE("upload takes multipart forms byte for byte") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto reply = cloud.Send(
      &upload::Handle, Multipart({{"caption", "c\r\n--X"}, {"image", tests::SmallPng(2)}}), &ann);
  CHECK(reply.Code() == "invalid_fields");  // a carriage return is no caption
  const auto good = cloud.Send(
      &upload::Handle,
      Multipart({{"caption", "--X"}, {"image", tests::SmallPng(2)}, {"alt_text", "t"}}), &ann);
  REQUIRE(good.status == 201);
  CHECK(good.body["caption"] == "--X");
  CHECK(cloud.Rows(schema::kImages)[0]["image_original_filename"] == "f\xc3\xa9rias.png");
}

TEST_CASE("upload refuses bad input and stores nothing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto code = [&](const tests::Call& call) {
    const auto reply = cloud.Send(&upload::Handle, call, &ann);
    return std::to_string(reply.status) + " " + reply.Code();
  };
  CHECK(code(Raw("not a picture")) == "415 unsupported_image");
  CHECK(code(Raw(tests::SmallPng(1).substr(0, 60))) == "422 bad_image");
  CHECK(code(Raw("")) == "415 unsupported_image");
  CHECK(code(Raw(tests::SmallPng(1), "text/plain")) == "415 unsupported_media_type");
  CHECK(code(Raw(std::string(6 * 1024 * 1024 + 1, 'x'))) == "413 body_too_large");
  auto long_caption = Raw(tests::SmallPng(1));
  long_caption.headers.Set("X-Caption", std::string(2201, 'c'));
  CHECK(code(long_caption) == "422 invalid_fields");
  auto bad_caption = Raw(tests::SmallPng(1));
  bad_caption.headers.Set("X-Caption", "%zz");
  CHECK(code(bad_caption) == "422 invalid_fields");
  CHECK(code(Multipart({{"caption", "x"}})) == "422 invalid_fields");
  CHECK(code(Multipart({{"image", tests::SmallPng(1)}, {"extra", "x"}})) == "422 invalid_fields");
  auto broken = Multipart({{"image", tests::SmallPng(1)}});
  broken.body.resize(broken.body.size() - 4);
  CHECK(code(broken) == "400 bad_multipart");
  broken.content_type = "multipart/form-data";
  CHECK(code(broken) == "400 bad_multipart");
  CHECK(cloud.Rows(schema::kImages).empty());
  CHECK(cloud.Rows(schema::kFeed).empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
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
  auto call = Raw(tests::SmallPng(1));
  call.headers.Set("Idempotency-Key", "k1");
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
  auto call = Raw(tests::SmallPng(1));
  call.headers.Set("Idempotency-Key", "k1");
  const auto first = cloud.Send(&upload::Handle, call, &ann);
  const std::string image = first.body["id"];
  cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + image}, &ann);
  for (int i = 0; i < 2; ++i) {
    const auto late = cloud.Send(&upload::Handle, call, &ann);
    CHECK(late.status == 201);
    CHECK(late.body == first.body);
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
      auto call = Raw(tests::SmallPng(n));
      call.headers.Set("Idempotency-Key", "key");
      cloud.transport().FailFrom(n, fault);
      const int cut = cloud.Send(&upload::Handle, call, &person).status;
      cloud.transport().Recover();
      // Some retries come at once, some long after: both ways of settling a counter are met.
      if (n % 2 == 0) cloud.now += std::chrono::minutes(10);
      CHECK(cloud.Send(&upload::Handle, call, &person).status == 201);
      const auto difference = cloud.CounterDifference();
      INFO(difference);
      CHECK(difference.empty());
      cloud.RunJobs();
      CHECK(cloud.Feed(person).size() == 1);
      if (cut == 201) {
        REQUIRE(n > 8);
        break;
      }
    }
  }
  CHECK(cloud.Rows(schema::kJobs).empty());
}
