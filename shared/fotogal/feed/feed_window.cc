#include "fotogal/feed/feed_window.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

// What a page may cost, in read units: for each image its feed row, its own row, its author, the
// follow and the reaction; and beyond that the row behind the page and what pulled authors cost
// more than others.
constexpr size_t kUnitsAnImage = 5;
constexpr size_t kUnitsAPage = 10;
// The least that asking for blocks costs.
constexpr size_t kUnitsOfBlocks = 2;

// When a page was short although it read the whole span that it had chosen, the next span is
// longer.
constexpr int kStepsAfterShortPage = 1;
constexpr int kStepsAfterEmptyPage = 5;

}  // namespace

bool Newer(const ImageRef& a, const ImageRef& b) {
  return std::tie(a.image, a.author) > std::tie(b.image, b.author);
}

ImageRef FeedPlace::Start() const {
  return last.image == 0 ? ImageRef{kNewestId, kNewestId} : last;
}

FeedWindow::FeedWindow(const FeedRequest& request, FeedRows rows, std::vector<UserId> pulled)
    : after_{request.after.Start(), request.after.span},
      limit_(request.limit),
      window_start_(FirstIdAt(request.now - schema::kFeedWindow)),
      rows_(std::move(rows)),
      pulled_(pulled.begin(), pulled.end()),
      bottom_(rows_.more ? rows_.refs.back() : ImageRef{0, window_start_}) {}

PulledRange FeedWindow::Range() const {
  PulledRange range;
  range.newest = after_.last.image.value();
  range.oldest = bottom_.image.value();
  range.wanted = limit_;
  range.rows = rows_.refs;
  range.span = after_.span;
  return range;
}

Candidates FeedWindow::Merge(const PulledKnown& known, const std::set<ImageRef>& showable) const {
  Candidates found;
  found.next.last = EndOf(known);
  found.more = rows_.more || found.next.last.image > window_start_;
  found.refs = RefsDownTo(found.next.last, showable);
  found.next.span.steps = StepsAfter(known, found.refs.size());
  const size_t length = LengthOf(found.refs, showable, rows_.units + known.units);
  if (found.refs.size() > length) {
    found.refs.resize(length);
    found.next.last = found.refs.back();
    found.more = true;
  }
  // A target that has been reached is one no longer.
  const bool is_below = known.next.target < found.next.last.image;
  found.next.span.target = is_below ? known.next.target : 0;
  return found;
}

// Down to where both feed rows and images of pulled authors are known.
ImageRef FeedWindow::EndOf(const PulledKnown& known) const {
  if (!known.oldest) return after_.last;
  return *known.oldest > bottom_.image ? ImageRef{0, *known.oldest} : bottom_;
}

// An image may have been pushed before its author was pulled, and comes both ways: it counts once.
std::vector<ImageRef> FeedWindow::RefsDownTo(const ImageRef& end,
                                             const std::set<ImageRef>& showable) const {
  std::set<ImageRef> all(rows_.refs.begin(), rows_.refs.end());
  all.insert(showable.begin(), showable.end());
  std::vector<ImageRef> refs;
  for (const ImageRef& ref : all) {
    if (Newer(after_.last, ref) && !Newer(end, ref)) refs.push_back(ref);
  }
  std::ranges::sort(refs, Newer);
  return refs;
}

int FeedWindow::StepsAfter(const PulledKnown& known, size_t found) const {
  if (pulled_.empty()) return 0;
  const bool too_short = known.whole && found * 2 < limit_;
  if (!too_short) return std::min(known.next.steps, kMostSteps);
  const int longer = found == 0 ? kStepsAfterEmptyPage : kStepsAfterShortPage;
  return std::min(known.next.steps + longer, kMostSteps);
}

// A page ends early where checking one more image would cost too much because much has been read
// for it: amid bursts pages are shorter, not dearer. Where that would leave hardly anything (small
// pages; a thousand images of one millisecond) it does not: many short pages are dearer still.
size_t FeedWindow::LengthOf(const std::vector<ImageRef>& refs, const std::set<ImageRef>& showable,
                            size_t units_read) const {
  const size_t budget = kUnitsAnImage * limit_ + kUnitsAPage;
  // The list of pulled authors costs a unit for each. Those beyond the page's limit are paid on top
  // of the budget, and none costs a unit, too.
  const size_t authors = std::clamp<size_t>(pulled_.size(), 1, limit_);
  const size_t spent = std::min(units_read + authors + kUnitsOfBlocks, budget);
  const size_t length = CountAffordable(refs, showable, budget - spent);
  return length < std::max<size_t>(limit_ / 4, 1) ? limit_ : std::min(length, limit_);
}

// How many images, from the newest on, can be checked with so many units. Each image costs one for
// its reaction and each author one for the person; an image that only its feed row tells costs
// another for its own row, and an author who is not pulled another for the follow.
size_t FeedWindow::CountAffordable(const std::vector<ImageRef>& refs,
                                   const std::set<ImageRef>& showable, size_t units) const {
  std::set<UserId> authors;
  size_t needed = 0;
  for (size_t n = 0; n < refs.size(); ++n) {
    const ImageRef& ref = refs[n];
    needed += showable.contains(ref) ? 1 : 2;
    if (authors.insert(ref.author).second) needed += pulled_.contains(ref.author) ? 1 : 2;
    if (needed > units) return n;
  }
  return refs.size();
}

}  // namespace fotogal
