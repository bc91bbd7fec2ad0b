#include "functions/upload/form.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "common/percent.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/text.h"
#include "functions/upload/multipart.h"

namespace fotogal::upload {
namespace {

using Json = nlohmann::json;

// What the request contains, unchecked.
struct Sent {
  std::string_view bytes;
  std::vector<ImageId> uploads;
  std::string caption, alt_text, filename;
  std::vector<std::string> alt_texts;
};

// A header with percent-encoded UTF-8 text.
std::string TextHeader(const Exchange& exchange, const char* name,
                       std::vector<FieldError>& errors) {
  const auto value = exchange.request.headers.Get(name);
  if (!value) return {};
  auto decoded = common::PercentDecode(*value);
  if (!decoded) errors.push_back({name, "bad_encoding", "must be percent-encoded UTF-8"});
  return decoded.value_or("");
}

// The length of both text headers, including repeated ones.
size_t TextHeaderBytes(const Exchange& exchange) {
  size_t bytes = 0;
  for (const char* name : {"X-Caption", "X-Alt-Text"}) {
    for (const auto value : exchange.request.headers.GetAll(name)) bytes += value.size();
  }
  return bytes;
}

Outcome<Sent> ReadRaw(const Exchange& exchange) {
  if (TextHeaderBytes(exchange) > schema::kMaxTextHeaderBytes)
    return Problem(
        422, "texts_too_long",
        "X-Caption and X-Alt-Text take 4,000 bytes together, as they are sent. Send longer "
        "texts as multipart/form-data with the image, or by PATCH after it.");
  std::vector<FieldError> errors;
  Sent sent;
  sent.bytes = exchange.request.body;
  sent.caption = TextHeader(exchange, "X-Caption", errors);
  sent.alt_text = TextHeader(exchange, "X-Alt-Text", errors);
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return sent;
}

Outcome<Sent> ReadMultipart(const Exchange& exchange) {
  const auto parts = ParseMultipart(exchange.request.content_type, exchange.request.body);
  if (!parts) return BadRequest("bad_multipart", "The multipart body is not well formed.");
  std::vector<FieldError> errors;
  Sent sent;
  std::set<std::string> seen;
  for (const auto& part : *parts) {
    if (!seen.insert(part.name).second)
      errors.push_back({part.name, "repeated", "may be given once"});
    if (part.name == "image") {
      sent.bytes = part.body;
      sent.filename = part.filename;
    } else if (part.name == "caption") {
      sent.caption = part.body;
    } else if (part.name == "alt_text") {
      sent.alt_text = part.body;
    } else {
      errors.push_back({part.name, "unknown", "is not a field of this request"});
    }
  }
  if (sent.bytes.empty()) errors.push_back({"image", "required", "is required"});
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return sent;
}

text::Checked UploadId(std::string_view input) {
  if (!FromBase36(input)) return text::Refusal{"bad_value", "must be an upload's id"};
  return std::string(input);
}

// Content types that say nothing but "bytes": the bytes themselves tell the type.
bool IsUnknownType(std::string_view type) {
  return type.empty() || type == "application/octet-stream" || type == "binary/octet-stream";
}

// The content types of pictures; the bytes decide which type it really is.
text::Checked PictureType(std::string_view input) {
  const std::string type = MediaTypeOf(input);
  constexpr std::size_t kLongest = 100;
  const bool is_type = std::ranges::all_of(type, [](unsigned char c) {
    return std::isalnum(c) || c == '/' || c == '.' || c == '+' || c == '-';
  });
  if (input.size() > kLongest || !is_type || !(type.starts_with("image/") || IsUnknownType(type)))
    return text::Refusal{"bad_value", "must be image/*, application/octet-stream or empty"};
  for (const auto& [name, is] : {std::pair{"image/jpeg", "image/jpeg"},
                                 {"image/jpg", "image/jpeg"},
                                 {"image/pjpeg", "image/jpeg"},
                                 {"image/png", "image/png"},
                                 {"image/x-png", "image/png"},
                                 {"image/gif", "image/gif"},
                                 {"image/webp", "image/webp"}}) {
    if (type == name) return std::string(is);
  }
  return std::string("application/octet-stream");
}

// Several uploads and their descriptions.
void ReadUploads(Fields& fields, Sent& sent) {
  for (const auto& id : fields.OptionalTexts("upload_ids", 1, kMostPhotos, UploadId)) {
    const ImageId upload = FromBase36(id).value_or(0);
    const std::string place = "upload_ids[" + std::to_string(sent.uploads.size()) + "]";
    if (std::ranges::find(sent.uploads, upload) != sent.uploads.end())
      fields.Refuse(place, "repeated", "may be given once");
    sent.uploads.push_back(upload);
  }
  if (!fields.IsGiven("alt_texts")) return;
  sent.alt_texts = fields.OptionalTexts("alt_texts", 1, kMostPhotos, text::AltText);
  if (sent.alt_texts.empty() || sent.uploads.empty()) return;  // refused already
  if (sent.alt_texts.size() != sent.uploads.size())
    fields.Refuse("alt_texts", "bad_value", "must have as many items as upload_ids");
  if (const auto refusal = RefusalOf(sent.alt_texts)) fields.Refuse("alt_texts", *refusal);
  if (sent.uploads.size() == 1) sent.alt_text = sent.alt_texts.front();
}

enum class Texts { kAllowed, kNone };

Outcome<Sent> ReadJson(const Exchange& exchange, Texts texts) {
  OCI_ASSIGN_OR_RETURN(const Json body, JsonBody(exchange));
  Fields fields(body);
  Sent sent;
  if (texts == Texts::kAllowed)
    sent.caption = fields.Optional("caption", text::Caption).value_or("");
  if (texts == Texts::kAllowed && fields.IsGiven("upload_ids")) {
    ReadUploads(fields, sent);
  } else {
    sent.uploads = {FromBase36(fields.Required("upload_id", UploadId)).value_or(0)};
    if (texts == Texts::kAllowed)
      sent.alt_text = fields.Optional("alt_text", text::AltText).value_or("");
  }
  OCI_RETURN_IF_ERROR(fields.Finish());
  return sent;
}

Outcome<Unit> CheckLength(const Exchange& exchange) {
  if (exchange.request.body.size() <= schema::kMaxImageBytes) return Unit{};
  return Problem(413, "body_too_large", "An image of up to 6 MB is taken in one request.");
}

Outcome<Sent> ReadSent(const Exchange& exchange) {
  OCI_RETURN_IF_ERROR(CheckLength(exchange));
  const std::string type = MediaTypeOf(exchange.request.content_type);
  if (type == "multipart/form-data") return ReadMultipart(exchange);
  if (type == "application/json") return ReadJson(exchange, Texts::kAllowed);
  if (type.starts_with("image/") || IsUnknownType(type)) return ReadRaw(exchange);
  return Problem(415, "unsupported_media_type",
                 "The body must be image/*, application/octet-stream, multipart/form-data or "
                 "application/json.");
}

}  // namespace

Outcome<Form> ReadImageForm(const Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Sent sent, ReadSent(exchange));
  std::vector<FieldError> errors;
  const auto check = [&](const char* field, const text::Checked& checked) {
    if (!checked.ok()) {
      const auto& [code, message, reason] = checked.error();
      errors.push_back({field, code, message, reason});
    }
    return checked.ok() ? *checked : std::string();
  };
  Form form{sent.bytes, sent.uploads, {}, sent.alt_texts};
  form.image.caption = check("caption", text::Caption(sent.caption));
  form.image.alt_text = check("alt_text", text::AltText(sent.alt_text));
  const auto filename = text::Plain(sent.filename, 0, 255, text::Lines::kOne);
  form.image.original_filename =
      filename.ok() ? *filename : "";  // for information only, so an invalid name is dropped
  const std::string key(exchange.request.headers.Get("Idempotency-Key").value_or(""));
  // Prefixed, because the service puts its own keys into the same table.
  if (!key.empty()) form.image.idempotency_key = "image:" + key;
  if (key.size() > 255) errors.push_back({"Idempotency-Key", "too_long", "at most 255 bytes"});
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return form;
}

Outcome<Form> ReadAvatarForm(const Exchange& exchange) {
  OCI_RETURN_IF_ERROR(CheckLength(exchange));
  Form form;
  form.image.is_avatar = true;
  const std::string type = MediaTypeOf(exchange.request.content_type);
  if (type == "application/json") {
    OCI_ASSIGN_OR_RETURN(const Sent sent, ReadJson(exchange, Texts::kNone));
    form.uploads = sent.uploads;
    return form;
  }
  if (!type.starts_with("image/") && !IsUnknownType(type))
    return Problem(415, "unsupported_media_type",
                   "The body must be image/*, application/octet-stream or application/json.");
  form.bytes = exchange.request.body;
  return form;
}

Outcome<Announcement> ReadAnnouncement(const Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Json body, JsonBody(exchange));
  Fields fields(body);
  Announcement announced;
  announced.type = fields.Required("content_type", PictureType);
  announced.size = fields.RequiredNumber("size", 1, schema::kMaxUploadBytes).value_or(0);
  OCI_RETURN_IF_ERROR(fields.Finish());
  return announced;
}

}  // namespace fotogal::upload
