// What a request to publish carries, in whichever of the three ways it came.
#pragma once

#include "fotogal/images/images.h"
#include "functions/support/exchange.h"

namespace fotogal::upload {

struct Form {
  std::string_view bytes;            // of the picture; with an upload: none
  std::optional<ImageId> upload_id;  // where the picture lies instead
  NewImage image;                    // texts, name and key; no picture yet
};

// POST /v1/images: image/*, multipart/form-data or JSON {upload_id, caption, alt_text}.
Outcome<Form> ReadImageForm(const Exchange& exchange);
// PUT /v1/me/avatar: image/* or JSON {upload_id}.
Outcome<Form> ReadAvatarForm(const Exchange& exchange);

struct Announcement {
  std::string type;  // "image/jpeg", ...; "application/octet-stream": the bytes will tell
  std::int64_t size = 0;
};
// POST /v1/uploads: JSON {content_type, size}.
Outcome<Announcement> ReadAnnouncement(const Exchange& exchange);

}  // namespace fotogal::upload
