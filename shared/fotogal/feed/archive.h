// Putting an image away, where its author alone sees it, and bringing it back to where it was.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

// Success also where it is so already. Likes, comments and rows of feeds stay; the author's count
// of images moves once. An image that is put away gets other names for its objects, so that
// addresses that others have kept end: before this returns, or, when the call dies, with its job.
// Returns the image afterwards; 404: it was removed meanwhile.
Outcome<Image> SetArchived(const Context& context, const ImageRef& ref, bool archived);

}  // namespace fotogal
