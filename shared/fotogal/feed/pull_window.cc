#include "fotogal/feed/pull_window.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

// Images a day that an author is thought to publish until it is known. Little: a span that is too
// long costs a query, one that is too short makes a short page.
constexpr double kUsualPace = 0.5;
constexpr double kSlowestPace = 1.0 / 90;
// What a page saw counts as much as all that was thought before when it saw this many days.
constexpr double kDaysOfGuess = 0.5;
constexpr size_t kMostPaces = 20000;  // then they are all forgotten

// Every slice is four times as long as the newer one, and so is every step of a stretched span.
// When somebody publishes in bursts, the newest slices at least hold no more than can be read.
constexpr Id kStep = 4;
constexpr size_t kMostSlices = 5;
constexpr std::chrono::seconds kShortestSlice{30};  // of a span that is not shrunk
constexpr size_t kReserve = 4;  // images that a slice may hold beyond those expected in it
constexpr Id kInstant = 4096;   // ids of one millisecond

Id IdsIn(std::chrono::milliseconds time) { return FirstIdAt(TimeOf(Id{0}) + time); }

double DaysIn(Id ids) {
  return static_cast<double>(ids) / static_cast<double>(IdsIn(std::chrono::hours(24)));
}

// A number, to reckon with.
Id MomentOf(const ImageRef& ref) { return ref.image.value(); }

// The time in which the authors together publish one image, in ids. It is never so long that a page
// of images would need more than the whole 90 days.
double IdsAnImage(const Paces& paces, const std::vector<UserId>& authors, size_t wanted) {
  double a_day = 0;
  for (const UserId author : authors) {
    const auto pace = paces.find(author);
    a_day += pace == paces.end() ? kUsualPace : pace->second;
  }
  const auto window = static_cast<double>(IdsIn(schema::kFeedWindow));
  return std::min(static_cast<double>(IdsIn(std::chrono::hours(24))) / a_day,
                  window / static_cast<double>(wanted));
}

Slice SliceDownTo(Id oldest, size_t expected) {
  Slice slice;
  slice.oldest = oldest;
  slice.most = static_cast<int>(expected + kReserve);
  return slice;
}

// Slices are read side by side, and some may hold more than could be read. All is known down to the
// first one that does. Answers how many slices stand before it.
size_t CountWhole(const std::vector<SliceRead>& reads) {
  const auto partly = std::ranges::find_if(reads, [](const SliceRead& r) { return !r.complete; });
  return static_cast<size_t>(partly - reads.begin());
}

bool AreEmpty(const std::vector<SliceRead>& reads, size_t slices) {
  return std::all_of(reads.begin(), reads.begin() + static_cast<std::ptrdiff_t>(slices),
                     [](const SliceRead& read) { return read.images.empty(); });
}

std::map<UserId, int> CountByAuthor(const std::vector<SliceRead>& reads, size_t first, size_t end) {
  std::map<UserId, int> counts;
  for (size_t i = first; i < std::min(end, reads.size()); ++i) {
    for (const ImageRef& image : reads[i].images) ++counts[image.author];
  }
  return counts;
}

}  // namespace

SpanMode SpanChoice::mode() const {
  if (target != 0) return SpanMode::kApproach;
  if (steps == 0) return SpanMode::kUsual;
  return steps > 0 ? SpanMode::kStretched : SpanMode::kShrunk;
}

PullWindow::PullWindow(PulledRange range, std::vector<UserId> authors, const Paces& paces,
                       oci::TimePoint now)
    : range_(std::move(range)),
      authors_(std::move(authors)),
      top_(std::min(range_.newest, FirstIdAt(now))) {
  // There is no way down to what is not below.
  if (range_.span.target > top_) range_.span.target = 0;
  if (authors_.empty() || range_.newest < range_.oldest) return;

  ids_an_image_ = IdsAnImage(paces, authors_, range_.wanted);
  slices_ = range_.span.mode() == SpanMode::kApproach ? CutTowardsTarget() : CutSpan();
  Id newest = range_.newest;
  for (Slice& slice : slices_) {
    slice.newest = newest;
    newest = slice.oldest - 1;
  }
}

// Where the span ends, in the past: there it and the feed rows in it are thought to hold the images
// that are wanted.
Id PullWindow::OldestOfSpan() const {
  const double ids_an_image =
      ids_an_image_ * std::pow(static_cast<double>(kStep), range_.span.steps);
  const auto lowest = static_cast<double>(range_.oldest);
  for (size_t rows = 0; rows < range_.wanted; ++rows) {
    const auto images = static_cast<double>(range_.wanted - rows);
    const auto start =
        static_cast<Id>(std::max(static_cast<double>(top_) - images * ids_an_image, lowest));
    if (rows >= range_.rows.size() || MomentOf(range_.rows[rows]) < start) return start;
  }
  return MomentOf(range_.rows[range_.wanted - 1]);
}

// From the oldest slice, which reaches over the whole span, to the newest: each takes the last
// quarter of the one before it for itself. Together they may hold little more images than are
// wanted, so that a burst costs no more than a usual page.
std::vector<Slice> PullWindow::CutSpan() const {
  const Id start = std::max(std::min(OldestOfSpan(), top_ - kInstant), range_.oldest);
  const Id shortest = range_.span.mode() == SpanMode::kShrunk ? kInstant : IdsIn(kShortestSlice);
  size_t expected = range_.wanted;
  std::vector<Slice> slices;
  for (Id length = top_ - start;; length /= kStep) {
    slices.push_back(SliceDownTo(top_ - length, expected));
    slices.back().is_instant = length <= kInstant;
    expected /= 3;
    if (slices.size() == kMostSlices || length / kStep < shortest) break;
  }
  std::ranges::reverse(slices);
  return slices;
}

