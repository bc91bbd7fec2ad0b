#include "functions/upload/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/avatars.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/images.h"
#include "fotogal/images/picture.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/user.h"
#include "functions/support/guard.h"
#include "functions/support/views.h"
#include "functions/upload/form.h"
#include "oci/parallel.h"

namespace fotogal::upload {
namespace {

using Json = nlohmann::json;

// Both outlive an upload's row.
constexpr int kRememberedDays = 2;
// No header can hold it: a client's own keys are apart from it. The first to use an upload, for
// whatever, fixes what it is used for.
std::string UseKey(Id upload) { return "\nimage of upload " + ToBase36(upload); }
// Other than any TextsOf.
constexpr const char* kForAvatar = "avatar";

Problem NoUpload() {
  return {404, "upload_not_found", "There is no such upload, or it has been used."};
}
Problem NothingPut() {
  return {409, "upload_missing", "Nothing has been put at the upload's URL yet."};
}

// A request to publish, read, its session and account checked.
struct Reading {
  User user;
  Form form;
  std::optional<Upload> upload;  // that the form names
};

Outcome<std::optional<Upload>> NamedUpload(Exchange& exchange, Id user, const Outcome<Form>& form) {
  if (!form.ok() || !form->upload_id) return std::optional<Upload>();
  return FindUpload(exchange.services, exchange.call, user, *form->upload_id);
}

// One of the account's turns at pictures. Who tries again what came through is let in for longer.
Outcome<PictureTurn> TakeTurn(Exchange& exchange, Id user, std::int64_t bytes,
                              const std::string& key) {
  auto& [services, request, call, caller, path, note] = exchange;
  auto turn = BeginPicture(services, call, user, bytes);
  if (turn.ok() || turn.error().code != "too_many") return turn;
  OCI_ASSIGN_OR_RETURN(const bool is_retry, IsMade(services, call, user, key));
  return is_retry ? BeginPicture(services, call, user, bytes, true) : turn;
}

Outcome<NewPicture> ReadInTurn(Exchange& exchange, const PictureTurn& turn,
                               std::string_view bytes) {
  auto picture = ReadPicture(bytes, [&exchange] { return exchange.call.TimeLeft().count() == 0; });
  EndPicture(exchange.services, exchange.call, turn);
  return picture;
}

// The picture of a direct request.
Outcome<NewPicture> SentPicture(Exchange& exchange, Id user, const Form& form) {
  OCI_ASSIGN_OR_RETURN(const auto turn,
                       TakeTurn(exchange, user, static_cast<std::int64_t>(form.bytes.size()),
                                form.image.idempotency_key));
  return ReadInTurn(exchange, turn, form.bytes);
}

Outcome<Reading> Read(Exchange& exchange, Outcome<Form> (*read_form)(const Exchange&)) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  Outcome<Form> form = read_form(exchange);
  auto [session, user, upload] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindUser(exchange.services, exchange.call, caller); },
                      [&] { return NamedUpload(exchange, caller, form); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(upload);
  OCI_RETURN_IF_ERROR(form);
  if (!*user) return SessionEnded();
  if (!form->upload_id) {
    OCI_ASSIGN_OR_RETURN(form->image.picture, SentPicture(exchange, caller, *form));
  }
  return Reading{std::move(**user), std::move(*form), std::move(*upload)};
}

// What was put, made into a picture; nullopt: nothing is there.
Outcome<std::optional<NewPicture>> PutPicture(Exchange& exchange, const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(const auto turn, TakeTurn(exchange, upload.user, upload.size, ""));
  const auto bytes = ReadUpload(exchange.services, exchange.call, upload);
  if (!bytes.ok() || !*bytes) {
    EndPicture(exchange.services, exchange.call, turn);
    OCI_RETURN_IF_ERROR(bytes);
    return std::optional<NewPicture>();
  }
  OCI_ASSIGN_OR_RETURN(auto picture, ReadInTurn(exchange, turn, **bytes));
  return std::optional<NewPicture>(std::move(picture));
}

std::string TextsOf(const NewImage& image) { return image.caption + '\0' + image.alt_text; }

Problem UsedOtherwise() {
  return {409, "upload_used", "This upload is being used otherwise, or with other texts."};
}
bool IsForOtherUse(const Problem& problem) { return problem.code == "idempotency_key_reused"; }

// The identity of what an upload is used for, when that has been fixed: nullopt, not yet. 404 or
// 409 when it is fixed for another use.
Outcome<std::optional<Identity>> FindUse(Exchange& exchange, const Reading& reading,
                                         const std::string& use) {
  auto& [services, request, call, caller, path, note] = exchange;
  const Id user = reading.user.id, upload = *reading.form.upload_id;
  auto identity = FindIdentity(services, call, user, UseKey(upload), use);
  if (identity.ok() || !IsForOtherUse(identity.error())) return identity;
  OCI_ASSIGN_OR_RETURN(const auto open, FindUpload(services, call, user, upload));
  return open ? UsedOtherwise() : NoUpload();
}

// The one identity that this use of the upload has, whoever tries again. Fixed when there is a
// picture: a refused request ties the upload to nothing.
Outcome<Identity> FixUse(Exchange& exchange, const Reading& reading, const std::string& use) {
  auto identity = IdentityFor(exchange.services, exchange.call, reading.user.id,
                              UseKey(*reading.form.upload_id), use, kRememberedDays);
  if (!identity.ok() && IsForOtherUse(identity.error())) return UsedOtherwise();
  return identity;
}

// What an earlier try has published; nullopt: none has come that far. 404 when it has been removed.
Outcome<std::optional<Image>> PublishedEarlier(Exchange& exchange, const Reading& reading) {
  auto& [services, request, call, caller, path, note] = exchange;
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       FindUse(exchange, reading, TextsOf(reading.form.image)));
  if (!identity) return std::optional<Image>();
  OCI_ASSIGN_OR_RETURN(auto published, FinishPublished(services, call, reading.user.id,
                                                       UseKey(*reading.form.upload_id), *identity));
  if (!published && identity->IsMade()) return NoUpload();
  return published;
}

