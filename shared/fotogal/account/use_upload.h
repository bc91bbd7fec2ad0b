// Making something of bytes that a client has sent or put: a photo, an avatar. Decoding is paid for
// by one of the account's turns (budgets.h). Linked where pictures are decoded: by `upload` alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/user.h"

namespace fotogal {

// The picture of a request that carries it. 429: the account has no turn left.
Outcome<NewPicture> ReadSentPicture(const Context& context, UserId user, std::string_view bytes,
                                    const std::string& idempotency_key);

// An upload (uploads.h) and what is to be made of it.
struct UploadUse {
  User user;
  ImageId id;                  // the upload's
  std::optional<Upload> open;  // its row; nullopt: it has been used, or never was
  NewImage image;              // texts and key; its picture is what was put
};

// Publishes what was put, as one image however often it is tried and whatever dies in between; the
// upload is closed then. 404 upload_not_found; 409 upload_missing: nothing has been put; 409
// upload_used: it is being used otherwise.
Outcome<Image> PublishUpload(const Context& context, UploadUse use);
// The same for the account's avatar. Answers the account as it is then.
Outcome<User> SetAvatarFromUpload(const Context& context, UploadUse use);

}  // namespace fotogal
