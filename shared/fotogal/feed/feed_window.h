// What a page of a feed shows and where the next page goes on, worked out from the feed rows and
// the images of pulled authors that were read for it. Like pull_window.h this is arithmetic only.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "fotogal/base/ids.h"
#include "fotogal/feed/pull_window.h"

namespace fotogal {

// The order of a feed: newest first, images of the same id by their authors.
bool Newer(const ImageRef& a, const ImageRef& b);

// Where a page ended and the next one goes on. Clients hold it in their cursors.
struct FeedPlace {
  ImageRef last;    // everything down to here, itself too, was looked at; image 0: nothing yet
  SpanChoice span;  // for the images of pulled authors

  // What the next page stands behind. Before the first page: above every image.
  ImageRef Start() const;
  friend bool operator==(const FeedPlace&, const FeedPlace&) = default;
};

// The feed rows behind a place: as many as a page may show and one more, if there are so many.
struct FeedRows {
  std::vector<ImageRef> refs;  // newest first
  size_t units = 0;            // read
  bool more = false;           // there are rows below the last one
};

struct FeedRequest {
  FeedPlace after;
  size_t limit = 0;  // of images, at least 1
  oci::TimePoint now;
};

// Images that the page is going to show if they pass the checks, and what follows the page.
struct Candidates {
  std::vector<ImageRef> refs;  // newest first
  FeedPlace next;
  bool more = false;  // there may be images behind `next`
};

class FeedWindow {
 public:
  FeedWindow(const FeedRequest& request, FeedRows rows, std::vector<UserId> pulled);

  // What is to be read of the authors that the feed's owner follows by pull.
  PulledRange Range() const;

  // `showable`: those images read that may be shown; none of them was removed or is an avatar.
  Candidates Merge(const PulledKnown& known, const std::set<ImageRef>& showable) const;

 private:
  // The last image that the page may show. An author 0 stands below every image of that id.
  ImageRef EndOf(const PulledKnown& known) const;
  // Behind the place, down to `end` and itself too.
  std::vector<ImageRef> RefsDownTo(const ImageRef& end, const std::set<ImageRef>& showable) const;
  int StepsAfter(const PulledKnown& known, size_t found) const;
  size_t LengthOf(const std::vector<ImageRef>& refs, const std::set<ImageRef>& showable,
                  size_t units_read) const;
  size_t CountAffordable(const std::vector<ImageRef>& refs, const std::set<ImageRef>& showable,
                         size_t units) const;

  FeedPlace after_;
  size_t limit_;
  Id window_start_;  // no feed shows images older than this
  FeedRows rows_;
  std::set<UserId> pulled_;
  ImageRef bottom_;  // the page can go no further down than this: below it rows are unread
};

}  // namespace fotogal
