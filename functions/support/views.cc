#include "functions/support/views.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/device_marks.h"
#include "fotogal/account/second_factor.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/people/user.h"
#include "functions/support/cookies.h"
#include "functions/support/entities_view.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

Json DataField(const User& user, const char* name) {
  const auto found = user.data.find(name);
  return found != user.data.end() ? *found : Json();
}

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

void AddAvatar(Json& view, const Summary& person, const PhotoAddresses& addresses) {
  view["profile_image_url"] = OrNull(addresses.OfAvatar(person.image_url, ImageSize::kThumb));
  view["profile_image_url_small"] = OrNull(addresses.OfAvatar(person.image_url, ImageSize::kSmall));
}

Json UrlsView(const Image& photo, const PhotoAddresses& addresses) {
  Json urls;
  for (const ImageSize size :
       {ImageSize::kThumb, ImageSize::kMedium, ImageSize::kLarge, ImageSize::kOriginal})
    urls[std::string(NameOf(size))] = addresses.Of(photo, size);
  return urls;
}

// One photo of a post.
Json PhotoView(const Image& photo, const PhotoAddresses& addresses) {
  return {{"urls", UrlsView(photo, addresses)},
          {"width", photo.width},
          {"height", photo.height},
          {"blurhash", OrNull(photo.blurhash)},
          {"alt_text", photo.alt_text},
          {"animated", photo.animated},
          {"content_type", "image/" + photo.type}};
}

}  // namespace

Json AuthorView(const Summary& person, const PhotoAddresses& addresses) {
  Json view{{"id", ToBase36(person.id)}, {"username", person.username}};
  AddAvatar(view, person, addresses);
  return view;
}

Json ImageView(const Image& image, const Summary& author, const Mine& mine,
               const PhotoAddresses& addresses, const Named& named) {
  Json photos = Json::array();
  for (const Image& photo : PhotosOf(image)) photos.push_back(PhotoView(photo, addresses));
  return {{"id", ToString(image.ref)},
          {"author", AuthorView(author, addresses)},
          {"caption", image.caption},
          {"entities", EntitiesView(image.caption, image.mentions, named)},
          {"alt_text", image.alt_text},
          {"content_type", "image/" + image.type},
          {"width", image.width},
          {"height", image.height},
          {"animated", image.animated},
          {"created_at", common::Rfc3339(FromMillis(image.created_ts))},
          {"like_count", image.like_count},
          {"dislike_count", image.dislike_count},
          {"my_reaction", OrNull(NameOf(mine.reaction))},
          {"bookmarked", mine.bookmarked},
          {"comment_count", image.comment_count},
          {"blurhash", OrNull(image.blurhash)},
          {"urls", UrlsView(image, addresses)},
          {"archived", image.is_archived()},
          {"photos", std::move(photos)}};
}

Json UserView(const User& user, const Relation& relation, Sight sight,
              const PhotoAddresses& addresses) {
  const bool all = sight == Sight::kAll;
  Json counts;
  if (all) {
    counts = {{"images", user.image_count},
              {"followers", user.follower_count},
              {"following", user.following_count}};
  }
  Json view = SummaryView(SummaryOf(user), relation, addresses);
  for (const char* field : {"bio", "website"}) view[field] = all ? DataField(user, field) : Json();
  view["counts"] = std::move(counts);
  return view;
}

Json SummaryView(const Summary& person, const Relation& relation, const PhotoAddresses& addresses) {
  Json view{{"id", ToBase36(person.id)},
            {"username", person.username},
            {"full_name", person.full_name},
            {"is_private", person.is_private},
            {"is_professional_account", person.is_professional},
            {"relation", RelationName(relation)}};
  AddAvatar(view, person, addresses);
  return view;
}

Json OwnView(const User& user, const Context& context) {
  Relation self;
  self.self = true;
  Json view = UserView(user, self, Sight::kAll, PhotoAddresses(context));
  const bool mails = context.services.config.mail.is_on();
  view["email"] = user.email;
  view["email_verified"] = mails ? Json(user.email_verified) : Json();
  view["pending_email"] = user.pending_email.empty() ? Json() : Json(user.pending_email);
  view["language"] = user.language;
  view["may_be_indexed"] = user.may_be_indexed;
  view["pinned"] = Json::array();
  for (const ImageId id : user.pinned) view["pinned"].push_back(ToString(ImageRef{user.id, id}));
  view["second_factor"] = HasSecondFactor(user);
  view["suspended"] = Json();
  if (user.is_suspended())
    view["suspended"] = {{"reason", user.suspension.reason},
                         {"since", common::Rfc3339(FromMillis(user.suspension.since_ts))}};
  for (const char* field : {"gender", "birthday", "phone"}) view[field] = DataField(user, field);
  return view;
}

SessionBy ReadSessionBy(Fields& fields) {
  const auto by = fields.Optional("session", AnyText);
  if (!by || *by == "token") return SessionBy::kToken;
  if (*by != "cookie") fields.Refuse("session", "bad_value", "must be \"token\" or \"cookie\"");
  return SessionBy::kCookie;
}

fdk::Response SessionResponse(int status, const Context& context, const NewSession& session,
                              const User& user, SessionBy by, const std::string& device) {
  const Services& services = context.services;
  Relation self;
  self.self = true;
  Json body{{"expires_at", common::Rfc3339(session.expires_at)},
            {"user", UserView(user, self, Sight::kAll, PhotoAddresses(context))}};
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
