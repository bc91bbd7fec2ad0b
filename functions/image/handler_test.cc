#include "functions/image/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/images/picture.h"
#include "functions/comment/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply Get(tests::TestCloud& cloud, const std::string& path, const tests::Person* as,
                 const std::string& query = "", fdk::Headers headers = {}) {
  return cloud.Send(&image::Handle, {"GET", path, query, "", "", std::move(headers)}, as);
}

constexpr const char* kOriginal = "size=original";

fdk::Headers With(const std::string& name, const std::string& value) {
  fdk::Headers headers;
  headers.Add(name, value);
  return headers;
}

}  // namespace

TEST_CASE("image bytes come with an ETag, ranges and conditions") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string path = "/v1/images/" + cloud.Upload(ann, 3) + "/content";
  const std::string bytes = tests::SmallPng(3);
  const auto whole = Get(cloud, path, &ann, kOriginal);
  REQUIRE(whole.status == 200);
  CHECK((whole.raw.body == bytes));
  CHECK(whole.raw.content_type == "image/png");
  CHECK(whole.raw.headers.Get("Cache-Control") == "private, max-age=300");
  const std::string etag(*whole.raw.headers.Get("ETag"));

  for (const auto& match : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const auto same = Get(cloud, path, &ann, kOriginal, With("If-None-Match", match));
    CHECK(same.status == 304);
    CHECK(same.raw.body.empty());
  }
  CHECK(Get(cloud, path, &ann, kOriginal, With("If-None-Match", "\"x\"")).status == 200);

  const auto part = Get(cloud, path, &ann, kOriginal, With("Range", "bytes=2-5"));
  CHECK(part.status == 206);
  CHECK((part.raw.body == bytes.substr(2, 4)));
  CHECK(part.raw.headers.Get("Content-Range") == "bytes 2-5/" + std::to_string(bytes.size()));
  auto headers = With("Range", "bytes=2-5");
  headers.Add("If-Range", "\"other\"");
  CHECK(Get(cloud, path, &ann, kOriginal, headers).status == 200);

  CHECK(Get(cloud, path, &ann, "size=huge").Code() == "invalid_fields");
}

TEST_CASE("each size has bytes, a type and an ETag of its own") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string path = "/v1/images/" + cloud.Upload(ann, 3) + "/content";
  const auto picture = ReadPicture(tests::SmallPng(3));
  const struct {
    const char* query;
    const std::string &bytes, type;
  } sizes[] = {{"size=thumb", picture->thumb, "image/jpeg"},
               {"size=medium", picture->medium, "image/jpeg"},
               {"", picture->medium, "image/jpeg"},
               {"size=large", picture->medium, "image/jpeg"},
               {kOriginal, tests::SmallPng(3), "image/png"}};
  std::set<std::string> etags;
  for (const auto& [query, bytes, type] : sizes) {
    const auto reply = Get(cloud, path, &ann, query);
    INFO(query);
    CHECK(reply.status == 200);
    CHECK((reply.raw.body == bytes));
    CHECK(reply.raw.content_type == type);
    CHECK(reply.raw.headers.Get("Cache-Control") == "private, max-age=300");
    const std::string etag(*reply.raw.headers.Get("ETag"));
    etags.insert(etag);
    CHECK(Get(cloud, path, &ann, query, With("If-None-Match", etag)).status == 304);
    const auto part = Get(cloud, path, &ann, query, With("Range", "bytes=1-3"));
    CHECK(part.status == 206);
    CHECK((part.raw.body == bytes.substr(1, 3)));
  }
  CHECK(etags.size() == 3);
}

TEST_CASE("an image without renditions is answered with the original") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string id = cloud.Upload(ann, 3);
  auto row = cloud.Rows(schema::kImages).at(0);
  row["blurhash"] = nullptr;
  auto call = cloud.NewCall();
  REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  for (const char* query : {"size=thumb", "size=medium", "size=large", kOriginal}) {
    const auto reply = Get(cloud, "/v1/images/" + id + "/content", &ann, query);
    CHECK((reply.raw.body == tests::SmallPng(3)));
    CHECK(reply.raw.content_type == "image/png");
  }
  CHECK(Get(cloud, "/v1/images/" + id, &ann).body["blurhash"].is_null());
}

