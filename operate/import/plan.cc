// Plans new ids and avatars, and finds people and images that cannot be imported. Depends only on
// the source, in the order (time, old id), so the same source always gives the same plan.
#include "operate/import/rules.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

constexpr int kPlanBatch = 500;

// Of several rows with one id, marks the first as the owner of its photos and edges; the others
// keep only their account.
oci::Status ChooseOwners(Job& job) {
  return job.db().Execute(
      "UPDATE people SET owner = NOT EXISTS(SELECT 1 FROM people p WHERE p.old_id = people.old_id "
      "AND (p.time, p.old_email, p.old_username) < "
      "(people.time, people.old_email, people.old_username))");
}

oci::Status ReportShared(Job& job) {
  return job.db().Execute(
      "INSERT OR REPLACE INTO cases SELECT 'id_shared', 'person', old_id, new_id, "
      "json_object('username', old_username) FROM people WHERE owner = 0");
}

struct Unnumbered {
  std::int64_t seq, old_id, time;
};

std::vector<Unnumbered> NextPeople(Job& job) {
  std::vector<Unnumbered> people;
  auto query = job.db().Prepare(
      "SELECT seq, old_id, time FROM people WHERE new_id IS NULL "
      "ORDER BY time, old_id, old_email, old_username LIMIT ?");
  query.Bind(kPlanBatch);
  while (query.Step()) people.push_back({query.Integer(0), query.Integer(1), query.Integer(2)});
  return people;
}

oci::Status NumberPeople(Job& job) {
  for (auto people = NextPeople(job); !people.empty(); people = NextPeople(job)) {
    for (const auto& person : people) {
      // Only ids that differ by 4,096,000 within one second collide: then the next free one is
      // used.
      for (fotogal::Id id = NewIdFor(person.time, person.old_id);; ++id) {
        OCI_RETURN_IF_ERROR(job.db()
                                .Prepare("UPDATE OR IGNORE people SET new_id = ? WHERE seq = ?")
                                .Bind(id)
                                .Bind(person.seq)
                                .Run());
        if (job.db().Changes() == 1) break;
      }
    }
  }
  return oci::Ok();
}

std::vector<Unnumbered> NextImages(Job& job) {
  std::vector<Unnumbered> images;
  auto query = job.db().Prepare(
      "SELECT i.old_id, p.new_id, i.time FROM images i "
      "JOIN people p ON p.old_id = i.author_old AND p.owner = 1 "
      "WHERE i.new_id IS NULL AND i.state = 0 ORDER BY i.time, i.old_id LIMIT ?");
  query.Bind(kPlanBatch);
  while (query.Step()) images.push_back({query.Integer(1), query.Integer(0), query.Integer(2)});
  return images;
}

oci::Status NumberImages(Job& job) {
  for (auto images = NextImages(job); !images.empty(); images = NextImages(job)) {
    for (const auto& image : images) {
      for (fotogal::Id id = NewIdFor(image.time, image.old_id);; ++id) {
        OCI_RETURN_IF_ERROR(
            job.db()
                .Prepare("UPDATE OR IGNORE images SET author = ?, new_id = ? WHERE old_id = ?")
                .Bind(image.seq)
                .Bind(id)
                .Bind(image.old_id)
                .Run());
        if (job.db().Changes() == 1) break;
      }
    }
  }
  return oci::Ok();
}

oci::Status LeaveOutOrphans(Job& job) {
  OCI_RETURN_IF_ERROR(
      job.db().Execute("UPDATE images SET state = 2 WHERE NOT EXISTS("
                       "SELECT 1 FROM people p WHERE p.old_id = images.author_old)"));
  return job.db().Execute(
      "INSERT OR REPLACE INTO cases SELECT 'image_of_missing_person', 'image', old_id, author_old, "
      "'{}' FROM images WHERE state = 2");
}

