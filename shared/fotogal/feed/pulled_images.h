// The images of authors who are pulled (docs/adr/0010-pulled-authors.md): nobody has pushed them,
// the reader fetches them.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

// What a page wants of them.
struct PulledRange {
  Id newest = 0;               // from here down,
  Id oldest = 0;               // no further than this,
  size_t wanted = 0;           // until the page has that many
  std::vector<ImageRef> rows;  // with these, newest first
  int scale = 0;               // corrects the guess how far that is: each step is four times as far
  Id near = 0;                 // PulledImages::near of the page before; 0: none
};

struct PulledImages {
  std::map<ImageRef, Image> images;  // those shown, all from `newest` to `oldest`
  size_t units = 0;                  // read: one a row, also of what is not shown, or empty slice
  std::optional<Id> oldest;          // nullopt: even the shortest time holds more than can be read
  bool whole = false;                // as far down as the page was thought to need
  int scale = 0;                     // to go on with
  // Of images that could not be read, for there are too many, behind a time without any: the next
  // range has to go no further than this. 0: there are none.
  Id near = 0;
};

// EVENTUAL; one round trip, whatever they published (over a thousand images in one millisecond
// aside). How far down it goes is a guess that gets better with what the process sees.
Outcome<PulledImages> ReadPulledImages(const Context& context, const std::vector<UserId>& authors,
                                       const PulledRange& range);

}  // namespace fotogal