TEST_CASE("a large size is answered for every image, whatever is stored") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bytes = tests::WidePng(5);
  const auto picture = ReadPicture(bytes);
  const auto reply =
      cloud.Send(&upload::Handle, {"POST", "/v1/images", "", bytes, "image/png"}, &ann);
  REQUIRE(reply.status == 201);
  const std::string path = "/v1/images/" + reply.body["id"].get<std::string>() + "/content";
  const auto large = [&] { return Get(cloud, path, &ann, "size=large").raw; };
  CHECK((large().body == picture->large));
  CHECK(large().content_type == "image/jpeg");
  auto row = cloud.Rows(schema::kImages).at(0);
  CHECK(row["has_large"] == true);
  CHECK(row["animated"] == false);
  // As the sweep of an older release does, which does not know this object.
  auto call = cloud.NewCall();
  const std::string name = row["image_filename"];
  REQUIRE(cloud.services().objects->Delete(call, name + ".large").ok());
  CHECK((large().body == bytes));
  // A row as an older release writes it.
  row["has_large"] = nullptr;
  row["animated"] = nullptr;
  REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  CHECK((large().body == bytes));
  CHECK(Get(cloud, path.substr(0, path.rfind('/')), &ann).body["animated"] == false);
  CHECK(Get(cloud, path, nullptr, "size=large").status == 401);
}

TEST_CASE(
    "an original that is too large for a response is answered by a redirect that expires soon") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto eve = cloud.SignUp("eve");
  const std::string id = cloud.Upload(ann, 3);
  const std::string path = "/v1/images/" + id + "/content";
  auto row = cloud.Rows(schema::kImages).at(0);
  const auto with_size = [&](size_t size) {
    row["size"] = size;
    auto call = cloud.NewCall();
    REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  };
  with_size(schema::kMaxImageBytes);
  CHECK(Get(cloud, path, &ann, kOriginal).status == 200);
  with_size(schema::kMaxImageBytes + 1);
  const auto reply = Get(cloud, path, &ann, kOriginal, With("Range", "bytes=0-1"));
  CHECK(reply.status == 303);
  CHECK(reply.raw.headers.Get("Cache-Control") == "no-store");
  const std::string location(*reply.raw.headers.Get("Location"));
  CHECK(location.starts_with("/v1/get/"));
  CHECK(location.ends_with(row["image_filename"].get<std::string>().substr(
      row["image_filename"].get<std::string>().rfind('/') + 1)));
  CHECK(Get(cloud, path, &ann, "size=medium").status == 200);
  CHECK(Get(cloud, path, &eve, kOriginal).status == 404);
  CHECK(Get(cloud, path, nullptr, kOriginal).status == 401);
  CHECK(Get(cloud, path, &ann, kOriginal, With("If-None-Match", "*")).status == 304);
}

TEST_CASE("a range is given, refused or ignored as RFC 9110 says") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string path = "/v1/images/" + cloud.Upload(ann, 3) + "/content";
  const std::string bytes = tests::SmallPng(3);
  const std::string size = std::to_string(bytes.size());
  const std::string end = std::to_string(bytes.size() - 1);
  const struct {
    std::string range, content_range, body;
  } parts[] = {
      {"bytes=0-0", "bytes 0-0/" + size, bytes.substr(0, 1)},
      {"BYTES=2-5", "bytes 2-5/" + size, bytes.substr(2, 4)},
      {"bytes=0002-00000000000000000000005", "bytes 2-5/" + size, bytes.substr(2, 4)},
      {"bytes=7-", "bytes 7-" + end + "/" + size, bytes.substr(7)},
      {"bytes=-4", "bytes " + std::to_string(bytes.size() - 4) + "-" + end + "/" + size,
       bytes.substr(bytes.size() - 4)},
      {"bytes=-99999999999999999999999999", "bytes 0-" + end + "/" + size, bytes},
      {"bytes=3-99999999999999999999999999", "bytes 3-" + end + "/" + size, bytes.substr(3)},
  };
  for (const auto& part : parts) {
    INFO(part.range);
    const auto reply = Get(cloud, path, &ann, kOriginal, With("Range", part.range));
    CHECK(reply.status == 206);
    CHECK(reply.raw.headers.Get("Content-Range") == part.content_range);
    CHECK((reply.raw.body == part.body));
  }
  for (const char* ignored :
       {"", "abc", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-x",
        "bytes=0x1-2", "bytes=+1-2", "bytes=--1", "bytes=1-2-3", "bytes=0-1,3-4",
        "bytes=0-1, 999999-", "bytes 0-1", "items=0-1", " bytes=0-1\t", "bytes=\xd9\xa1-"}) {
    INFO(ignored);
    const auto reply = Get(cloud, path, &ann, kOriginal, With("Range", ignored));
    CHECK(reply.status == 200);
    CHECK_FALSE(reply.raw.headers.Get("Content-Range"));
    CHECK((reply.raw.body == bytes));
  }
  for (const std::string& outside :
       {std::string("bytes=999999-"), std::string("bytes=999999-9999999"), std::string("bytes=-0"),
        std::string("bytes=99999999999999999999999999-"), "bytes=" + size + "-"}) {
    INFO(outside);
    const auto reply = Get(cloud, path, &ann, kOriginal, With("Range", outside));
    CHECK(reply.status == 416);
    CHECK(reply.Code() == "range_not_satisfiable");
    CHECK(reply.raw.content_type == "application/problem+json");
    CHECK(reply.raw.headers.Get("Content-Range") == "bytes */" + size);
    CHECK_FALSE(reply.raw.headers.Get("ETag"));
  }
}

