// The contents of a request to publish, in any of its three forms.
#pragma once

#include "fotogal/images/images.h"
#include "functions/support/exchange.h"

namespace fotogal::upload {

struct Form {
  std::string_view bytes;            // of the picture; empty with an upload
  std::optional<ImageId> upload_id;  // the upload that contains the picture
  NewImage image;                    // texts, file name and key; without the picture
};

// POST /v1/images: image/*, multipart/form-data or JSON {upload_id, caption, alt_text}.
Outcome<Form> ReadImageForm(const Exchange& exchange);
// PUT /v1/me/avatar: image/* or JSON {upload_id}.
Outcome<Form> ReadAvatarForm(const Exchange& exchange);

struct Announcement {
  std::string type;  // "image/jpeg", ...; "application/octet-stream": the bytes will tell the type
  std::int64_t size = 0;
};
// POST /v1/uploads: JSON {content_type, size}.
Outcome<Announcement> ReadAnnouncement(const Exchange& exchange);

}  // namespace fotogal::upload
