#include "functions/upload/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/avatars.h"
#include "fotogal/account/picture_turns.h"
#include "fotogal/account/publish_uploads.h"
#include "fotogal/account/use_upload.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/user.h"
#include "functions/support/gateway_paths.h"
#include "functions/support/guard.h"
#include "functions/support/views.h"
#include "functions/upload/form.h"
#include "oci/parallel.h"

namespace fotogal::upload {
namespace {

// A request to publish after it was read and its session and account were checked.
struct Reading {
  User user;
  Form form;
  std::vector<std::optional<Upload>> uploads;  // those that the form names
};

Outcome<std::vector<std::optional<Upload>>> NamedUploads(Exchange& exchange, UserId user,
                                                         const Outcome<Form>& form) {
  std::vector<std::optional<Upload>> uploads;
  if (!form.ok()) return uploads;
  OCI_ASSIGN_OR_RETURN(uploads, FindUploads(exchange.context, user, form->uploads));
  return uploads;
}

Outcome<Reading> Read(Exchange& exchange, Outcome<Form> (*read_form)(const Exchange&)) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  Outcome<Form> form = read_form(exchange);
  auto [session, user, uploads] = oci::InParallel(
      [&] { return RequireSession(exchange); }, [&] { return FindUser(exchange.context, caller); },
      [&] { return NamedUploads(exchange, caller, form); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(uploads);
  OCI_RETURN_IF_ERROR(form);
  if (!*user) return SessionEnded();
  if (form->uploads.empty()) {
    OCI_ASSIGN_OR_RETURN(form->image.picture, ReadSentPicture(exchange.context, caller, form->bytes,
                                                              form->image.idempotency_key));
  }
  return Reading{std::move(**user), std::move(*form), std::move(*uploads)};
}

UploadUse UseOf(Reading& reading) {
  return {reading.user, reading.form.uploads.front(), std::move(reading.uploads.front()),
          std::move(reading.form.image)};
}

Outcome<Image> Publish(const Context& context, Reading& reading) {
  Form& form = reading.form;
  if (form.uploads.empty()) return PublishImage(context, reading.user, form.image);
  if (form.uploads.size() == 1) return PublishUpload(context, UseOf(reading));
  return PublishUploads(context, {reading.user, std::move(form.uploads), std::move(reading.uploads),
                                  std::move(form.image), std::move(form.alt_texts)});
}

Answer PostImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadImageForm));
  OCI_ASSIGN_OR_RETURN(const Image published, Publish(exchange.context, reading));
  OCI_ASSIGN_OR_RETURN(const auto named,
                       NamedTo(exchange.context, reading.user.id, published.mentions));
  const Summary author = SummaryOf(reading.user);
  fdk::Response response =
      JsonResponse(201, ImageView(published, author, Mine{},
                                  PhotoAddresses(exchange.context, author.id, {author}), named));
  response.headers.Set("Location", "/v1/images/" + ToString(published.ref));
  return response;
}

Answer PutAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadAvatarForm));
  auto now = !reading.form.uploads.empty()
                 ? SetAvatarFromUpload(exchange.context, UseOf(reading))
                 : SetAvatar(exchange.context, reading.user, reading.form.image,
                             NewIdentity(exchange.context.services, exchange.context.Now()));
  OCI_RETURN_IF_ERROR(now);
  return JsonResponse(200, OwnView(*now, exchange.context));
}

Outcome<User> RequireCaller(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  auto [session, user] = oci::InParallel([&] { return RequireSession(exchange); },
                                         [&] { return FindUser(exchange.context, caller); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  if (!*user) return SessionEnded();
  return std::move(**user);
}

Answer DeleteAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, RequireCaller(exchange));
  OCI_RETURN_IF_ERROR(RemoveAvatar(exchange.context, user));
  return NoContent();
}

Answer PostUpload(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, RequireCaller(exchange));
  OCI_ASSIGN_OR_RETURN(const auto announced, ReadAnnouncement(exchange));
  OCI_ASSIGN_OR_RETURN(const auto opened,
                       OpenUpload(exchange.context, user.id, announced.type, announced.size));
  return JsonResponse(201, {{"upload_id", ToBase36(opened.upload.id)},
                            {"url", GatewayPathToWrite(opened.access_uri)},
                            {"method", "PUT"},
                            {"headers", {{"Content-Type", announced.type}}},
                            {"expires_at", common::Rfc3339(opened.expires_at)}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("upload", services,
                  {{"/v1/images", {{"POST", &PostImage}}},
                   {"/v1/uploads", {{"POST", &PostUpload}}},
                   {"/v1/me/avatar", {{"PUT", &PutAvatar}, {"DELETE", &DeleteAvatar}}}},
                  request, context);
}

}  // namespace fotogal::upload
