#include "fotogal/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "fotogal/blocks.h"
#include "fotogal/delivery_mode.h"
#include "fotogal/follows.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kWritesInFlight = 8;
constexpr Id kNewest = (Id{1} << 53) - 1;

// Reading pulled authors: how much one is thought to publish a day until it is known, so that a
// slice of time holds about what a page wants; how much more a slice may hold before a shorter one
// is read instead.
constexpr double kUsualPace = 1;
constexpr double kDaysOfGuess = 2;  // as much time seen outweighs what was thought before
constexpr size_t kMostPaces = 20000;
constexpr int kSliceReserve = 20;
constexpr int kNarrower = 8;
constexpr double kWider = 4;
constexpr Id kNarrowest = 4096;  // one millisecond
constexpr int kMostSlices = 12;  // a page that is short even then says where to go on

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

// How many ids go into that time.
Id IdsIn(std::chrono::milliseconds time) { return FirstIdAt(TimeOf(0) + time); }

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

// What is to be shown, not yet checked: rows and what is pulled, merged.
struct Candidates {
  std::vector<ImageRef> refs;
  std::map<ImageRef, Image> images;  // of pulled authors: read already
  ImageRef last;                     // everything before it and itself has been looked at
  bool more = false;
};

// Merges rows with the images of pulled authors, which are read in slices of time: all pulled
// authors in one query.
class Merge {
 public:
  Merge(Services& services, oci::Call& call, Rows rows, std::vector<Id> pulled, int limit)
      : services_(services),
        call_(call),
        rows_(std::move(rows)),
        pulled_(std::move(pulled)),
        limit_(static_cast<size_t>(limit)),
        oldest_(FirstIdAt(call.Now() - schema::kFeedWindow)) {}

  Outcome<Candidates> After(const ImageRef& after) {
    Candidates found;
    Fill(found, after, Bottom());
    ImageRef read = after;  // pulled images are known down to here
    double wider = 1;
    for (int slices = 0; !pulled_.empty() && slices < kMostSlices; wider *= kWider) {
      const size_t have = read == after ? 0 : found.refs.size();
      OCI_ASSIGN_OR_RETURN(const Id start, ReadSlice(read, limit_ - have, wider, slices, found));
      const bool at_bottom = start <= Bottom().image;
      Fill(found, after, at_bottom ? Bottom() : ImageRef{0, start});
      if (at_bottom || found.refs.size() * 2 >= limit_) break;
      read = {0, start};
    }
    return found;
  }

 private:
  // As far as the rows go.
  ImageRef Bottom() const { return rows_.more ? rows_.refs.back() : ImageRef{0, oldest_}; }

  // What lies between the two, the lower one included, as far as the page goes.
  void Fill(Candidates& found, const ImageRef& after, const ImageRef& bound) const {
    std::set<ImageRef> refs(rows_.refs.begin(), rows_.refs.end());
    for (const auto& [ref, image] : found.images) refs.insert(ref);
    found.refs.clear();
    for (const auto& ref : refs) {
      if (Newer(after, ref) && !Newer(bound, ref)) found.refs.push_back(ref);
    }
    std::ranges::sort(found.refs, Newer);
    found.last = bound;
    found.more = rows_.more || bound.image > oldest_;
    if (found.refs.size() <= limit_) return;
    found.refs.resize(limit_);
    found.last = found.refs.back();
    found.more = true;
  }

  // Ids that pass while the pulled authors publish one image, as far as is known.
  double IdsAnImage() const {
    double a_day = 0;
    for (const Id author : pulled_) {
      const auto pace = services_.paces.find(author);
      a_day += pace == services_.paces.end() ? kUsualPace : pace->second;
    }
    return static_cast<double>(IdsIn(std::chrono::hours(24))) / a_day;
  }

