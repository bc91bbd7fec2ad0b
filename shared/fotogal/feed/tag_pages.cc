#include "fotogal/feed/tag_pages.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "fotogal/feed/feed_statements.h"
#include "fotogal/images/tags.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/mutes.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// Of each part so many rows are read, and of what they tell so many photos are looked at. A photo
// costs four units at most: its author's row and, where the author is hidden, a mute and a block in
// each direction; else its own row and the reaction. Four statements cost one unit even when they
// find nothing: 24 + 9 * 4 is what a page may cost.
constexpr int kRowsPerTagPart = 3;
constexpr size_t kMostLookedAt = 9;
static_assert(kTagParts * kRowsPerTagPart + 4 * static_cast<int>(kMostLookedAt) <= kTagPageUnits);

struct TagPart {
  int part = 0;
  std::vector<ImageRef> refs{};  // newest first
  bool more = false;             // there are rows below the last one
};

oci::Status ReadTagPart(const Context& context, const std::string& tag, ImageId below,
                        TagPart& read) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<TagRow>(
          kTagsPart,
          {{"$t", NameInRows(tag)}, {"$p", read.part}, {"$c", below}, {"$n", kRowsPerTagPart}}));
  for (const TagRow& row : rows) read.refs.push_back(row.image);
  read.more = rows.size() == kRowsPerTagPart;
  return oci::Ok();
}

// What may be shown before it is looked at. All parts are known down to `bottom`; two photos of one
// id at that very border would be one too few, which is as good as impossible.
struct Pointed {
  std::vector<ImageRef> refs;  // newest first
  ImageId bottom = 0;          // 0: nothing is below
};

Outcome<Pointed> ReadTagRows(const Context& context, const std::string& tag, ImageId before) {
  const ImageId below = before == 0 ? ImageId(kNewestId) : before;
  std::array<TagPart, kTagParts> parts;
  for (int i = 0; i < kTagParts; ++i) parts.at(static_cast<size_t>(i)).part = i;
  OCI_RETURN_IF_ERROR(oci::ForEach(
      parts, parts.size(), [&](TagPart& part) { return ReadTagPart(context, tag, below, part); }));
  Pointed pointed;
  for (const TagPart& part : parts) {
    if (part.more) pointed.bottom = std::max(pointed.bottom, part.refs.back().image);
    pointed.refs.insert(pointed.refs.end(), part.refs.begin(), part.refs.end());
  }
  std::erase_if(pointed.refs, [&](const ImageRef& ref) { return ref.image < pointed.bottom; });
  std::ranges::sort(pointed.refs, Newer);
  return pointed;
}

// Cuts to what one page looks at.
void Cut(Pointed& pointed, size_t most) {
  if (pointed.refs.size() <= most) return;
  pointed.refs.resize(most);
  pointed.bottom = pointed.refs.back().image;
}

// The newest of each person but the viewer; what else they have published since the last of these
// photos is not shown.
void KeepOneOfEach(Pointed& pointed, UserId viewer, size_t most) {
  std::set<UserId> authors = {viewer};
  std::vector<ImageRef> kept;
  for (const ImageRef& ref : pointed.refs) {
    if (!authors.insert(ref.author).second) continue;
    if (kept.size() == most) {
      pointed.bottom = kept.back().image;
      break;
    }
    kept.push_back(ref);
  }
  pointed.refs = std::move(kept);
}

// The authors whose photos the viewer may be shown here.
Outcome<std::map<UserId, Summary>> PublicAuthors(const Context& context, UserId viewer,
                                                 const std::vector<ImageRef>& refs) {
  std::set<UserId> different;
  for (const ImageRef& ref : refs) different.insert(ref.author);
  const std::vector<UserId> asked(different.begin(), different.end());
  auto [people, blocked, muted] =
      oci::InParallel([&] { return FindPeople(context, asked); },
                      [&] { return BlockedAmong(context, viewer, asked); },
                      [&] { return MutedAmong(context, viewer, asked); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  OCI_RETURN_IF_ERROR(muted);
  std::erase_if(*people, [&](const auto& person) {
    return person.second.is_private || blocked->contains(person.first) ||
           muted->contains(person.first);
  });
  return std::move(*people);
}

Outcome<std::vector<FeedItem>> Look(const Context& context, UserId viewer, const std::string& tag,
                                    std::vector<ImageRef> refs) {
  OCI_ASSIGN_OR_RETURN(const auto authors, PublicAuthors(context, viewer, refs));
  std::erase_if(refs, [&](const ImageRef& ref) { return !authors.contains(ref.author); });
  auto [images, mine] = oci::InParallel([&] { return ShownImages(context, refs); },
                                        [&] { return MineAmong(context, viewer, refs); });
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(mine);
  std::vector<FeedItem> items;
  for (const ImageRef& ref : refs) {
    const auto image = images->find(ref);
    if (image == images->end() || !HasRowOfTag(image->second, NameInRows(tag))) continue;
    items.push_back({std::move(image->second), authors.at(ref.author), (*mine)[ref]});
  }
  return items;
}

size_t MostOf(int limit) { return std::min(static_cast<size_t>(limit), kMostLookedAt); }

Outcome<TagPage> Shown(const Context& context, UserId viewer, const std::string& tag,
                       Pointed pointed) {
  TagPage page;
  page.next = pointed.bottom;
  if (pointed.refs.empty()) return page;
  OCI_ASSIGN_OR_RETURN(page.items, Look(context, viewer, tag, std::move(pointed.refs)));
  return page;
}

}  // namespace

Outcome<TagPage> ReadTagPage(const Context& context, UserId viewer, const std::string& tag,
                             ImageId before, int limit) {
  OCI_ASSIGN_OR_RETURN(auto pointed, ReadTagRows(context, tag, before));
  Cut(pointed, MostOf(limit));
  return Shown(context, viewer, tag, std::move(pointed));
}

Outcome<TagPage> ReadExplore(const Context& context, UserId viewer, ImageId before, int limit) {
  const std::string everything(kEverything);
  OCI_ASSIGN_OR_RETURN(auto pointed, ReadTagRows(context, everything, before));
  KeepOneOfEach(pointed, viewer, MostOf(limit));
  return Shown(context, viewer, everything, std::move(pointed));
}

Outcome<std::vector<UserId>> RecentAuthors(const Context& context) {
  static_assert(kTagParts * kRowsPerTagPart <= kRecentAuthorUnits);
  OCI_ASSIGN_OR_RETURN(const auto pointed, ReadTagRows(context, std::string(kEverything), 0));
  std::vector<UserId> authors;
  for (const ImageRef& ref : pointed.refs) {
    if (std::ranges::count(authors, ref.author) == 0) authors.push_back(ref.author);
  }
  return authors;
}

Outcome<Unit> WarmUpFeedAndTags(const Context& context) {
  constexpr UserId kNobodyElse = 1;
  auto [feed, rows, images] = oci::InParallel([&] { return WarmUpFeed(context); },
                                              [&] { return ReadTagRows(context, "-", 1); },
                                              [&] {
                                                return ShownImages(context, {{kNobodyElse, 0}});
                                              });
  OCI_RETURN_IF_ERROR(feed);
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(images);
  return Unit{};
}

}  // namespace fotogal
