// Rows of images that their authors have put away (feed/archive.h).
#pragma once

#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

// Writes archived_ts and the name of the objects into a counted image, uncounted; nothing where it
// has changed since it was read with the op `standing`.
Outcome<Unit> MarkImageArchived(const Context& context, const Image& image, Op standing);

// A person's images that are put away, newest first; `before` 0: from the newest.
Outcome<std::vector<Image>> ArchivedImagesOf(const Context& context, UserId author, ImageId before,
                                             int limit);

}  // namespace fotogal
