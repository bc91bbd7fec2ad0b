#include "functions/support/views.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/device_marks.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/people/user.h"
#include "functions/support/cookies.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

Json DataField(const User& user, const char* name) {
  const auto found = user.data.find(name);
  return found != user.data.end() ? *found : Json();
}

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json AvatarView(const Summary& person) {
  const auto avatar = AvatarOf(person.id, person.image_url);
  return avatar ? Json(AvatarUrl(*avatar)) : OrNull(person.image_url);
}

}  // namespace

Json AuthorView(const Summary& person) {
  return {{"id", ToBase36(person.id)},
          {"username", person.username},
          {"profile_image_url", AvatarView(person)}};
}

Json ImageView(const Image& image, const Summary& author, Reaction mine) {
  const std::string id = ToString(image.ref);
  const std::string content = "/v1/images/" + id + "/content?size=";
  return {{"id", id},
          {"author", AuthorView(author)},
          {"caption", image.caption},
          {"alt_text", image.alt_text},
          {"content_type", "image/" + image.type},
          {"width", image.width},
          {"height", image.height},
          {"animated", image.animated},
          {"created_at", common::Rfc3339(FromMillis(image.created_ts))},
          {"like_count", image.like_count},
          {"dislike_count", image.dislike_count},
          {"my_reaction", OrNull(NameOf(mine))},
          {"comment_count", image.comment_count},
          {"blurhash", OrNull(image.blurhash)},
          {"urls",
           {{"thumb", content + "thumb"},
            {"medium", content + "medium"},
            {"large", content + "large"},
            {"original", content + "original"}}}};
}

Json UserView(const User& user, const Relation& relation, Sight sight) {
  const bool all = sight == Sight::kAll;
  Json counts;
  if (all) {
    counts = {{"images", user.image_count},
              {"followers", user.follower_count},
              {"following", user.following_count}};
  }
  Json view = SummaryView(SummaryOf(user), relation);
  for (const char* field : {"bio", "website"}) view[field] = all ? DataField(user, field) : Json();
  view["counts"] = std::move(counts);
  return view;
}

Json SummaryView(const Summary& person, const Relation& relation) {
  return {{"id", ToBase36(person.id)},
          {"username", person.username},
          {"full_name", person.full_name},
          {"is_private", person.is_private},
          {"is_professional_account", person.is_professional},
          {"profile_image_url", AvatarView(person)},
          {"relation", RelationName(relation)}};
}

Json OwnView(const User& user) {
  Relation self;
  self.self = true;
  Json view = UserView(user, self, Sight::kAll);
  view["email"] = user.email;
  for (const char* field : {"gender", "birthday", "phone"}) view[field] = DataField(user, field);
  return view;
}

SessionBy ReadSessionBy(Fields& fields) {
  const auto by = fields.Optional("session", AnyText);
  if (!by || *by == "token") return SessionBy::kToken;
  if (*by != "cookie") fields.Refuse("session", "bad_value", "must be \"token\" or \"cookie\"");
  return SessionBy::kCookie;
}

fdk::Response SessionResponse(int status, const Services& services, const NewSession& session,
                              const User& user, SessionBy by, const std::string& device) {
  Relation self;
  self.self = true;
  Json body{{"expires_at", common::Rfc3339(session.expires_at)},
            {"user", UserView(user, self, Sight::kAll)}};
  const auto mark = SealDeviceMark(services.config, user.id, device, services.clock());
  if (by == SessionBy::kToken) {
    body["token"] = session.token;
    body["device"] = mark;
  }
  fdk::Response response = JsonResponse(status, body);
  if (by == SessionBy::kCookie) {
    const auto lifetime =
        std::chrono::duration_cast<std::chrono::seconds>(schema::kSessionLifetime);
    response.headers.Add("Set-Cookie", SessionCookie(services, session.token, lifetime.count()));
    response.headers.Add("Set-Cookie", DeviceCookie(services, user.id, mark));
  }
  return response;
}

}  // namespace fotogal
