#include "functions/support/views.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/device_marks.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

User Ann() {
  User user;
  user.id = 36;
  user.username = "ann";
  user.full_name = "Ann";
  user.email = "secret@example.com";
  user.password_hash = "secret-hash";
  user.is_private = true;
  user.image_count = 3;
  user.follower_count = 2;
  user.data = {{"bio", "hi"},
               {"website", "https://ann.example"},
               {"phone", "secret-phone"},
               {"gender", "secret-gender"},
               {"birthday", "secret-birthday"}};
  return user;
}

const PhotoAddresses kNoAddresses;

std::string SessionOf(const Json& form) {
  Fields fields(form);
  const auto by = ReadSessionBy(fields);
  const auto done = fields.Finish();
  if (!done.ok()) return done.error().errors.at(0).code;
  return by == SessionBy::kCookie ? "cookie" : "token";
}

}  // namespace

TEST_CASE("a profile shows what may be seen, and secrets to nobody") {
  Relation stranger;
  const Json all = UserView(Ann(), stranger, Sight::kAll, kNoAddresses);
  CHECK(all["id"] == "10");
  CHECK(all["counts"] == Json{{"images", 3}, {"followers", 2}, {"following", 0}});
  CHECK(all["bio"] == "hi");
  CHECK(all["relation"] == "none");
  CHECK(all["profile_image_url"].is_null());
  const Json name = UserView(Ann(), stranger, Sight::kNameOnly, kNoAddresses);
  CHECK(name["username"] == "ann");
  CHECK(name["full_name"] == "Ann");
  for (const char* hidden : {"counts", "bio", "website"}) CHECK(name[hidden].is_null());
  for (const Sight sight : {Sight::kNothing, Sight::kBlocked, Sight::kNameOnly, Sight::kAll}) {
    const Json view = UserView(Ann(), stranger, sight, kNoAddresses);
    CHECK(view.dump().find("secret") == std::string::npos);
    if (sight != Sight::kAll) CHECK(view.dump().find("hi") == std::string::npos);
  }
  User bare;
  bare.id = 1;
  CHECK(UserView(bare, stranger, Sight::kAll, kNoAddresses)["bio"].is_null());
}

TEST_CASE("sessions come as a token or as a cookie, never as both") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  const NewSession session{"the-token", cloud.now + schema::kSessionIdle};
  const auto token = SessionResponse(201, {cloud.services(), call}, session, Ann(),
                                     SessionBy::kToken, "the-device");
  CHECK(token.status == 201);
  CHECK(Json::parse(token.body)["token"] == "the-token");
  CHECK(Json::parse(token.body)["expires_at"] == common::Rfc3339(session.expires_at));
  CHECK_FALSE(token.headers.Get("Set-Cookie"));
  const auto cookie = SessionResponse(200, {cloud.services(), call}, session, Ann(),
                                      SessionBy::kCookie, "the-device");
  CHECK(cookie.body.find("the-token") == std::string::npos);
  const auto cookies = cookie.headers.GetAll("Set-Cookie");
  REQUIRE(cookies.size() == 2);
  CHECK(cookies[0].starts_with("__Host-fotogal_session=the-token; "));
  CHECK(cookies[1].starts_with("__Secure-fotogal_device_10="));
  CHECK_FALSE(Json::parse(cookie.body).contains("device"));
  const std::string mark = Json::parse(token.body)["device"];
  CHECK(OpenDeviceMark(cloud.services().config, 36, mark, cloud.now) == "the-device");
  CHECK(token.body.find("secret-hash") == std::string::npos);
}

TEST_CASE("a session is asked for as a token or as a cookie") {
  CHECK(SessionOf(Json::object()) == "token");
  CHECK(SessionOf({{"session", nullptr}}) == "token");
  CHECK(SessionOf({{"session", "token"}}) == "token");
  CHECK(SessionOf({{"session", "cookie"}}) == "cookie");
  for (const char* bad : {"", "Cookie", "both", "token "})
    CHECK(SessionOf({{"session", bad}}) == "bad_value");
  CHECK(SessionOf({{"session", 1}}) == "wrong_type");
}

TEST_CASE("an author is an id, a name and a picture or null, and no more") {
  Summary ann = SummaryOf(Ann());
  CHECK(AuthorView(ann, kNoAddresses) == Json{{"id", "10"},
                                              {"username", "ann"},
                                              {"profile_image_url", nullptr},
                                              {"profile_image_url_small", nullptr}});
  ann.image_url = "/v1/x";
  CHECK(AuthorView(ann, kNoAddresses)["profile_image_url"] == "/v1/x");
  ann.image_url = "avatars/10/11-1";
  CHECK(AuthorView(ann, kNoAddresses)["profile_image_url"] ==
        "/v1/images/10-11/content?size=thumb");
}

TEST_CASE("clients get null for what does not exist") {
  Image image;
  image.ref = {36, 37};
  image.type = "jpeg";
  Json json = ImageView(image, SummaryOf(Ann()), {}, kNoAddresses);
  CHECK(json["id"] == "10-11");
  CHECK(json["content_type"] == "image/jpeg");
  CHECK(json["my_reaction"].is_null());
  CHECK(json["bookmarked"] == false);
  CHECK(json["blurhash"].is_null());
  CHECK(json["author"] == AuthorView(SummaryOf(Ann()), kNoAddresses));
  CHECK(json["urls"] == Json{{"thumb", "/v1/images/10-11/content?size=thumb"},
                             {"medium", "/v1/images/10-11/content?size=medium"},
                             {"large", "/v1/images/10-11/content?size=large"},
                             {"original", "/v1/images/10-11/content?size=original"}});
  CHECK(json["animated"] == false);
  image.blurhash = "LEHV6n";
  image.animated = true;
  json = ImageView(image, {}, {Reaction::kLike, true}, kNoAddresses);
  CHECK(json["my_reaction"] == "like");
  CHECK(json["bookmarked"] == true);
  CHECK(json["blurhash"] == "LEHV6n");
  CHECK(json["animated"] == true);
}
