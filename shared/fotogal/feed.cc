#include "fotogal/feed.h"

#include <algorithm>
#include <map>
#include <set>

#include "fotogal/blocks.h"
#include "fotogal/follows.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kWritesInFlight = 8;
constexpr Id kNewest = (Id{1} << 53) - 1;

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

Outcome<std::vector<ImageRef>> ScanRows(Services& services, oci::Call& call, Id owner, Id from,
                                        int limit) {
  static const std::string kStatement =
      "DECLARE $o LONG; $c LONG; $s LONG; $n INTEGER; SELECT * FROM " + Table(schema::kFeed) +
      " f WHERE f.owner_id = $o AND f.image_id <= $c AND f.image_id >= $s "
      "ORDER BY f.image_id DESC, f.author_id DESC LIMIT $n";
  const Id oldest = FirstIdAt(call.Now() - schema::kFeedWindow);
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      services.nosql->QueryAll(call, kStatement,
                               {{"$o", owner}, {"$c", from}, {"$s", oldest}, {"$n", limit}}));
  std::vector<ImageRef> refs;
  for (const auto& row : rows)
    refs.push_back({row.at("author_id").get<Id>(), row.at("image_id").get<Id>()});
  return refs;
}

Outcome<Checks> LoadChecks(Services& services, oci::Call& call, Id owner,
                           const std::vector<ImageRef>& refs) {
  static const std::string kImages = "DECLARE $u ARRAY(LONG); $i ARRAY(LONG); SELECT * FROM " +
                                     Table(schema::kImages) +
                                     " i WHERE i.user_id IN $u[] AND i.id IN $i[]";
  static const std::string kReactions =
      "DECLARE $a ARRAY(LONG); $i ARRAY(LONG); $u LONG; SELECT r.author_id, r.image_id, r.reaction "
      "FROM " +
      Table(schema::kReactions) +
      " r WHERE r.author_id IN $a[] AND r.image_id IN $i[] AND r.user_id = $u";
  const Ids ids = IdsOf(refs);
  const auto query = [&](const std::string& statement, Json variables) {
    return [&services, &call, &statement, variables = std::move(variables)] {
      return services.nosql->QueryAll(call, statement, variables);
    };
  };
  auto [people, images, reactions, follows, blocks] =
      oci::InParallel([&] { return FindPeople(services, call, ids.authors); },
                      query(kImages, {{"$u", ids.authors}, {"$i", ids.images}}),
                      query(kReactions, {{"$a", ids.authors}, {"$i", ids.images}, {"$u", owner}}),
                      [&] { return FollowStatesOf(services, call, owner, ids.authors); },
                      [&] { return BlockedAmong(services, call, owner, ids.authors); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(reactions);
  OCI_RETURN_IF_ERROR(follows);
  OCI_RETURN_IF_ERROR(blocks);

  Checks checks;
  checks.authors = std::move(*people);
  for (const auto& row : *images) {
    Image image = ImageFromRow(row);
    if (image.removed) continue;
    checks.images.emplace(image.ref, std::move(image));
  }
  for (const auto& row : *reactions) {
    const auto reaction = row.at("reaction").get<std::string>();
    if (reaction != "none")
      checks.reactions[{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()}] = reaction;
  }
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
  // Rows of the cursor's own millisecond are scanned again and dropped: a key range has one bound.
  const Id from = after.image == 0 ? kNewest : after.image;
  OCI_ASSIGN_OR_RETURN(auto refs, ScanRows(services, call, owner, from, limit + 1));
  const bool more = refs.size() > static_cast<size_t>(limit);
  if (after.image != 0) {
    std::erase_if(refs, [&](const ImageRef& ref) {
      return ref.image == after.image && ref.author >= after.author;
    });
  }
  if (refs.size() > static_cast<size_t>(limit)) refs.resize(static_cast<size_t>(limit));
  FeedPage page;
  if (refs.empty()) return page;
  page.more = more;
  page.last = refs.back();

  OCI_ASSIGN_OR_RETURN(auto checks, LoadChecks(services, call, owner, refs));
  for (const auto& ref : refs) {
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
