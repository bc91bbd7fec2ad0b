#include "functions/image/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/images/picture.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/posts.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply Get(tests::TestCloud& cloud, const std::string& path, const tests::Person* as,
                 const std::string& query = "") {
  return cloud.Send(&image::Handle, {"GET", path, query}, as);
}

constexpr const char* kOriginal = "size=original";

fdk::Headers With(const std::string& name, const std::string& value) {
  fdk::Headers headers;
  headers.Add(name, value);
  return headers;
}

}  // namespace

TEST_CASE("content answers where the bytes are, which come with an ETag, ranges and conditions") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string id = cloud.Upload(ann, 3);
  const std::string path = "/v1/images/" + id + "/content";
  const auto there = Get(cloud, path, &ann, kOriginal);
  REQUIRE(there.status == 303);
  CHECK(there.raw.headers.Get("Cache-Control") == "no-store");
  const std::string address(*there.raw.headers.Get("Location"));
  CHECK(address == Get(cloud, "/v1/images/" + id, &ann).body["urls"]["original"]);
  const std::string bytes = tests::SmallPng(3);
  const auto whole = cloud.Load(address);
  REQUIRE(whole.status == 200);
  CHECK((whole.raw.body == bytes));
  CHECK(whole.raw.content_type == "image/png");
  CHECK(whole.raw.headers.Get("cache-control") == "private, max-age=86400, immutable");
  const std::string etag(*whole.raw.headers.Get("etag"));
  CHECK(cloud.Load(address, With("if-none-match", etag)).status == 304);
  CHECK(cloud.Load(address, With("if-none-match", "\"x\"")).status == 200);
  const auto part = cloud.Load(address, With("range", "bytes=2-5"));
  CHECK(part.status == 206);
  CHECK((part.raw.body == bytes.substr(2, 4)));
  CHECK(part.raw.headers.Get("content-range") == "bytes 2-5/" + std::to_string(bytes.size()));

  CHECK(Get(cloud, path, &ann, "size=huge").Code() == "invalid_fields");
  CHECK(Get(cloud, path, nullptr, kOriginal).status == 401);
}