// One avatar per person: the profile image that the account names, else the newest one.
oci::Status ChooseAvatars(Job& job) {
  OCI_RETURN_IF_ERROR(job.db().Execute(R"(
    UPDATE people SET avatar = ranked.old_id FROM (
      SELECT i.author_old, i.old_id, row_number() OVER (
               PARTITION BY i.author_old
               ORDER BY substr(coalesce(json_extract(p.row, '$.profile_image_url'), ''),
                               -1 - length(json_extract(i.row, '$.image_filename')))
                        = '/' || json_extract(i.row, '$.image_filename') DESC,
                        i.time DESC, i.old_id DESC) AS place
      FROM images i JOIN people p ON p.old_id = i.author_old AND p.owner = 1
      WHERE i.is_profile = 1 AND i.state = 0) AS ranked
    WHERE owner = 1 AND people.old_id = ranked.author_old AND place = 1)"));
  OCI_RETURN_IF_ERROR(job.db().Execute(R"(
    INSERT OR REPLACE INTO cases SELECT 'avatar_replaced', 'image', i.old_id, i.author_old, '{}'
    FROM images i JOIN people p ON p.old_id = i.author_old AND p.owner = 1
    WHERE i.is_profile = 1 AND i.state = 0 AND p.avatar != i.old_id;
    UPDATE images SET state = 2 WHERE is_profile = 1 AND state = 0 AND NOT EXISTS(
      SELECT 1 FROM people p WHERE p.avatar = images.old_id AND p.old_id = images.author_old);
    INSERT OR REPLACE INTO cases SELECT 'avatar_missing', 'person', old_id, 0,
      json_object('profile_image_url', json_extract(row, '$.profile_image_url'))
    FROM people WHERE owner = 1 AND avatar = 0
      AND coalesce(json_extract(row, '$.profile_image_url'), '') != '';)"));
  return oci::Ok();
}

oci::Status PlanFollows(Job& job) {
  OCI_RETURN_IF_ERROR(job.db().Execute(R"(
    INSERT OR REPLACE INTO cases SELECT 'self_follow', 'person', follower, 0, '{}'
      FROM claims WHERE follower = followee;
    DELETE FROM claims WHERE follower = followee;
    INSERT OR REPLACE INTO cases SELECT 'follow_of_missing_person', 'person', follower, followee,
      '{}' FROM claims WHERE NOT EXISTS(SELECT 1 FROM people p WHERE p.old_id = followee)
      OR NOT EXISTS(SELECT 1 FROM people p WHERE p.old_id = follower);
    INSERT OR REPLACE INTO follows
      SELECT a.new_id, b.new_id,
             CASE WHEN b.private = 0 OR (c.sides & 3) = 3 THEN 1 ELSE 0 END, max(a.time, b.time)
      FROM claims c JOIN people a ON a.old_id = c.follower AND a.owner = 1
                    JOIN people b ON b.old_id = c.followee AND b.owner = 1;)"));
  return job.db().Execute(R"(
    CREATE TEMP TABLE judged AS
      SELECT c.follower, c.followee, c.sides & 3 AS follow, c.sides & 12 AS request, b.private,
             CASE WHEN b.private = 0 OR (c.sides & 3) = 3 THEN 'follows' ELSE 'asks' END AS becomes
      FROM claims c JOIN people a ON a.old_id = c.follower AND a.owner = 1
                    JOIN people b ON b.old_id = c.followee AND b.owner = 1;
    INSERT OR REPLACE INTO cases SELECT 'follow_one_sided', 'person', follower, followee,
      json_object('becomes', becomes, 'said_by', iif(follow = 1, 'follower', 'followee'))
      FROM judged WHERE follow IN (1, 2);
    INSERT OR REPLACE INTO cases SELECT 'request_one_sided', 'person', follower, followee,
      json_object('becomes', becomes, 'said_by', iif(request = 4, 'follower', 'followee'))
      FROM judged WHERE follow = 0 AND request IN (4, 8);
    INSERT OR REPLACE INTO cases SELECT 'request_to_public_account', 'person', follower, followee,
      '{}' FROM judged WHERE follow = 0 AND request != 0 AND private = 0;
    INSERT OR REPLACE INTO cases SELECT 'request_beside_follow', 'person', follower, followee,
      json_object('becomes', becomes) FROM judged WHERE follow != 0 AND request != 0;
    DROP TABLE judged;)");
}

oci::Status PlanReactions(Job& job) {
  return job.db().Execute(R"(
    INSERT OR REPLACE INTO cases SELECT 'reaction_of_missing_person', 'image', image, person, '{}'
      FROM reactions WHERE NOT EXISTS(SELECT 1 FROM people p WHERE p.old_id = person);
    DELETE FROM reactions WHERE NOT EXISTS(SELECT 1 FROM people p WHERE p.old_id = person);
    INSERT OR REPLACE INTO cases SELECT 'liked_and_disliked', 'image', image, person, '{}'
      FROM reactions WHERE kind = 3;
    UPDATE reactions SET kind = 1 WHERE kind = 3;
    DELETE FROM reactions WHERE NOT EXISTS(
      SELECT 1 FROM images i WHERE i.old_id = image AND i.state = 0);)");
}

}  // namespace

oci::Status PlanIds(Job& job) {
  Transaction transaction(job.db());
  OCI_RETURN_IF_ERROR(ChooseOwners(job));
  OCI_RETURN_IF_ERROR(NumberPeople(job));
  OCI_RETURN_IF_ERROR(ReportShared(job));
  OCI_RETURN_IF_ERROR(LeaveOutOrphans(job));
  OCI_RETURN_IF_ERROR(ChooseAvatars(job));
  OCI_RETURN_IF_ERROR(NumberImages(job));
  return transaction.Commit();
}

oci::Status PlanEdges(Job& job) {
  Transaction transaction(job.db());
  OCI_RETURN_IF_ERROR(PlanFollows(job));
  OCI_RETURN_IF_ERROR(PlanReactions(job));
  return transaction.Commit();
}

}  // namespace operate::v1
