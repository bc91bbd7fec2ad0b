#include "fotogal/feed/pulled_images.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <span>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// What an author is thought to publish a day until it is known: little, for too long a time costs a
// query and too short a one makes a short page.
constexpr double kUsualPace = 0.5;
constexpr double kDaysOfGuess = 0.5;  // as much time seen outweighs what was thought before
constexpr double kSlowestPace = 1.0 / 90;
constexpr size_t kMostPaces = 20000;

// The time is read in slices side by side, each four times as long as the newer one: when
// somebody publishes in bursts, the newest ones at least hold no more than can be read at once.
constexpr Id kStep = 4;
constexpr int kLeastScale = -20;  // of the whole window less than a millisecond
constexpr size_t kMostSlices = 5;
constexpr std::chrono::seconds kShortest{30};  // unless there is a burst
constexpr size_t kReserve = 4;                 // images that a slice may hold beyond those expected
constexpr Id kInstant = 4096;  // ids of one millisecond: cannot be cut, and is read to its end
constexpr int kWholeInstant = 1000;

struct Slice {
  Id newest = 0, oldest = 0;
  int most = 0;
  bool instant = false;
  std::vector<Image> images;
  bool complete = false;
};

// How many ids go into that time.
Id IdsIn(std::chrono::milliseconds time) { return FirstIdAt(TimeOf(0) + time); }

double DaysOf(Id ids) {
  return static_cast<double>(ids) / static_cast<double>(IdsIn(std::chrono::hours(24)));
}

// Ids that pass while the authors publish one image, as far as is known; no more than make the
// whole window a page.
double IdsAnImage(const Services& services, const std::vector<UserId>& authors, size_t wanted) {
  double a_day = 0;
  for (const UserId author : authors) {
    const auto pace = services.paces.find(author);
    a_day += pace == services.paces.end() ? kUsualPace : pace->second;
  }
  const auto window = static_cast<double>(IdsIn(schema::kFeedWindow));
  return std::min(static_cast<double>(IdsIn(std::chrono::hours(24))) / a_day,
                  window / static_cast<double>(std::max<size_t>(wanted, 1)));
}

// Where the time from `top` has to begin, so that it and the rows in it come to what is wanted.
Id StartOf(const PulledRange& range, Id top, double ids_an_image) {
  const auto lowest = static_cast<double>(range.oldest);
  for (size_t k = 0; k < range.wanted; ++k) {
    const auto images = static_cast<double>(range.wanted - k);
    const auto start =
        static_cast<Id>(std::max(static_cast<double>(top) - images * ids_an_image, lowest));
    if (k >= range.rows.size() || range.rows[k].image.value() < start) return start;
  }
  return range.rows[range.wanted - 1].image.value();
}

// The scale at which ids_an_image would have been what the images in these slices say, of a single
// one the length of the last.
int ScaleOf(std::span<const Slice> slices, double ids_an_image, int scale) {
  std::set<Id> ids;
  for (const Slice& slice : slices)
    for (const auto& image : slice.images) ids.insert(image.ref.image.value());
  if (ids.empty()) return scale;
  const Id time =
      ids.size() == 1 ? slices.back().newest - slices.back().oldest : *ids.rbegin() - *ids.begin();
  const double pace =
      static_cast<double>(time) / static_cast<double>(std::max<size_t>(ids.size() - 1, 1));
  return static_cast<int>(std::floor(std::log(std::max(pace, 1.0) / ids_an_image) /
                                     std::log(static_cast<double>(kStep))));
}

Slice SliceDownTo(Id oldest, size_t expected) {
  Slice slice;
  slice.oldest = oldest;
  slice.most = static_cast<int>(expected + kReserve);
  return slice;
}

// Newest first; together they are the range as far as it is to be read. Together they hold little
// more than is wanted, so that a burst is no more expensive than a usual page.
std::vector<Slice> Cut(const PulledRange& range, Id top, double ids_an_image) {
  const double scaled = ids_an_image * std::pow(static_cast<double>(kStep), range.scale);
  const Id start = std::max(std::min(StartOf(range, top, scaled), top - kInstant), range.oldest);
  size_t expected = range.wanted;
  const Id shortest = range.scale < 0 ? kInstant : IdsIn(kShortest);
  std::vector<Slice> slices;
  for (Id length = top - start;; length /= kStep) {
    slices.push_back(SliceDownTo(top - length, expected));
    slices.back().instant = length <= kInstant;
    expected /= 3;
    if (slices.size() == kMostSlices || length / kStep < shortest) break;
  }
  std::ranges::reverse(slices);
  return slices;
}

// The same where images are known that could not be read: short where they may begin at once and
// where there may be none but those, so that each page comes much nearer to them.
std::vector<Slice> CutTowards(const PulledRange& range, Id top) {
  const Id near = std::max(range.near, range.oldest);
  const Id gap = top - near;
  if (gap <= kInstant) {
    Slice slice = SliceDownTo(near, range.wanted);
    slice.instant = true;
    return {slice};
  }
  std::vector<Slice> slices;
  for (const Id end : {top - gap / 32, top - gap / 4, near + gap / 4, near + gap / 32})
    slices.push_back(SliceDownTo(end, range.wanted / 8));
  slices.push_back(SliceDownTo(near, range.wanted));
  return slices;
}

