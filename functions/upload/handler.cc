#include "functions/upload/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/avatars.h"
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
  std::optional<Upload> upload;  // the upload that the form names
};

Outcome<std::optional<Upload>> NamedUpload(Exchange& exchange, UserId user,
                                           const Outcome<Form>& form) {
  if (!form.ok() || !form->upload_id) return std::optional<Upload>();
  return FindUpload(exchange.context, user, *form->upload_id);
}

Outcome<Reading> Read(Exchange& exchange, Outcome<Form> (*read_form)(const Exchange&)) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  Outcome<Form> form = read_form(exchange);
  auto [session, user, upload] = oci::InParallel(
      [&] { return RequireSession(exchange); }, [&] { return FindUser(exchange.context, caller); },
      [&] { return NamedUpload(exchange, caller, form); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(upload);
  OCI_RETURN_IF_ERROR(form);
  if (!*user) return SessionEnded();
  if (!form->upload_id) {
    OCI_ASSIGN_OR_RETURN(form->image.picture, ReadSentPicture(exchange.context, caller, form->bytes,
                                                              form->image.idempotency_key));
  }
  return Reading{std::move(**user), std::move(*form), std::move(*upload)};
}

UploadUse UseOf(Reading& reading) {
  return {reading.user, *reading.form.upload_id, std::move(reading.upload),
          std::move(reading.form.image)};
}

Answer PostImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadImageForm));
  auto published = reading.form.upload_id
                       ? PublishUpload(exchange.context, UseOf(reading))
                       : PublishImage(exchange.context, reading.user, reading.form.image);
  OCI_RETURN_IF_ERROR(published);
  const Summary author = SummaryOf(reading.user);
  fdk::Response response = JsonResponse(
      201,
      ImageView(*published, author, Mine{}, PhotoAddresses(exchange.context, author.id, {author})));
  response.headers.Set("Location", "/v1/images/" + ToString(published->ref));
  return response;
}

Answer PutAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(Reading reading, Read(exchange, &ReadAvatarForm));
  auto now = reading.form.upload_id
                 ? SetAvatarFromUpload(exchange.context, UseOf(reading))
                 : SetAvatar(exchange.context, reading.user, reading.form.image,
                             NewIdentity(exchange.context.services, exchange.context.Now()));
  OCI_RETURN_IF_ERROR(now);
  return JsonResponse(200, OwnView(*now, exchange.context));
}

Answer PostUpload(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  const auto announced = ReadAnnouncement(exchange);
  auto [session, user] = oci::InParallel([&] { return RequireSession(exchange); },
                                         [&] { return FindUser(exchange.context, caller); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  if (!*user) return SessionEnded();
  OCI_RETURN_IF_ERROR(announced);
  OCI_ASSIGN_OR_RETURN(const auto opened,
                       OpenUpload(exchange.context, caller, announced->type, announced->size));
  return JsonResponse(201, {{"upload_id", ToBase36(opened.upload.id)},
                            {"url", GatewayPathToWrite(opened.access_uri)},
                            {"method", "PUT"},
                            {"headers", {{"Content-Type", announced->type}}},
                            {"expires_at", common::Rfc3339(opened.expires_at)}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("upload", services,
                  {{"/v1/images", {{"POST", &PostImage}}},
                   {"/v1/uploads", {{"POST", &PostUpload}}},
                   {"/v1/me/avatar", {{"PUT", &PutAvatar}}}},
                  request, context);
}

}  // namespace fotogal::upload