TEST_CASE("each size has bytes, a type and an ETag of its own") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string id = cloud.Upload(ann, 3);
  const auto picture = ReadPicture(tests::SmallPng(3));
  const struct {
    const char* size;
    const std::string &bytes, type;
  } sizes[] = {{"thumb", picture->thumb, "image/jpeg"},
               {"medium", picture->medium, "image/jpeg"},
               {"", picture->medium, "image/jpeg"},
               {"large", picture->medium, "image/jpeg"},
               {"original", tests::SmallPng(3), "image/png"}};
  std::set<std::string> etags;
  for (const auto& [size, bytes, type] : sizes) {
    const auto reply = cloud.LoadContent(id, size, &ann);
    INFO(size);
    CHECK(reply.status == 200);
    CHECK((reply.raw.body == bytes));
    CHECK(reply.raw.content_type == type);
    etags.insert(std::string(*reply.raw.headers.Get("etag")));
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
  for (const char* size : {"thumb", "medium", "large", "original"}) {
    const auto reply = cloud.LoadContent(id, size, &ann);
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
  const std::string id = reply.body["id"];
  const auto large = [&] { return cloud.LoadContent(id, "large", &ann).raw; };
  CHECK((large().body == picture->large));
  CHECK(large().content_type == "image/jpeg");
  auto row = cloud.Rows(schema::kImages).at(0);
  CHECK(row["has_large"] == true);
  CHECK(row["animated"] == false);
  // A row as an older release writes it.
  row["has_large"] = nullptr;
  row["animated"] = nullptr;
  auto call = cloud.NewCall();
  REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  CHECK((large().body == bytes));
  CHECK(Get(cloud, "/v1/images/" + id, &ann).body["animated"] == false);
}

TEST_CASE("HEAD answers what GET would") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string image = "/v1/images/" + cloud.Upload(ann, 3);
  const auto head = [&](const std::string& path) {
    return cloud.Send(&image::Handle, {"HEAD", path}, &ann);
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
  CHECK(head(image + "/content").raw.headers.Get("Location") ==
        Get(cloud, image + "/content", &ann).raw.headers.Get("Location"));
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
    CHECK(Get(cloud, path, &ann).status == (path == mine ? 200 : 303));
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

TEST_CASE("the photos of a post are described one by one, and each has its address") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string id = tests::Post(cloud, ann, 3);
  const std::string path = "/v1/images/" + id;
  const auto patch = [&](const Json& body) {
    return cloud.Send(&image::Handle, {"PATCH", path, "", body.dump()}, &ann);
  };
  const auto texts = [&] {
    std::vector<std::string> all;
    const auto reply = Get(cloud, path, &ann);
    CHECK(reply.body["alt_text"] == reply.body["photos"][0]["alt_text"]);
    for (const auto& photo : reply.body["photos"]) all.push_back(photo["alt_text"]);
    return all;
  };
  using List = std::vector<std::string>;
  CHECK(texts() == List{"photo 1", "photo 2", "photo 3"});
  const auto changed = patch({{"alt_texts", {"a", "", "c"}}, {"caption", "new"}});
  CHECK(changed.status == 200);
  CHECK(changed.body["photos"][2]["alt_text"] == "c");
  CHECK(Get(cloud, path, &ann).body["caption"] == "new");
  CHECK(texts() == List{"a", "", "c"});
  CHECK(patch({{"alt_text", "z"}}).status == 200);
  CHECK(texts() == List{"z", "", "c"});
  CHECK(patch({{"alt_texts", {"a", "b"}}}).Code() == "invalid_fields");
  CHECK(patch({{"alt_texts", {"a", "b", "c"}}, {"alt_text", "d"}}).Code() == "invalid_fields");
  CHECK(texts() == List{"z", "", "c"});

  const auto content = [&](const std::string& query) {
    return Get(cloud, path + "/content", &ann, query);
  };
  const auto third = content("size=thumb&photo=3");
  CHECK(third.status == 303);
  CHECK(*third.raw.headers.Get("Location") ==
        Get(cloud, path, &ann).body["photos"][2]["urls"]["thumb"].get<std::string>());
  CHECK(content("size=thumb&photo=4").status == 404);
  for (const char* wrong : {"photo=0", "photo=11", "photo=", "photo=02", "photo=-1", "photo=x"})
    CHECK(content(wrong).Code() == "invalid_fields");
}

TEST_CASE("an image that is put away is its author's alone, on every route") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  const std::string id = cloud.Upload(ann, 1), shown = cloud.Upload(ann, 2);
  const std::string path = "/v1/images/" + id;
  const auto patch = [&](bool archived, const std::string& image = "") {
    const std::string body = Json{{"archived", archived}}.dump();
    return cloud.Send(&image::Handle, {"PATCH", image.empty() ? path : image, "", body}, &ann);
  };
  cloud.React(bob, id, "PUT", "like");
  const auto put_away = patch(true);
  REQUIRE(put_away.status == 200);
  CHECK(put_away.body["archived"] == true);
  CHECK(cloud.Load(put_away.body["urls"]["original"]).status == 200);
  for (const char* part : {"", "/content"}) CHECK(Get(cloud, path + part, &bob).status == 404);
  CHECK(cloud.React(bob, id, "PUT", "like").status == 404);
  CHECK(cloud.React(bob, id, "DELETE", "like").status == 404);
  const tests::Call comment{"POST", path + "/comments", "", R"({"text":"x"})"};
  CHECK(cloud.Send(&comment::Handle, comment, &bob).status == 404);
  CHECK(cloud.Send(&comment::Handle, {"GET", path + "/comments"}, &bob).status == 404);
  CHECK(Get(cloud, path, &ann).body["like_count"] == 1);

  const auto grid = [&](const tests::Person& who, const std::string& query = "") {
    return Get(cloud, "/v1/users/ann/images", &who, query);
  };
  CHECK(grid(bob).body["items"].size() == 1);
  CHECK(grid(ann).body["items"].size() == 1);
  CHECK(grid(bob, "archived=true").status == 404);
  CHECK(grid(ann, "archived=yes").Code() == "invalid_fields");
  const auto archive = grid(ann, "archived=true");
  REQUIRE(archive.body["items"].size() == 1);
  CHECK(archive.body["items"][0]["id"] == id);
  CHECK(patch(false).body["archived"] == false);
  CHECK(grid(bob).body["items"].size() == 2);
  CHECK(Get(cloud, path, &bob).status == 200);
}

TEST_CASE("pinned images are on the first page of a profile, for whoever may see it") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  const std::string old = cloud.Upload(ann, 1), newer = cloud.Upload(ann, 2);
  const auto edit = [&](const Json& pinned) {
    const std::string body = Json{{"pinned", pinned}}.dump();
    return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body}, &ann);
  };
  CHECK(edit({old}).body["pinned"] == Json{old});
  const auto pinned = [&] {
    Json ids = Json::array();
    const auto page = Get(cloud, "/v1/users/ann/images", &bob);
    for (const auto& image : page.body["pinned"]) ids.push_back(image["id"]);
    return ids;
  };
  CHECK(pinned() == Json{old});
  CHECK(edit({newer, old}).status == 200);
  CHECK(pinned() == Json{newer, old});
  const auto first = Get(cloud, "/v1/users/ann/images", &bob, "limit=1");
  CHECK(first.body["items"].size() == 1);
  const std::string cursor = first.body["next_cursor"];
  CHECK(
      Get(cloud, "/v1/users/ann/images", &bob, "limit=1&cursor=" + cursor).body["pinned"].empty());
  CHECK(edit({old, newer, old}).Code() == "invalid_fields");
  CHECK(edit({cloud.Upload(bob)}).Code() == "invalid_fields");
  CHECK(edit(nullptr).Code() == "invalid_fields");
  CHECK(edit({"a-1", "a-2", "a-3", "a-4"}).Code() == "invalid_fields");
  cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + old}, &ann);
  CHECK(pinned() == Json{newer});
  cloud.Send(&image::Handle, {"PATCH", "/v1/images/" + newer, "", R"({"archived":true})"}, &ann);
  CHECK(pinned() == Json::array());
  CHECK(cloud.Send(&account::Handle, {"GET", "/v1/me"}, &ann).body["pinned"] == Json::array());
}
