// Brings what is stored of one image up to what this release stores: all sizes, the headers of
// image_objects.h, an avatar in the folder of avatars.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

enum class Renewed {
  kUpToDate,         // it was already
  kRenewed,          // its renditions were made again
  kMoved,            // an avatar: the same, in another folder
  kNotDecodable,     // nothing was changed
  kWithoutOriginal,  // there is no object to make anything from
  kRemoved,          // somebody removes it; nothing of it stays behind
};

// Asks Object Storage for the headers of one object of each photo: the original, which is written
// last.
Outcome<bool> IsUpToDate(const Context& context, const Image& image);

// The original's bytes stay as they are. May end after any request, and be called again: until the
// end IsUpToDate is false, and the image is shown all the time. Objects that are written while
// somebody removes the image go with it, if the call takes less than kLongestCall (jobs/jobs.h).
Outcome<Renewed> RenewImage(const Context& context, const Image& image);

}  // namespace fotogal