TEST_CASE("HEAD answers what GET would, and knows no ranges") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string image = "/v1/images/" + cloud.Upload(ann, 3);
  const auto head = [&](const std::string& path, fdk::Headers headers = {}) {
    return cloud.Send(&image::Handle, {"HEAD", path, "", "", "", std::move(headers)}, &ann);
  };
  for (const std::string& path : {image, image + "/content", std::string("/v1/users/ann/images"),
                                  std::string("/v1/images/1-1")}) {
    INFO(path);
    const auto get = Get(cloud, path, &ann);
    const auto same = head(path);
    CHECK(same.status == get.status);
    CHECK(same.raw.content_type == get.raw.content_type);
    CHECK(same.raw.body.size() == get.raw.body.size());  // the FDK sends only its length
    CHECK(same.raw.headers.Get("ETag") == get.raw.headers.Get("ETag"));
  }
  CHECK(head(image + "/content", With("Range", "bytes=0-1")).status == 200);
  CHECK(head(image + "/content", With("If-None-Match", "*")).status == 304);
  const auto wrong = cloud.Send(&image::Handle, {"PUT", image}, &ann);
  CHECK(wrong.Code() == "method_not_allowed");
  CHECK(wrong.raw.headers.Get("Allow") == "GET, HEAD, PATCH, DELETE");
}

TEST_CASE("hidden and missing images look the same") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  const auto eve = cloud.SignUp("eve");
  const std::string mine = "/v1/images/" + cloud.Upload(ann);
  const std::string his = "/v1/images/" + cloud.Upload(bob);
  const auto missing = Get(cloud, "/v1/images/1-1", &eve);
  CHECK(missing.status == 404);
  for (const std::string& path : {mine, mine + "/content"}) {
    CHECK(Get(cloud, path, &ann).status == 200);
    CHECK(Get(cloud, path, &bob).raw.body == missing.raw.body);
  }
  CHECK(Get(cloud, his, &eve).status == 200);
  cloud.Block(bob, eve);
  CHECK(Get(cloud, his, &eve).status == 404);
  CHECK(Get(cloud, his, nullptr).Code() == "not_logged_in");
  for (const char* bad :
       {"/v1/images/x", "/v1/images/1-", "/v1/images/A-1", "/v1/images/%00", "/v1/images/1-1-1"}) {
    CHECK(Get(cloud, bad, &eve).status == 404);
  }
}

