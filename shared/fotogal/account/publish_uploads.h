// Publishes several uploads as one post. Only the function `upload` is linked with this, because it
// decodes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/user.h"

namespace fotogal {

struct PostUse {
  User user;
  std::vector<ImageId> ids;                 // the uploads', in the order of the photos
  std::vector<std::optional<Upload>> open;  // their rows; nullopt: used already, or never existed
  NewImage image;                           // caption and key
  std::vector<std::string> alt_texts;       // one for each photo, or none at all
};

// However often it is tried and whatever dies in between, these uploads become one post; then they
// are closed. A photo after another is decoded and stored; the row that makes the post comes last.
// A call whose time ends answers 503, and the same request sent again goes on after the photos that
// are stored. The errors of PublishUpload (use_upload.h), with the place of the upload in `errors`.
Outcome<Image> PublishUploads(const Context& context, PostUse use);

}  // namespace fotogal
