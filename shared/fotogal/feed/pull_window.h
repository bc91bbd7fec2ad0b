// Which stretches of time a page of a feed reads for images of pulled authors, and what is known
// once they have been read (docs/adr/0010-pulled-authors.md). This is arithmetic only: it reads no
// table and no clock, so it is tested without either.
//
// An image's id begins with the time at which it was made (base/ids.h). Here a moment is therefore
// written as an id, a stretch of time as its newest and its oldest id (both belong to it), and a
// length of time as a number of ids.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "fotogal/base/ids.h"

namespace fotogal {

// Images a day that each pulled author was seen to publish. It is a guess that a process improves
// with every page; who is not in it is thought to publish an image every other day.
using Paces = std::map<UserId, double>;

// How a page chooses the span of time that it reads.
enum class SpanMode {
  kUsual,      // as long as these authors take to fill a page, going by their paces
  kStretched,  // longer, because pages before this one found too few images
  kShrunk,     // shorter, because it held more images than one page can read: a burst
  kApproach,   // down to an image that is known but could not be read, with nothing above it
};

// What one page tells the next one about its mode. Clients hold it in their cursors.
struct SpanChoice {
  // The usual span times four to the power of this: above 0 stretched, below 0 shrunk. kApproach
  // does not use it, but hands it on to the pages that follow.
  int steps = 0;
  // The moment of the image of kApproach. 0: any other mode.
  Id target = 0;

  SpanMode mode() const;
  friend bool operator==(const SpanChoice&, const SpanChoice&) = default;
};

inline constexpr int kMostSteps = 4;     // a day becomes most of a year
inline constexpr int kLeastSteps = -20;  // the whole window becomes less than a millisecond

// What a page asks for.
struct PulledRange {
  Id newest = 0;               // images from here down
  Id oldest = 0;               // to here at most,
  size_t wanted = 1;           // until the page has this many (one at least),
  std::vector<ImageRef> rows;  // with these, which feed rows have told already, newest first
  SpanChoice span;             // from the page before
};

// A stretch of time that one query reads.
struct Slice {
  Id newest = 0, oldest = 0;
  int most = 0;  // images to read; what lies in it beyond them stays unread
  // Not longer than a millisecond. Images of one millisecond cannot be parted by time, so all of
  // them are read, however many there are.
  bool is_instant = false;
};

// What the query has read.
struct SliceRead {
  std::vector<ImageRef> images;  // in any order; also those that are not to be shown
  bool complete = false;         // there are no others in the slice
};

// What is known when all slices have been read.
struct PulledKnown {
  size_t units = 0;  // read: one for each image, and one for each slice without any
  // Every image from the range's newest id down to this one is known. nullopt: there is no such
  // stretch, for even the newest slice holds more than could be read.
  std::optional<Id> oldest;
  // The span was chosen by the authors' paces and has been read to its end. If the page is short
  // nevertheless, its span was too short.
  bool whole = false;
  SpanChoice next;
};

// The span of one page, cut into slices that are read side by side:
//   PullWindow window(range, authors, paces, now);
//   ... read each of window.slices() ...
//   window.Learn(reads, paces);
//   return window.KnownFrom(reads);
class PullWindow {
 public:
  PullWindow(PulledRange range, std::vector<UserId> authors, const Paces& paces,
             oci::TimePoint now);

  // Newest first, each beginning where the one before it ends. Empty: nothing needs to be read.
  const std::vector<Slice>& slices() const { return slices_; }

  // Both take what was read of each slice, in the order of slices().
  PulledKnown KnownFrom(const std::vector<SliceRead>& reads) const;
  void Learn(const std::vector<SliceRead>& reads, Paces& paces) const;

 private:
  std::vector<Slice> CutSpan() const;
  std::vector<Slice> CutTowardsTarget() const;
  Id OldestOfSpan() const;
  int StepsAfter(const std::vector<SliceRead>& reads, size_t whole) const;
  int StepsByDensity(const std::vector<SliceRead>& reads, size_t whole) const;
  Id TargetAfter(const std::vector<SliceRead>& reads, size_t whole) const;

  PulledRange range_;
  std::vector<UserId> authors_;
  Id top_ = 0;               // where the span begins: the range's newest id, but not in the future
  double ids_an_image_ = 0;  // time in which all the authors together publish one image
  std::vector<Slice> slices_;
};

}  // namespace fotogal