TEST_CASE("one person's images, newest first, page by page") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  std::vector<std::string> uploaded;
  for (int i = 0; i < 5; ++i) uploaded.insert(uploaded.begin(), cloud.Upload(ann, i));
  std::vector<std::string> listed;
  std::string query = "limit=2";
  for (int pages = 0; pages < 4; ++pages) {
    const auto reply = Get(cloud, "/v1/users/ann/images", &ann, query);
    REQUIRE(reply.status == 200);
    for (const auto& item : reply.body["items"]) listed.push_back(item["id"]);
    if (reply.body["next_cursor"].is_null()) break;
    query = "limit=2&cursor=" + reply.body["next_cursor"].get<std::string>();
  }
  CHECK(listed == uploaded);
  CHECK(Get(cloud, "/v1/users/ann/images", &bob).status == 404);
  CHECK(Get(cloud, "/v1/users/nobody/images", &bob).status == 404);
  CHECK(Get(cloud, "/v1/users/bob/images", &ann, "cursor=abc").Code() == "bad_cursor");
  for (const char* limit : {"limit=0", "limit=101", "limit=x", "limit="}) {
    CHECK(Get(cloud, "/v1/users/ann/images", &ann, limit).Code() == "invalid_fields");
  }
}

TEST_CASE("caption and alt text are edited by the owner alone") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const std::string path = "/v1/images/" + cloud.Upload(ann);
  const auto patch = [&](const tests::Person& who, const std::string& body) {
    return cloud.Send(&image::Handle, {"PATCH", path, "", body}, &who);
  };
  CHECK(patch(ann, R"({"caption":"new"})").body["caption"] == "new");
  const auto both = patch(ann, R"({"alt_text":"a cat"})").body;
  CHECK(both["caption"] == "new");
  CHECK(both["alt_text"] == "a cat");
  CHECK(patch(ann, "{}").status == 200);
  CHECK(patch(bob, R"({"caption":"mine"})").Code() == "not_yours");
  CHECK(patch(ann, R"({"caption":7})").status == 422);
  CHECK(patch(ann, R"({"captoin":"x"})").status == 422);
  CHECK(patch(ann, tests::Json{{"caption", std::string(2201, 'x')}}.dump()).status == 422);
  const auto seen = cloud.Send(&image::Handle, {"GET", path}, &bob).body;
  CHECK(seen["caption"] == "new");
  CHECK(seen["alt_text"] == "a cat");
}

TEST_CASE("a removed image is gone at once, its object, reactions and comments soon after") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  cloud.Follow(bob, ann);
  cloud.RunJobs();
  const auto id = cloud.Upload(ann);
  const auto kept = cloud.Upload(ann, 2);
  cloud.RunJobs();
  cloud.React(bob, id, "PUT", "like");
  cloud.Send(&comment::Handle, {"POST", "/v1/images/" + id + "/comments", "", R"({"text":"nice"})"},
             &bob);
  const auto remove = [&](const tests::Person& who) {
    return cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + id}, &who);
  };
  CHECK(remove(bob).Code() == "not_yours");
  CHECK(remove(ann).status == 204);
  CHECK(remove(ann).status == 404);
  CHECK(cloud.Send(&image::Handle, {"GET", "/v1/images/" + id}, &bob).status == 404);
  CHECK(cloud.Send(&image::Handle, {"GET", "/v1/images/" + id + "/content"}, &ann).status == 404);
  CHECK(cloud.Feed(bob) == std::vector<std::string>{kept});
  CHECK(cloud.React(bob, id, "PUT", "like").status == 404);
  CHECK(cloud.CounterDifference().empty());
  cloud.RunJobs();
  CHECK(cloud.Rows(schema::kImages).size() == 1);
  CHECK(cloud.Rows(schema::kReactions).empty());
  CHECK(cloud.Rows(schema::kComments).empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
  CHECK(cloud.CounterDifference().empty());
}

TEST_CASE("removal cut off at any request: the retry or the sweep ends it") {
  using tests::Fault;
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool retried : {true, false}) {
      for (int n = 1, status = 0; status != 204; ++n) {
        INFO("cut at " << n << (retried ? ", retried" : ", swept"));
        const auto id = cloud.Upload(ann, n);
        cloud.React(ann, id, "PUT", "like");
        const auto remove = [&] {
          return cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + id}, &ann).status;
        };
        cloud.transport().FailFrom(n, fault);
        status = remove();
        cloud.transport().Recover();
        if (!retried) {
          cloud.RunJobs();
          CHECK(cloud.CounterDifference() == "");
        }
        const int again = remove();
        CHECK((again == 204 || again == 404));
        cloud.RunJobs();
        CHECK(cloud.Rows(schema::kImages).empty());
        CHECK(cloud.Rows(schema::kReactions).empty());
        CHECK(cloud.CounterDifference() == "");
        REQUIRE(n < 60);
      }
    }
  }
}
