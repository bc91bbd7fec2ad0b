#include "fotogal/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "fotogal/blocks.h"
#include "fotogal/delivery_mode.h"
#include "fotogal/follows.h"
#include "fotogal/pulled_images.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kWritesInFlight = 8;
constexpr Id kNewest = (Id{1} << 53) - 1;

constexpr int kMostScale = 4;  // from a day to years

// What the rows of a page are checked against.
struct Checks {
  std::map<ImageRef, Image> images;
  std::map<ImageRef, std::string> reactions;
  std::map<Id, Summary> authors;
  std::set<Id> followed;
  std::set<Id> blocked;  // either way
};

struct Ids {
  std::vector<Id> authors, images;
};

Ids IdsOf(const std::vector<ImageRef>& refs) {
  std::set<Id> authors;
  Ids ids;
  for (const auto& ref : refs) {
    authors.insert(ref.author);
    ids.images.push_back(ref.image);
  }
  ids.authors.assign(authors.begin(), authors.end());
  return ids;
}

std::string Table(std::string_view name) { return std::string(name); }

// In the order of a feed: newest first.
bool Newer(const ImageRef& a, const ImageRef& b) {
  return std::tie(a.image, a.author) > std::tie(b.image, b.author);
}

struct Rows {
  std::vector<ImageRef> refs;
  bool more = false;
};

// Rows after `after`, `limit` and one more at most.
Outcome<Rows> ScanRows(Services& services, oci::Call& call, Id owner, const ImageRef& after,
                       int limit) {
  static const std::string kStatement =
      "DECLARE $o LONG; $c LONG; $s LONG; $n INTEGER; SELECT * FROM " + Table(schema::kFeed) +
      " f WHERE f.owner_id = $o AND f.image_id <= $c AND f.image_id >= $s "
      "ORDER BY f.image_id DESC, f.author_id DESC LIMIT $n";
  const Id oldest = FirstIdAt(call.Now() - schema::kFeedWindow);
  // Rows of the cursor's own millisecond are scanned again and dropped: a key range has one bound.
  for (int scanned = limit + 1;; scanned *= 2) {
    OCI_ASSIGN_OR_RETURN(
        const auto items,
        services.nosql->QueryAll(
            call, kStatement,
            {{"$o", owner}, {"$c", after.image}, {"$s", oldest}, {"$n", scanned}}));
    Rows rows;
    rows.more = items.size() == static_cast<size_t>(scanned);
    for (const auto& item : items) {
      const ImageRef ref{item.at("author_id").get<Id>(), item.at("image_id").get<Id>()};
      if (Newer(after, ref)) rows.refs.push_back(ref);
    }
    if (!rows.refs.empty() || !rows.more) return rows;
  }
}

// What is to be shown, not yet checked.
struct Candidates {
  std::vector<ImageRef> refs;
  std::map<ImageRef, Image> images;  // of pulled authors: read already
  FeedPlace next;                    // everything down to there, itself too, has been looked at
  bool more = false;
};

// What lies between `after` and found.next, as far as the page goes.
void Fill(Candidates& found, const Rows& rows, const ImageRef& after, size_t limit) {
  std::set<ImageRef> refs(rows.refs.begin(), rows.refs.end());
  for (const auto& [ref, image] : found.images) refs.insert(ref);
  for (const auto& ref : refs) {
    if (Newer(after, ref) && !Newer(found.next.last, ref)) found.refs.push_back(ref);
  }
  std::ranges::sort(found.refs, Newer);
  if (found.refs.size() <= limit) return;
  found.refs.resize(limit);
  found.next.last = found.refs.back();
  found.more = true;
}

// Merges the rows with the images of pulled authors.
Outcome<Candidates> Merge(Services& services, oci::Call& call, const Rows& rows,
                          const std::vector<Id>& pulled, const FeedPlace& after, size_t limit) {
  const Id oldest = FirstIdAt(call.Now() - schema::kFeedWindow);
  const ImageRef bottom = rows.more ? rows.refs.back() : ImageRef{0, oldest};
  OCI_ASSIGN_OR_RETURN(auto images, ReadPulledImages(services, call, pulled,
                                                     {after.last.image, bottom.image, limit,
                                                      rows.refs, after.scale}));
  Candidates found;
  found.images = std::move(images.images);
  found.next.last = bottom;
  if (!images.oldest) {
    found.next.last = after.last;
  } else if (*images.oldest > bottom.image) {
    found.next.last = {0, *images.oldest};
  }
  found.more = rows.more || found.next.last.image > oldest;
  Fill(found, rows, after.last, limit);
  const bool too_short = images.whole && found.refs.size() * 2 < limit;
  const int longer = too_short ? (found.refs.empty() ? 3 : 1) : 0;
  found.next.scale = std::min(images.scale + longer, kMostScale);
  if (pulled.empty()) found.next.scale = 0;
  return found;
}

Outcome<std::vector<Json>> Query(Services& services, oci::Call& call, const std::string& statement,
                                 const Json& variables) {
  OCI_ASSIGN_OR_RETURN(auto rows, services.nosql->QueryAll(call, statement, variables));
  return rows;
}

Outcome<std::vector<Json>> ImageRows(Services& services, oci::Call& call,
                                     const std::vector<ImageRef>& refs) {
  if (refs.empty()) return std::vector<Json>();
  static const std::string kStatement = "DECLARE $u ARRAY(LONG); $i ARRAY(LONG); SELECT * FROM " +
                                        Table(schema::kImages) +
                                        " i WHERE i.user_id IN $u[] AND i.id IN $i[]";
  const Ids ids = IdsOf(refs);
  return Query(services, call, kStatement, {{"$u", ids.authors}, {"$i", ids.images}});
}

