#include "functions/page/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "functions/account/handler.h"
#include "functions/image/handler.h"
#include "functions/page/testing.h"
#include "functions/upload/handler.h"
#include "tests/support/domain_world.h"
#include "tests/support/moderated_world.h"
#include "tests/support/posts.h"

using namespace fotogal;
using page::testing::PublicWorld;
using tests::Json;

namespace {

std::string HeadOf(const std::string& html) {
  return html.substr(html.find("<title>"), html.find("<link rel=\"icon\"") - html.find("<title>"));
}

}  // namespace

TEST_CASE("a public profile says who that is, and shows the newest photos") {
  PublicWorld world;
  world.Patch(world.ann, {{"bio", "Sea & sand"}, {"full_name", "Ann Silva"}});
  for (int seed = 1; seed <= 14; ++seed) {
    world.Tick();
    world.cloud.Upload(world.ann, seed);
  }
  const auto reply = world.Get("/@ann");
  CHECK(reply.status == 200);
  CHECK(reply.raw.content_type == "text/html; charset=utf-8");
  CHECK(reply.raw.headers.Get("Cache-Control") == "no-cache");
  const auto head = HeadOf(reply.raw.body);
  CHECK(head.find("<title>Ann Silva (@ann) · FotoGal</title>") == 0);
  CHECK(head.find("content=\"Sea &amp; sand\"") != std::string::npos);
  CHECK(head.find("<link rel=\"canonical\" href=\"https://photos.example/@ann\" />") !=
        std::string::npos);
  CHECK(head.find("<meta name=\"robots\" content=\"noindex\" />") != std::string::npos);
  const Json data = world.DataOf(reply);
  CHECK(data["user"]["username"] == "ann");
  CHECK(data["user"]["bio"] == "Sea & sand");
  CHECK(data["user"]["counts"]["images"] == 14);
  CHECK(data["images"].size() == 12);
  CHECK(reply.raw.body.find("example.com") == std::string::npos);  // no e-mail address
  CHECK(world.Get("/@ANN").raw.body == reply.raw.body);
}

TEST_CASE("a public photo has its picture, caption and description, without comments") {
  PublicWorld world;
  world.services.config.photo_urls = PhotoUrls::kGateway;
  const std::string id = tests::Post(world.cloud, world.ann, 2);
  const Json texts{{"caption", "At the sea with #sun"}};
  REQUIRE(
      world.cloud.Send(&image::Handle, {"PATCH", "/v1/images/" + id, "", texts.dump()}, &world.ann)
          .status == 200);
  const auto reply = world.Get("/p/" + id);
  CHECK(reply.status == 200);
  const auto head = HeadOf(reply.raw.body);
  CHECK(head.find("<title>At the sea with #sun · @ann · FotoGal</title>") == 0);
  CHECK(head.find("property=\"og:image\" content=\"https://photos.example/v1/get/") !=
        std::string::npos);
  CHECK(head.find("property=\"og:image:width\" content=\"8\"") != std::string::npos);
  CHECK(head.find("property=\"og:image:alt\" content=\"photo 1\"") != std::string::npos);
  CHECK(head.find("summary_large_image") != std::string::npos);
  const Json image = world.DataOf(reply)["image"];
  CHECK(image["id"] == id);
  CHECK(image["photos"].size() == 2);
  CHECK(image["entities"][0]["tag"] == "sun");
  CHECK(image["my_reaction"].is_null());
  CHECK(reply.raw.body.find("alt=\"photo 2\"") != std::string::npos);
}

TEST_CASE("search engines list whom they may, and nobody unasked") {
  PublicWorld world;
  const std::string id = world.cloud.Upload(world.ann);
  const auto may = [&](const std::string& path) {
    return world.Get(path).raw.body.find("noindex") == std::string::npos;
  };
  CHECK_FALSE(may("/@ann"));
  CHECK(world.Patch(world.ann, {{"may_be_indexed", true}}).body["may_be_indexed"] == true);
  CHECK(may("/@ann"));
  CHECK(may("/p/" + id));
  CHECK_FALSE(may("/@ann/followers"));
  CHECK_FALSE(may("/@nobody"));
  world.Patch(world.ann, {{"is_private", true}});
  CHECK_FALSE(may("/@ann"));
}

