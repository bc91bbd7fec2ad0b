// Imports reactions, follows and follow requests, and the feed rows that follow from them.
#include "fotogal/base/schema.h"
#include "fotogal/feed/feed.h"
#include "operate/import/rules.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

namespace schema = fotogal::schema;

constexpr int kEdgeBatch = 500;

// The keys of the last edge that was written.
struct Cursor {
  std::int64_t first = 0, second = 0;
};

Cursor Load(Job& job, const char* key) {
  const std::string text = job.state.Get(key);
  Cursor cursor{INT64_MIN, INT64_MIN};
  if (!text.empty()) {
    const auto space = text.find(' ');
    cursor = {std::stoll(text.substr(0, space)), std::stoll(text.substr(space + 1))};
  }
  return cursor;
}

oci::Status Store(Job& job, const char* key, const Cursor& cursor) {
  return job.state.Set(key, std::to_string(cursor.first) + " " + std::to_string(cursor.second));
}

struct Edge {
  Cursor place;
  Json row;
};

// next(cursor) reads the edges after the cursor; each is written, then the cursor moves.
template <class Next>
oci::Status WriteEdges(Job& job, const char* step, std::string_view table, std::int64_t total,
                       Next&& next) {
  const std::string key = std::string("cursor of ") + step;
  job.progress.Begin(step, total);
  Cursor cursor = Load(job, key.c_str());
  for (auto edges = next(cursor); !edges.empty(); edges = next(cursor)) {
    OCI_RETURN_IF_ERROR(ForAll(job, edges, [&](oci::Call& call, const Edge& edge) {
      return PutOwn(job, call, table, edge.row);
    }));
    cursor = edges.back().place;
    OCI_RETURN_IF_ERROR(Store(job, key.c_str(), cursor));
    job.progress.Advance(static_cast<std::int64_t>(edges.size()));
  }
  job.progress.End();
  return oci::Ok();
}

std::vector<Edge> ReactionsAfter(Job& job, const Cursor& cursor) {
  std::vector<Edge> edges;
  auto query = job.db().Prepare(R"(
    SELECT r.image, r.person, i.author, i.new_id, p.new_id, r.kind, i.time
    FROM reactions r JOIN images i ON i.old_id = r.image AND i.state = 1
                     JOIN people p ON p.old_id = r.person AND p.owner = 1
    WHERE (r.image, r.person) > (?, ?) ORDER BY r.image, r.person LIMIT ?)");
  query.Bind(cursor.first).Bind(cursor.second).Bind(kEdgeBatch);
  while (query.Step()) {
    const fotogal::ImageRef image{query.Integer(2), query.Integer(3)};
    const fotogal::Id person = query.Integer(4);
    const std::string name = "reaction " + fotogal::ToString(image) + " " + std::to_string(person);
    edges.push_back({{query.Integer(0), query.Integer(1)},
                     {{"author_id", image.author},
                      {"image_id", image.image},
                      {"user_id", person},
                      {"reaction", query.Integer(5) == 1 ? "like" : "dislike"},
                      {"was", "none"},
                      {"created_ts", query.Integer(6)},
                      {"op", OpFor(query.Integer(6), name)},
                      {"counted", true}}});
  }
  return edges;
}

std::vector<Edge> FollowsAfter(Job& job, const Cursor& cursor) {
  std::vector<Edge> edges;
  auto query = job.db().Prepare(
      "SELECT follower, followee, accepted, time FROM follows "
      "WHERE (follower, followee) > (?, ?) ORDER BY follower, followee LIMIT ?");
  query.Bind(cursor.first).Bind(cursor.second).Bind(kEdgeBatch);
  while (query.Step()) {
    const fotogal::Id follower = query.Integer(0), followee = query.Integer(1);
    const std::string name = "follow " + std::to_string(follower) + " " + std::to_string(followee);
    edges.push_back({{follower, followee},
                     {{"follower_id", follower},
                      {"followee_id", followee},
                      {"state", query.Integer(2) == 1 ? "accepted" : "pending"},
                      {"was", "none"},
                      {"delivery", "push"},
                      {"created_ts", query.Integer(3)},
                      {"op", OpFor(query.Integer(3), name)},
                      {"counted", true}}});
  }
  return edges;
}

std::vector<fotogal::UserId> FollowersAfter(Job& job, fotogal::UserId author,
                                            fotogal::UserId after) {
  std::vector<fotogal::UserId> followers;
  auto query = job.db().Prepare(
      "SELECT follower FROM follows WHERE followee = ? AND accepted = 1 AND follower > ? "
      "ORDER BY follower LIMIT ?");
  query.Bind(author.value()).Bind(after.value()).Bind(kEdgeBatch);
  while (query.Step()) followers.push_back(query.Integer(0));
  return followers;
}

oci::Status Deliver(Job& job, const fotogal::ImageRef& image) {
  std::vector<fotogal::UserId> owners{image.author};
  fotogal::UserId last = 0;
  do {
    std::vector<fotogal::FeedRow> rows;
    for (const auto owner : owners) rows.push_back({owner, image});
    OCI_RETURN_IF_ERROR(Patiently(job, [&](oci::Call& call) {
      return ToStatus(fotogal::WriteFeedRows({job.services, call}, rows));
    }));
    owners = FollowersAfter(job, image.author, last);
    if (!owners.empty()) last = owners.back();
  } while (!owners.empty());
  return oci::Ok();
}

std::vector<fotogal::ImageRef> ImagesAfter(Job& job, const Cursor& cursor) {
  std::vector<fotogal::ImageRef> images;
  auto query = job.db().Prepare(
      "SELECT author, new_id FROM images WHERE state = 1 AND is_profile = 0 "
      "AND new_id >= ? AND (author, new_id) > (?, ?) ORDER BY author, new_id LIMIT ?");
  query.Bind(fotogal::FirstIdAt(job.services.clock() - schema::kFeedWindow))
      .Bind(cursor.first)
      .Bind(cursor.second)
      .Bind(kEdgeBatch);
  while (query.Step()) images.push_back({query.Integer(0), query.Integer(1)});
  return images;
}

}  // namespace

oci::Status WriteReactions(Job& job) {
  return WriteEdges(job, "writing reactions", schema::kReactions,
                    job.state.Count("SELECT count(*) FROM reactions"),
                    [&](const Cursor& cursor) { return ReactionsAfter(job, cursor); });
}

oci::Status WriteFollows(Job& job) {
  return WriteEdges(job, "writing follows", schema::kFollows,
                    job.state.Count("SELECT count(*) FROM follows"),
                    [&](const Cursor& cursor) { return FollowsAfter(job, cursor); });
}

oci::Status WriteFeeds(Job& job) {
  constexpr const char* kKey = "cursor of feeds";
  Cursor cursor = Load(job, kKey);
  job.progress.Begin("writing feeds", 0);
  for (auto images = ImagesAfter(job, cursor); !images.empty(); images = ImagesAfter(job, cursor)) {
    for (const auto& image : images) {
      OCI_RETURN_IF_ERROR(Deliver(job, image));
      cursor = {image.author.value(), image.image.value()};
      OCI_RETURN_IF_ERROR(Store(job, kKey, cursor));
      job.progress.Advance(1);
    }
  }
  job.progress.End();
  return oci::Ok();
}

}  // namespace operate::v1