Outcome<std::vector<Json>> ReactionRows(Services& services, oci::Call& call, Id owner,
                                        const std::vector<ImageRef>& refs) {
  static const std::string kStatement =
      "DECLARE $a ARRAY(LONG); $i ARRAY(LONG); $u LONG; SELECT r.author_id, r.image_id, r.reaction "
      "FROM " +
      Table(schema::kReactions) +
      " r WHERE r.author_id IN $a[] AND r.image_id IN $i[] AND r.user_id = $u";
  const Ids ids = IdsOf(refs);
  return Query(services, call, kStatement,
               {{"$a", ids.authors}, {"$i", ids.images}, {"$u", owner}});
}

// Of pulled images and their authors only what their own query has not told.
Outcome<Checks> LoadChecks(Services& services, oci::Call& call, Id owner,
                           const std::vector<Id>& pulled, Candidates& found) {
  const std::set<Id> known(pulled.begin(), pulled.end());
  const Ids ids = IdsOf(found.refs);
  std::vector<ImageRef> unread;
  for (const auto& ref : found.refs) {
    if (!found.images.contains(ref)) unread.push_back(ref);
  }
  std::vector<Id> asked;
  for (const Id author : ids.authors) {
    if (author != owner && !known.contains(author)) asked.push_back(author);
  }
  auto [people, images, reactions, follows, blocks] =
      oci::InParallel([&] { return FindPeople(services, call, ids.authors); },
                      [&] { return ImageRows(services, call, unread); },
                      [&] { return ReactionRows(services, call, owner, found.refs); },
                      [&] { return FollowStatesOf(services, call, owner, asked); },
                      [&] { return BlockedAmong(services, call, owner, ids.authors); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(reactions);
  OCI_RETURN_IF_ERROR(follows);
  OCI_RETURN_IF_ERROR(blocks);

  Checks checks;
  checks.authors = std::move(*people);
  checks.images = std::move(found.images);
  for (const auto& row : *images) {
    Image image = ImageFromRow(row);
    if (!image.removed) checks.images.emplace(image.ref, std::move(image));
  }
  for (const auto& row : *reactions) {
    const auto reaction = row.at("reaction").get<std::string>();
    if (reaction != "none")
      checks.reactions[{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()}] = reaction;
  }
  checks.followed = known;
  for (const auto& [author, state] : *follows) {
    if (state == FollowState::kFollowing) checks.followed.insert(author);
  }
  checks.blocked = std::move(*blocks);
  return checks;
}

}  // namespace

Outcome<Unit> WriteFeedRows(Services& services, oci::Call& call, const std::vector<FeedRow>& rows) {
  OCI_RETURN_IF_ERROR(oci::ForEach(rows, kWritesInFlight, [&](const FeedRow& row) -> oci::Status {
    const auto age =
        std::chrono::duration_cast<std::chrono::days>(call.Now() - TimeOf(row.image.image));
    if (age >= schema::kFeedWindow) return oci::Ok();
    oci::nosql::PutOptions options;
    options.ttl_days = static_cast<int>((schema::kFeedWindow - age).count());
    OCI_RETURN_IF_ERROR(services.nosql->Put(
        call, schema::kFeed,
        {{"owner_id", row.owner}, {"image_id", row.image.image}, {"author_id", row.image.author}},
        options));
    return oci::Ok();
  }));
  return Unit{};
}

Outcome<FeedPage> ReadFeed(Services& services, oci::Call& call, Id owner, const FeedPlace& after,
                           int limit) {
  FeedPlace from = after;
  if (after.last.image == 0) from.last = {kNewest, kNewest};
  auto [rows, pulled] =
      oci::InParallel([&] { return ScanRows(services, call, owner, from.last, limit); },
                      [&] { return PulledBy(services, call, owner); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_ASSIGN_OR_RETURN(auto found,
                       Merge(services, call, *rows, *pulled, from, static_cast<size_t>(limit)));
  FeedPage page;
  page.more = found.more;
  page.next = found.next;
  if (found.refs.empty()) return page;

  OCI_ASSIGN_OR_RETURN(auto checks, LoadChecks(services, call, owner, *pulled, found));
  for (const auto& ref : found.refs) {
    const auto image = checks.images.find(ref);
    const auto author = checks.authors.find(ref.author);
    const bool wanted = ref.author == owner || checks.followed.contains(ref.author);
    if (image == checks.images.end() || author == checks.authors.end() || !wanted ||
        checks.blocked.contains(ref.author)) {
      continue;
    }
    const auto reaction = checks.reactions.find(ref);
    page.items.push_back({std::move(image->second), author->second,
                          reaction == checks.reactions.end() ? std::string() : reaction->second});
  }
  return page;
}

Outcome<Unit> RehearseFeed(Services& services, oci::Call& call) {
  constexpr Id kNobody = 0, kNobodyElse = 1;
  const ImageRef nothing{kNobodyElse, 0};
  Candidates found;
  found.refs = {nothing};
  auto [rows, pulled, images, checks] =
      oci::InParallel([&] { return ScanRows(services, call, kNobody, nothing, 1); },
                      [&] { return PulledBy(services, call, kNobody); },
                      [&] {
                        return ReadPulledImages(services, call, {kNobody}, {1, 0, 1, {}, 0});
                      },
                      [&] { return LoadChecks(services, call, kNobody, {}, found); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(checks);
  return Unit{};
}

}  // namespace fotogal
