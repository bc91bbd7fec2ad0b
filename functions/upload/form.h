// The contents of a request to publish, in any of its three forms.
#pragma once

#include "fotogal/images/images.h"
#include "functions/support/exchange.h"

namespace fotogal::upload {

struct Form {
  std::string_view bytes;              // of the picture; empty with uploads
  std::vector<ImageId> uploads;        // which contain the pictures
  NewImage image;                      // texts, file name and key; without the picture
  std::vector<std::string> alt_texts;  // of several uploads, as many as these or none
};

// POST /v1/images: image/*, multipart/form-data or JSON {upload_id, caption, alt_text} or
// {upload_ids, caption, alt_texts}. One of upload_ids is the same as an upload_id.
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