Outcome<Image> PublishPut(Exchange& exchange, Reading& reading) {
  auto& [services, request, call, caller, path, note] = exchange;
  OCI_ASSIGN_OR_RETURN(auto picture, PutPicture(exchange, *reading.upload));
  if (!picture) {
    // Another try may have been faster.
    OCI_ASSIGN_OR_RETURN(auto published, PublishedEarlier(exchange, reading));
    if (!published) return NothingPut();
    return std::move(*published);
  }
  NewImage& image = reading.form.image;
  image.picture = std::move(*picture);
  const Id upload = *reading.form.upload_id;
  OCI_RETURN_IF_ERROR(IdentityFor(services, call, reading.user.id, image.idempotency_key,
                                  ToBase36(upload) + '\0' + TextsOf(image), 1));
  OCI_ASSIGN_OR_RETURN(const Identity identity, FixUse(exchange, reading, TextsOf(image)));
  return PublishAs(services, call, reading.user.id, image, UseKey(upload), identity);
}

Outcome<Image> PublishUpload(Exchange& exchange, Reading& reading) {
  OCI_ASSIGN_OR_RETURN(auto published, PublishedEarlier(exchange, reading));
  if (!published && !reading.upload) return NoUpload();
  if (!published) {
    OCI_ASSIGN_OR_RETURN(published, PublishPut(exchange, reading));
  }
  if (reading.upload) CloseUpload(exchange.services, exchange.call, *reading.upload);
  return std::move(*published);
}

Answer PostImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadImageForm));
  auto published = reading.form.upload_id ? PublishUpload(exchange, reading)
                                          : PublishImage(exchange.services, exchange.call,
                                                         reading.user, reading.form.image);
  OCI_RETURN_IF_ERROR(published);
  fdk::Response response = JsonResponse(201, ToJson(*published, SummaryOf(reading.user), ""));
  response.headers.Set("Location", "/v1/images/" + ToString(published->ref));
  return response;
}

