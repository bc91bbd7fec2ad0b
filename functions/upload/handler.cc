#include "functions/upload/handler.h"

#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/avatars.h"
#include "fotogal/images.h"
#include "fotogal/picture.h"
#include "fotogal/schema.h"
#include "fotogal/text.h"
#include "functions/support/guard.h"
#include "functions/support/views.h"
#include "functions/upload/multipart.h"
#include "oci/parallel.h"

namespace fotogal::upload {
namespace {

// What the request carries, before it is checked.
struct Form {
  std::string_view image;
  std::string caption, alt_text, filename;
};

// A text header, percent-encoded UTF-8.
std::string TextHeader(const Exchange& exchange, const char* name,
                       std::vector<FieldError>& errors) {
  const auto value = exchange.request.headers.Get(name);
  if (!value) return {};
  if (value->size() > schema::kMaxTextHeaderBytes) {
    errors.push_back({name, "too_long", "at most 4 KB"});
    return {};
  }
  auto decoded = text::PercentDecode(*value);
  if (!decoded) errors.push_back({name, "bad_encoding", "must be percent-encoded UTF-8"});
  return decoded.value_or("");
}

Outcome<Form> ReadRaw(const Exchange& exchange) {
  std::vector<FieldError> errors;
  Form form;
  form.image = exchange.request.body;
  form.caption = TextHeader(exchange, "X-Caption", errors);
  form.alt_text = TextHeader(exchange, "X-Alt-Text", errors);
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return form;
}

Outcome<Form> ReadMultipart(const Exchange& exchange) {
  const auto parts = ParseMultipart(exchange.request.content_type, exchange.request.body);
  if (!parts) return BadRequest("bad_multipart", "The multipart body is not well formed.");
  std::vector<FieldError> errors;
  Form form;
  std::set<std::string> seen;
  for (const auto& part : *parts) {
    if (!seen.insert(part.name).second)
      errors.push_back({part.name, "repeated", "may be given once"});
    if (part.name == "image") {
      form.image = part.body;
      form.filename = part.filename;
    } else if (part.name == "caption") {
      form.caption = part.body;
    } else if (part.name == "alt_text") {
      form.alt_text = part.body;
    } else {
      errors.push_back({part.name, "unknown", "is not a field of this request"});
    }
  }
  if (form.image.empty()) errors.push_back({"image", "required", "is required"});
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return form;
}

Outcome<Form> ReadForm(const Exchange& exchange) {
  const auto& type = exchange.request.content_type;
  if (exchange.request.body.size() > schema::kMaxImageBytes) {
    return Problem(413, "body_too_large", "An image of up to 6 MB is taken in one request.");
  }
  if (type.starts_with("multipart/form-data")) return ReadMultipart(exchange);
  if (type.starts_with("image/")) return ReadRaw(exchange);
  return Problem(415, "unsupported_media_type", "The body must be image/* or multipart/form-data.");
}

Outcome<Unit> Decode(std::string_view bytes, NewImage& image) {
  OCI_ASSIGN_OR_RETURN(const Picture picture, DecodePicture(bytes));
  image.bytes = bytes;
  image.type = picture.type;
  image.width = picture.width;
  image.height = picture.height;
  return Unit{};
}

Outcome<NewImage> ReadImage(const Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Form form, ReadForm(exchange));
  std::vector<FieldError> errors;
  const auto check = [&](const char* field, const text::Checked& checked) {
    if (!checked.ok()) errors.push_back({field, checked.error().code, checked.error().message});
    return checked.ok() ? *checked : std::string();
  };
  NewImage image;
  image.caption = check("caption", text::Caption(form.caption));
  image.alt_text = check("alt_text", text::AltText(form.alt_text));
  const auto filename = text::Plain(form.filename, 0, 255, text::Lines::kOne);
  image.original_filename =
      filename.ok() ? *filename : "";  // informative only: a strange one is dropped
  image.idempotency_key = exchange.request.headers.Get("Idempotency-Key").value_or("");
  if (image.idempotency_key.size() > 255)
    errors.push_back({"Idempotency-Key", "too_long", "at most 255 bytes"});
  if (!errors.empty()) return InvalidFields(std::move(errors));

  OCI_RETURN_IF_ERROR(Decode(form.image, image));
  return image;
}

Outcome<NewImage> ReadAvatar(const Exchange& exchange) {
  if (exchange.request.body.size() > schema::kMaxImageBytes)
    return Problem(413, "body_too_large", "An image of up to 6 MB is taken in one request.");
  if (!exchange.request.content_type.starts_with("image/"))
    return Problem(415, "unsupported_media_type", "The body must be image/*.");
  NewImage image;
  image.is_avatar = true;
  OCI_RETURN_IF_ERROR(Decode(exchange.request.body, image));
  return image;
}

Answer PostImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  auto [session, author, image] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindUser(exchange.services, exchange.call, caller); },
                      [&] { return ReadImage(exchange); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(image);
  if (!*author) return SessionEnded();
  OCI_ASSIGN_OR_RETURN(const Image published,
                       PublishImage(exchange.services, exchange.call, **author, *image));
  fdk::Response response = JsonResponse(201, ToJson(published, SummaryOf(**author), ""));
  response.headers.Set("Location", "/v1/images/" + ToString(published.ref));
  return response;
}

Answer PutAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  auto [session, user, image] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindUser(exchange.services, exchange.call, caller); },
                      [&] { return ReadAvatar(exchange); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(image);
  if (!*user) return SessionEnded();
  OCI_ASSIGN_OR_RETURN(const User now, SetAvatar(exchange.services, exchange.call, **user, *image));
  return JsonResponse(200, OwnView(now));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("upload", services,
                  {{"POST", "/v1/images", &PostImage}, {"PUT", "/v1/me/avatar", &PutAvatar}},
                  request, context);
}

}  // namespace fotogal::upload