TEST_CASE("what people write is text wherever it stands") {
  const char* text =
      GENERATE("</script><script>alert(1)</script>", "<!--<script>", "\"><img src=x>",
               "' onload='x", "]]>&amp;&#0;", "a\u2028b\u2029c", "\u05d0\u202eabc");
  PublicWorld world;
  world.Patch(world.ann, {{"bio", text}, {"full_name", text}});
  const std::string id = world.cloud.Upload(world.ann);
  const Json texts{{"caption", text}, {"alt_text", text}};
  REQUIRE(
      world.cloud.Send(&image::Handle, {"PATCH", "/v1/images/" + id, "", texts.dump()}, &world.ann)
          .status == 200);
  const std::string plain = world.Get("/@nobody").raw.body;
  const auto count = [](const std::string& html, const std::string& what) {
    size_t times = 0;
    for (auto at = html.find(what); at != std::string::npos; at = html.find(what, at + 1)) ++times;
    return times;
  };
  for (const std::string& path : {std::string("/@ann"), "/p/" + id}) {
    INFO(path);
    const auto reply = world.Get(path);
    const std::string& html = reply.raw.body;
    CHECK(count(html, "<script") == count(plain, "<script") + 1);
    CHECK(count(html, "</script") == count(plain, "</script") + 1);
    CHECK(count(html, "<!--") == 0);
    CHECK(count(html, "<img src=x") == 0);
    CHECK(count(html, "\u2028") == 0);
    CHECK(world.DataOf(reply).is_object());
    CHECK(count(html.substr(0, html.find("id=\"public\"")), "onload='") == 0);
  }
}

TEST_CASE("what is not for everybody is as what is not there, byte for byte") {
  PublicWorld world;
  tests::TestCloud& cloud = world.cloud;
  const auto hidden = cloud.SignUp("hidden", true);
  const std::string hidden_photo = cloud.Upload(hidden);
  const std::string archived = cloud.Upload(world.ann, 2);
  const std::string removed = cloud.Upload(world.ann, 3);
  const auto send = [&](const char* method, const std::string& id, const std::string& body) {
    return cloud.Send(&image::Handle, {method, "/v1/images/" + id, "", body}, &world.ann).status;
  };
  REQUIRE(send("PATCH", archived, R"({"archived":true})") == 200);
  REQUIRE(send("DELETE", removed, "") == 204);
  const auto gone = cloud.SignUp("gone"), stopped = cloud.SignUp("stopped");
  const std::string gone_photo = cloud.Upload(gone), stopped_photo = cloud.Upload(stopped);
  cloud.SetOfUser(gone, "deleting = true");
  cloud.SetOfUser(stopped, R"(suspension = {"reason": "spam", "since_ts": 1})");
  const auto old = cloud.SignUp("before");
  REQUIRE(world.Patch(old, {{"username", "after"}}).status == 200);

  world.Get("/@nobody");
  const auto asked = [&](const std::string& path) {
    const int before = cloud.transport().requests();
    const auto reply = world.Get(path);
    return std::pair(reply, cloud.transport().requests() - before);
  };
  const auto [nobody, of_names] = asked("/@nobody");
  const auto of_photos = asked("/p/" + ToString(ImageRef{world.ann.id, 1})).second;
  CHECK(nobody.status == 404);
  CHECK(nobody.raw.body.find("id=\"public\"") == std::string::npos);
  for (const std::string& path :
       {std::string("/@hidden"), "/p/" + hidden_photo, "/p/" + archived, "/p/" + removed,
        std::string("/@gone"), "/p/" + gone_photo, std::string("/@stopped"), "/p/" + stopped_photo,
        std::string("/@before")}) {
    INFO(path);
    const auto [reply, requests] = asked(path);
    CHECK(reply.status == 404);
    CHECK(reply.raw.body == nobody.raw.body);
    CHECK(reply.raw.headers.Get("ETag") == nobody.raw.headers.Get("ETag"));
    CHECK(requests == (path.starts_with("/@") ? of_names : of_photos));
  }
  for (const char* path : {"/p/xyz", "/p/1-1", "/@%", "/@a%20b", "/@%00", "/p/%ff"}) {
    INFO(path);
    CHECK(world.Get(path).raw.body == nobody.raw.body);
    CHECK(world.Get(path).status == 404);
  }
  CHECK(world.Get("/@after").status == 200);
}