// Each begins where the newer one ends.
void Join(std::vector<Slice>& slices, Id newest) {
  for (Slice& slice : slices) {
    slice.newest = newest;
    newest = slice.oldest - 1;
  }
}

oci::Status Read(const Context& context, const std::vector<UserId>& authors, Slice& slice) {
  oci::nosql::QueryOptions options;
  do {
    options.limit =
        slice.instant ? kWholeInstant : slice.most - static_cast<int>(slice.images.size());
    OCI_ASSIGN_OR_RETURN(
        const auto page,
        context.Query(kPulledImagesSlice,
                      {{"$u", authors}, {"$c", slice.newest}, {"$s", slice.oldest}}, options));
    for (const auto& row : page.items) slice.images.push_back(RowFrom<Image>(row));
    options.page = page.next;
    // A page may be short, even empty, and have a next one.
  } while (!options.page.empty() &&
           (slice.instant || slice.images.size() < static_cast<size_t>(slice.most)));
  slice.complete = options.page.empty();
  return oci::Ok();
}

using Counts = std::map<UserId, int>;
void Count(const Slice& slice, Counts& counts) {
  for (const auto& image : slice.images) ++counts[image.ref.author];
}

// From slices read whole what the authors publish; from the next one that it is no less. A burst is
// no day's pace: nothing is learned while one is being read.
void Learn(Services& services, const std::vector<UserId>& authors, std::span<const Slice> whole,
           Id top, const Slice* next) {
  Counts seen, more;
  for (const Slice& slice : whole) Count(slice, seen);
  if (next != nullptr) Count(*next, more);
  const double days = whole.empty() ? 0 : std::max(DaysOf(top - whole.back().oldest), 0.0);
  const double next_days =
      next == nullptr ? 1 : std::max(DaysOf(std::min(top, next->newest) - next->oldest), 1.0);
  if (services.paces.size() > kMostPaces) services.paces.clear();
  for (const UserId author : authors) {
    double& pace = services.paces.try_emplace(author, kUsualPace).first->second;
    pace = (pace * kDaysOfGuess + seen[author]) / (kDaysOfGuess + days);
    pace = std::max({pace, more[author] / next_days, kSlowestPace});
  }
}

// As far as the slices were read to their end, from the newest on: that is what is known.
struct Known {
  std::span<Slice> whole;
  const Slice* next = nullptr;  // holds more than could be read; nullptr: all are whole
  int unread = 0;
  bool none = true;  // no image in them
};

Known KnownOf(std::vector<Slice>& slices) {
  const auto next = std::ranges::find_if(slices, [](const Slice& s) { return !s.complete; });
  Known known;
  known.whole = {slices.begin(), next};
  known.unread = static_cast<int>(slices.end() - next);
  if (next != slices.end()) known.next = &*next;
  for (const Slice& slice : known.whole) known.none = known.none && slice.images.empty();
  return known;
}

Id NewestIn(const Slice& slice) {
  Id newest = slice.oldest;
  for (const auto& image : slice.images) newest = std::max(newest, image.ref.image.value());
  return newest;
}

// What shows images: those that stand.
void Collect(std::span<Slice> slices, PulledImages& found) {
  for (Slice& slice : slices) {
    for (auto& image : slice.images) {
      if (!image.removed && !image.is_avatar) found.images.emplace(image.ref, std::move(image));
    }
  }
}

}  // namespace

Outcome<PulledImages> ReadPulledImages(const Context& context, const std::vector<UserId>& authors,
                                       const PulledRange& range) {
  PulledImages found;
  found.scale = range.scale;
  found.oldest = range.oldest;
  found.whole = true;
  if (authors.empty() || range.newest < range.oldest) return found;

  const Id top = std::min(range.newest, FirstIdAt(context.Now()));
  const double ids_an_image = IdsAnImage(context.services, authors, range.wanted);
  const bool approaching = range.near != 0 && range.near <= top;
  auto slices = approaching ? CutTowards(range, top) : Cut(range, top, ids_an_image);
  Join(slices, range.newest);
  OCI_RETURN_IF_ERROR(oci::ForEach(slices, slices.size(),
                                   [&](Slice& slice) { return Read(context, authors, slice); }));

  for (const Slice& slice : slices) found.units += std::max<size_t>(slice.images.size(), 1);
  const Known known = KnownOf(slices);
  found.whole = known.next == nullptr && !approaching;
  found.oldest = known.whole.empty() ? std::nullopt : std::optional(known.whole.back().oldest);
  if (approaching) {
    found.scale = ScaleOf(known.whole, ids_an_image, range.scale);
    if (known.next == nullptr && range.near < range.oldest) found.near = range.near;
  } else {
    if (range.scale >= 0) Learn(context.services, authors, known.whole, top, known.next);
    found.scale -= known.whole.empty() ? known.unread : std::max(known.unread - 1, 0);
  }
  found.scale = std::max(found.scale, kLeastScale);
  if (known.next != nullptr && known.none) found.near = NewestIn(*known.next);
  Collect(known.whole, found);
  return found;
}

}  // namespace fotogal
