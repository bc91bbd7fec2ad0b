#include "fotogal/feed/pulled_images.h"

#include <utility>

#include "fotogal/feed/feed_statements.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kInstantRowsPerQuery = 1000;

// A slice with the images that were read of it.
struct SliceImages {
  Slice slice;
  std::vector<Image> images;
  bool complete = false;
};

oci::Status ReadSlice(const Context& context, const std::vector<UserId>& authors,
                      SliceImages& read) {
  const Slice& slice = read.slice;
  const auto missing = [&] { return slice.most - static_cast<int>(read.images.size()); };
  oci::nosql::QueryOptions options;
  do {
    options.limit = slice.is_instant ? kInstantRowsPerQuery : missing();
    OCI_ASSIGN_OR_RETURN(
        const auto page,
        context.Query(kPulledImagesSlice,
                      {{"$u", authors}, {"$c", slice.newest}, {"$s", slice.oldest}}, options));
    for (const auto& row : page.items) read.images.push_back(RowFrom<Image>(row));
    options.page = page.next;
    // A page of a query may hold fewer rows than asked for, even none, and have a next one.
  } while (!options.page.empty() && (slice.is_instant || missing() > 0));
  read.complete = options.page.empty();
  return oci::Ok();
}

std::vector<SliceRead> ReadsOf(const std::vector<SliceImages>& slices) {
  std::vector<SliceRead> reads;
  for (const SliceImages& slice : slices) {
    SliceRead& read = reads.emplace_back();
    for (const Image& image : slice.images) read.images.push_back(image.ref);
    read.complete = slice.complete;
  }
  return reads;
}

}  // namespace

Outcome<PulledImages> ReadPulledImages(const Context& context, const std::vector<UserId>& authors,
                                       const PulledRange& range) {
  auto& paces = context.services.paces;
  const PullWindow window(range, authors, paces, context.Now());
  std::vector<SliceImages> slices;
  for (const Slice& slice : window.slices()) slices.emplace_back().slice = slice;
  OCI_RETURN_IF_ERROR(oci::ForEach(slices, slices.size(), [&](SliceImages& slice) {
    return ReadSlice(context, authors, slice);
  }));

  const auto reads = ReadsOf(slices);
  window.Learn(reads, paces);
  PulledImages found;
  found.known = window.KnownFrom(reads);
  if (!found.known.oldest) return found;
  for (SliceImages& slice : slices) {
    for (Image& image : slice.images) {
      const bool is_known = image.ref.image.value() >= *found.known.oldest;
      if (is_known && !image.removed && !image.is_archived() && !image.is_avatar)
        found.images.emplace(image.ref, std::move(image));
    }
  }
  return found;
}

Outcome<Unit> WarmUpPulledImages(const Context& context) {
  SliceImages nothing;
  nothing.slice.newest = 1;
  nothing.slice.most = 1;
  OCI_RETURN_IF_ERROR(ReadSlice(context, {kNobody}, nothing));
  return Unit{};
}

}  // namespace fotogal