TEST_CASE("an avatar is no photo with a page") {
  PublicWorld world;
  const auto reply = world.cloud.Send(
      &upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(1), "image/png"}, &world.ann);
  REQUIRE(reply.status == 200);
  const auto rows = world.cloud.Rows(schema::kImages);
  REQUIRE(rows.size() == 1);
  const ImageRef ref{rows[0]["user_id"].get<UserId>(), rows[0]["id"].get<ImageId>()};
  CHECK(world.Get("/p/" + ToString(ref)).status == 404);
  CHECK(world.Get("/@ann").raw.body.find("og:image\"") != std::string::npos);
}

TEST_CASE("lists below a page are the client's, for whoever is logged in") {
  PublicWorld world;
  const int before = world.cloud.transport().requests();
  for (const char* path : {"/@ann/followers", "/@nobody/following", "/p/1-1/likes", "/@ann/a/b"}) {
    INFO(path);
    const auto reply = world.Get(path);
    CHECK(reply.status == 200);
    CHECK(reply.raw.body == world.Get("/@nobody/following").raw.body);
  }
  CHECK(world.cloud.transport().requests() == before + 1);  // for index.html
}

TEST_CASE("a page is asked for again by its tag, and may be compressed") {
  PublicWorld world;
  const auto first = world.Get("/@ann");
  const std::string tag(first.raw.headers.Get("ETag").value());
  const auto again = world.Get("/@ann", "If-None-Match", tag);
  CHECK(again.status == 304);
  CHECK(again.raw.body.empty());
  const auto packed = world.Get("/@ann", "Accept-Encoding", "gzip");
  CHECK(packed.raw.headers.Get("Content-Encoding") == "gzip");
  CHECK(packed.raw.body.size() < first.raw.body.size());
  CHECK(world.cloud.Send(&page::Handle, {"POST", "/@ann"}).status == 405);
}

TEST_CASE("a page costs few requests and read units") {
  PublicWorld world;
  Json line;
  world.services.log = [&](const Json& written) { line = written; };
  const auto photo = [&](int seed) {
    world.Tick();
    return world.cloud.Upload(world.ann, seed);
  };
  const std::string id = photo(1);
  for (int seed = 2; seed <= 20; ++seed) photo(seed);
  struct Most {
    int requests, units;
  };
  const std::map<std::string, Most> most = {
      {"/@ann", {3, 16}}, {"/p/" + id, {2, 4}}, {"/@nobody", {2, 4}}};
  for (const auto& [path, bound] : most) {
    INFO(path);
    world.Get(path);
    world.cloud.now += std::chrono::seconds(10);
    world.Get(path);
    CHECK(line["oci_calls"] == bound.requests);
    CHECK(line["read_units"] == bound.units);
    CHECK(line["write_units"] == 0);
  }
}

TEST_CASE("without the rows the page is sent as it is, to be asked for again") {
  PublicWorld world;
  world.Get("/@ann");
  world.cloud.transport().FailFrom(1, tests::Fault::kNotReached);
  const auto reply = world.Get("/@ann");
  CHECK(reply.status == 503);
  CHECK(reply.raw.headers.Get("Retry-After").has_value());
  CHECK(reply.raw.body.find("<div id=\"app\">") != std::string::npos);
  CHECK(reply.raw.body.find("noindex") != std::string::npos);
}
