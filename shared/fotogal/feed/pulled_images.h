// Reads the images of authors who are pulled (docs/adr/0010-pulled-authors.md): nobody has written
// them into the feed, so the reader of the feed fetches them.
#pragma once

#include <map>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/feed/pull_window.h"
#include "fotogal/images/images.h"

namespace fotogal {

struct PulledImages {
  std::map<ImageRef, Image> images;  // those that may be shown, down to known.oldest
  PulledKnown known;
};

// EVENTUAL; one round trip, whatever the authors published (more than a thousand images in one
// millisecond take another). How far down it reads is a guess, which Services::paces improves.
Outcome<PulledImages> ReadPulledImages(const Context& context, const std::vector<UserId>& authors,
                                       const PulledRange& range);

// Asks what ReadPulledImages asks, for nobody.
Outcome<Unit> WarmUpPulledImages(const Context& context);

}  // namespace fotogal