// The account as it is with the upload for its avatar, when an earlier try has set it; nullopt:
// none has. 404 when another avatar has come after it.
Outcome<std::optional<User>> AvatarSetEarlier(Exchange& exchange, const Reading& reading) {
  OCI_ASSIGN_OR_RETURN(const auto identity, FindUse(exchange, reading, kForAvatar));
  if (!identity) return std::optional<User>();
  OCI_ASSIGN_OR_RETURN(auto now, FindUser(exchange.services, exchange.call, reading.user.id));
  if (!now) return SessionEnded();
  if (now->image_url != AvatarUrl({now->id, identity->id})) {
    if (identity->IsMade()) return NoUpload();
    return std::optional<User>();
  }
  OCI_RETURN_IF_ERROR(MarkMade(exchange.services, exchange.call, now->id,
                               UseKey(*reading.form.upload_id), *identity));
  return std::optional<User>(std::move(*now));
}

// A try that died may have had its image removed: another is drawn then.
Outcome<User> SetAvatarAs(Exchange& exchange, const Reading& reading) {
  auto& [services, request, call, caller, path, note] = exchange;
  const std::string key = UseKey(*reading.form.upload_id);
  constexpr int kDraws = 2;
  for (int draw = 1;; ++draw) {
    OCI_ASSIGN_OR_RETURN(const Identity identity, FixUse(exchange, reading, kForAvatar));
    if (identity.IsMade()) break;  // by another try, meanwhile
    auto set = SetAvatar(services, call, reading.user, reading.form.image, identity);
    if (set.ok()) {
      OCI_RETURN_IF_ERROR(MarkMade(services, call, reading.user.id, key, identity));
      return set;
    }
    OCI_ASSIGN_OR_RETURN(const bool taken, IsTaken(services, call, reading.user.id, identity));
    if (!taken || draw == kDraws) return set.error();
    OCI_RETURN_IF_ERROR(Redraw(services, call, reading.user.id, key, identity));
  }
  OCI_ASSIGN_OR_RETURN(auto set, AvatarSetEarlier(exchange, reading));
  if (!set) return TryAgain("The upload is being used by another call.");
  return std::move(*set);
}

Outcome<User> SetAvatarFromUpload(Exchange& exchange, Reading& reading) {
  OCI_ASSIGN_OR_RETURN(auto set, AvatarSetEarlier(exchange, reading));
  if (!set && !reading.upload) return NoUpload();
  if (!set) {
    OCI_ASSIGN_OR_RETURN(auto picture, PutPicture(exchange, *reading.upload));
    if (picture) {
      reading.form.image.picture = std::move(*picture);
      OCI_ASSIGN_OR_RETURN(set, SetAvatarAs(exchange, reading));
    } else {
      // Another try may have been faster.
      OCI_ASSIGN_OR_RETURN(set, AvatarSetEarlier(exchange, reading));
      if (!set) return NothingPut();
    }
  }
  if (reading.upload) CloseUpload(exchange.services, exchange.call, *reading.upload);
  return std::move(*set);
}

Answer PutAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadAvatarForm));
  auto now = reading.form.upload_id
                 ? SetAvatarFromUpload(exchange, reading)
                 : SetAvatar(exchange.services, exchange.call, reading.user, reading.form.image,
                             NewIdentity(exchange.services, exchange.call.Now()));
  OCI_RETURN_IF_ERROR(now);
  return JsonResponse(200, OwnView(*now));
}

Answer PostUpload(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  const auto announced = ReadAnnouncement(exchange);
  auto [session, user] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindUser(exchange.services, exchange.call, caller); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  if (!*user) return SessionEnded();
  OCI_RETURN_IF_ERROR(announced);
  OCI_ASSIGN_OR_RETURN(const auto opened, OpenUpload(exchange.services, exchange.call, caller,
                                                     announced->type, announced->size));
  constexpr std::string_view kPrefix = "/p/";
  return JsonResponse(201, {{"upload_id", ToBase36(opened.upload.id)},
                            {"url", "/v1/put/" + opened.access_uri.substr(kPrefix.size())},
                            {"method", "PUT"},
                            {"headers", {{"Content-Type", announced->type}}},
                            {"expires_at", common::Rfc3339(opened.expires_at)}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("upload", services,
                  {{"POST", "/v1/images", &PostImage},
                   {"POST", "/v1/uploads", &PostUpload},
                   {"PUT", "/v1/me/avatar", &PutAvatar}},
                  request, context);
}

}  // namespace fotogal::upload