  // Where a slice is to start, so that it and the rows of that time come to what is wanted.
  Id StartOfSlice(const ImageRef& read, size_t wanted, double wider) const {
    const double from = static_cast<double>(Top(read));
    const double an_image = IdsAnImage() * wider;
    const auto first =
        std::ranges::find_if(rows_.refs, [&](const ImageRef& ref) { return Newer(read, ref); });
    const auto count = static_cast<size_t>(rows_.refs.end() - first);
    const auto oldest = static_cast<double>(Bottom().image);
    for (size_t k = 0; k < wanted; ++k) {
      const auto start =
          static_cast<Id>(std::max(from - static_cast<double>(wanted - k) * an_image, oldest));
      if (k >= count || first[static_cast<std::ptrdiff_t>(k)].image < start) return start;
    }
    return first[static_cast<std::ptrdiff_t>(wanted) - 1].image;
  }

  Id Top(const ImageRef& read) const { return std::min(read.image, FirstIdAt(call_.Now())); }

  // Reads the slice below `read`, made shorter when it holds too much; answers where it starts.
  Outcome<Id> ReadSlice(const ImageRef& read, size_t wanted, double wider, int& slices,
                        Candidates& found) {
    Id start = StartOfSlice(read, wanted, wider);
    for (++slices;; ++slices) {
      const Id length = Top(read) - start;
      std::vector<Image> images;
      OCI_ASSIGN_OR_RETURN(const bool complete,
                           ReadImages(start, read.image, length <= kNarrowest, images));
      Learn(images, length, complete);
      if (complete) {
        for (auto& image : images) {
          if (!image.removed && !image.is_avatar) found.images.emplace(image.ref, std::move(image));
        }
        return start;
      }
      start = Top(read) - length / kNarrower;
    }
  }

  // False: there are more, and `whole` was not asked for.
  Outcome<bool> ReadImages(Id start, Id end, bool whole, std::vector<Image>& images) {
    static const std::string kStatement =
        "DECLARE $u ARRAY(LONG); $c LONG; $s LONG; SELECT * FROM " + Table(schema::kImages) +
        " i WHERE i.user_id IN $u[] AND i.id <= $c AND i.id >= $s";
    oci::nosql::QueryOptions options;
    options.limit = static_cast<int>(limit_) + kSliceReserve;
    do {
      OCI_ASSIGN_OR_RETURN(
          const auto page,
          services_.nosql->Query(call_, kStatement, {{"$u", pulled_}, {"$c", end}, {"$s", start}},
                                 options));
      for (const auto& row : page.items) images.push_back(ImageFromRow(row));
      options.page = page.next;
      if (!whole) break;
    } while (!options.page.empty());
    return options.page.empty();
  }

  // Of a slice that was not read to its end only that there is no less.
  void Learn(const std::vector<Image>& images, Id length, bool complete) {
    const double days =
        static_cast<double>(length) / static_cast<double>(IdsIn(std::chrono::hours(24)));
    if (days <= 0) return;
    std::map<Id, int> counts;
    for (const auto& image : images) ++counts[image.ref.author];
    if (services_.paces.size() > kMostPaces) services_.paces.clear();
    for (const Id author : pulled_) {
      double& pace = services_.paces.try_emplace(author, kUsualPace).first->second;
      const int count = counts[author];
      pace = complete ? (pace * kDaysOfGuess + count) / (kDaysOfGuess + days)
                      : std::max(pace, count / days);
    }
  }

  Services& services_;
  oci::Call& call_;
  const Rows rows_;
  const std::vector<Id> pulled_;
  const size_t limit_;
  const Id oldest_;
};

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

Outcome<FeedPage> ReadFeed(Services& services, oci::Call& call, Id owner, const ImageRef& after,
                           int limit) {
  const ImageRef from = after.image == 0 ? ImageRef{kNewest, kNewest} : after;
  auto [rows, pulled] =
      oci::InParallel([&] { return ScanRows(services, call, owner, from, limit); },
                      [&] { return PulledBy(services, call, owner); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_ASSIGN_OR_RETURN(auto found,
                       Merge(services, call, std::move(*rows), *pulled, limit).After(from));
  FeedPage page;
  page.more = found.more;
  page.last = found.last;
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

}  // namespace fotogal
