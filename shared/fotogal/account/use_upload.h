// Uses a picture that was uploaded for a photo or an avatar. Only the function `upload` is linked
// with this, because it decodes.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/user.h"

namespace fotogal {

// An upload (uploads.h) and what it is to be used for.
struct UploadUse {
  User user;
  ImageId id;                  // the upload's
  std::optional<Upload> open;  // its row; nullopt: it was used already, or never existed
  NewImage image;              // texts and key; the picture is the uploaded one
};

// Publishes the upload as one image, however often it is tried and whatever dies in between; then
// the upload is closed. 404 upload_not_found; 409 upload_missing: nothing was uploaded; 409
// upload_used: it is used for something else.
Outcome<Image> PublishUpload(const Context& context, UploadUse use);
// The same for the account's avatar. Returns the account afterwards.
Outcome<User> SetAvatarFromUpload(const Context& context, UploadUse use);

}  // namespace fotogal