// Down to the target. The slices are short at both ends: at the newest one, where other images may
// begin at once, and at the target, above which there may be nothing. So each page that cannot read
// them yet comes many times nearer to them.
std::vector<Slice> PullWindow::CutTowardsTarget() const {
  const Id target = std::max(range_.span.target, range_.oldest);
  const Id gap = top_ - target;
  if (gap <= kInstant) {
    Slice slice = SliceDownTo(target, range_.wanted);
    slice.is_instant = true;
    return {slice};
  }
  std::vector<Slice> slices;
  for (const Id end : {top_ - gap / 32, top_ - gap / 4, target + gap / 4, target + gap / 32})
    slices.push_back(SliceDownTo(end, range_.wanted / 8));
  slices.push_back(SliceDownTo(target, range_.wanted));
  return slices;
}

PulledKnown PullWindow::KnownFrom(const std::vector<SliceRead>& reads) const {
  PulledKnown known;
  if (slices_.empty()) {
    known.oldest = range_.oldest;
    known.whole = true;
    known.next.steps = range_.span.steps;
    return known;
  }
  const size_t whole = CountWhole(reads);
  for (const SliceRead& read : reads) known.units += std::max<size_t>(read.images.size(), 1);
  if (whole > 0) known.oldest = slices_[whole - 1].oldest;
  known.whole = whole == slices_.size() && range_.span.mode() != SpanMode::kApproach;
  known.next.steps = std::max(StepsAfter(reads, whole), kLeastSteps);
  known.next.target = TargetAfter(reads, whole);
  return known;
}

// A step less for each slice that was too full, but for one: that is where the next page begins.
int PullWindow::StepsAfter(const std::vector<SliceRead>& reads, size_t whole) const {
  if (range_.span.mode() == SpanMode::kApproach) return StepsByDensity(reads, whole);
  const int unread = static_cast<int>(slices_.size() - whole);
  return range_.span.steps - (whole == 0 ? unread : std::max(unread - 1, 0));
}

// With so many steps the usual span would hold the images that the page wants, if they all lie as
// densely as those that were read. A single image is taken to fill the slice that ends there.
int PullWindow::StepsByDensity(const std::vector<SliceRead>& reads, size_t whole) const {
  std::set<Id> moments;
  for (size_t i = 0; i < whole; ++i) {
    for (const ImageRef& image : reads[i].images) moments.insert(MomentOf(image));
  }
  if (moments.empty()) return range_.span.steps;
  const Slice& last = slices_[whole - 1];
  const Id time =
      moments.size() == 1 ? last.newest - last.oldest : *moments.rbegin() - *moments.begin();
  const double ids_an_image =
      static_cast<double>(time) / static_cast<double>(std::max<size_t>(moments.size() - 1, 1));
  return static_cast<int>(std::floor(std::log(std::max(ids_an_image, 1.0) / ids_an_image_) /
                                     std::log(static_cast<double>(kStep))));
}

// When all that is known is that there is nothing above a slice that is too full, the next page
// goes down to the newest image that was read of that slice. 0: it has no target.
Id PullWindow::TargetAfter(const std::vector<SliceRead>& reads, size_t whole) const {
  if (whole == slices_.size()) {
    // The feed rows of this page ended above the target; a later page reaches it.
    const bool still_below = range_.span.target < range_.oldest;
    return still_below ? range_.span.target : 0;
  }
  if (!AreEmpty(reads, whole)) return 0;
  Id newest = slices_[whole].oldest;
  for (const ImageRef& image : reads[whole].images) newest = std::max(newest, MomentOf(image));
  return newest;
}

// From the slices that were read to their end follows what the authors publish; from the first one
// that was not, what they publish at least. Nothing is learned while the span is shrunk or a target
// approached: a burst tells nothing of a usual day.
void PullWindow::Learn(const std::vector<SliceRead>& reads, Paces& paces) const {
  const SpanMode mode = range_.span.mode();
  if (slices_.empty() || mode == SpanMode::kShrunk || mode == SpanMode::kApproach) return;
  const size_t whole = CountWhole(reads);
  auto seen = CountByAuthor(reads, 0, whole);
  auto at_least = CountByAuthor(reads, whole, whole + 1);
  const double days = whole == 0 ? 0 : std::max(DaysIn(top_ - slices_[whole - 1].oldest), 0.0);
  double days_at_least = 1;
  if (whole < slices_.size()) {
    const Slice& next = slices_[whole];
    days_at_least = std::max(DaysIn(std::min(top_, next.newest) - next.oldest), 1.0);
  }
  if (paces.size() > kMostPaces) paces.clear();
  for (const UserId author : authors_) {
    double& pace = paces.try_emplace(author, kUsualPace).first->second;
    pace = (pace * kDaysOfGuess + seen[author]) / (kDaysOfGuess + days);
    pace = std::max({pace, at_least[author] / days_at_least, kSlowestPace});
  }
}

}  // namespace fotogal
