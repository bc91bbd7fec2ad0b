// What a moderator removes: an image or a comment. It is hidden as if its owner had removed it, the
// owner is told with the reason, and the open reports of it are settled.
#pragma once

#include <cstdint>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

struct TakenDown {
  std::string thing;            // as in ReportRow
  std::int64_t kept_until = 0;  // of an image, ms: when its objects go; 0: they are not kept
};

// Both can be repeated, and finish what a call that died has begun. 404: there is no such thing.
// No address of the image works after success. An avatar is also taken from the account.
Outcome<TakenDown> TakeDownImage(const Context& context, const ImageRef& image,
                                 const std::string& reason);
Outcome<TakenDown> TakeDownComment(const Context& context, const ImageRef& image, CommentId comment,
                                   const std::string& reason);

}  // namespace fotogal
