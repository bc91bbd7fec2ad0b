#include "fotogal/deletion/erasure.h"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>

#include "fotogal/account/account_change.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/base/table_statements.h"
#include "fotogal/deletion/deletion_statements.h"
#include "fotogal/export/export_job.h"
#include "fotogal/export/exports.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/images/removal.h"
#include "fotogal/images/uploads.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/captions.h"
#include "fotogal/social/comment_likes.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/reactions.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kErasedRowsPerPage = 100;
constexpr int kErasuresInFlight = 4;  // each removal may make three requests at the same time

// Runs `erase(row) -> Outcome<...>` for each row, some at once.
template <class Rows, class Erase>
Outcome<Unit> ForEachRow(const Rows& rows, Erase erase) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(rows, kErasuresInFlight, [&](const auto& row) { return AsStatus(erase(row)); }));
  return Unit{};
}

Outcome<std::vector<Json>> FirstRows(Erasure& erasure, const std::string& text) {
  auto options = Absolute(kErasedRowsPerPage);
  for (;;) {
    OCI_ASSIGN_OR_RETURN(auto page, erasure.run.context.Query({"deletion.rows", text},
                                                              {{"$u", erasure.job.user}}, options));
    if (!page.items.empty() || page.next.empty()) return std::move(page.items);
    options.page = page.next;
  }
}

// The rows of `table` whose `column` is the person, as Row; what is erased is not read again.
template <class Row = Json, class Erase>
Outcome<StepResult> EraseRows(Erasure& erasure, std::string_view table, std::string_view column,
                              const std::string& columns, Erase erase) {
  OCI_ASSIGN_OR_RETURN(const auto rows, FirstRows(erasure, RowsOfPerson(table, column, columns)));
  if (rows.empty()) return StepResult::kDone;
  erasure.found = true;
  if constexpr (std::is_same_v<Row, Json>) {
    OCI_RETURN_IF_ERROR(ForEachRow(rows, erase));
  } else {
    OCI_RETURN_IF_ERROR(ForEachRow(RowsFrom<Row>(rows), erase));
  }
  return StepResult::kMore;
}

// The same for rows that are only deleted.
Outcome<StepResult> DeleteRows(Erasure& erasure, const schema::Table& table,
                               std::string_view column) {
  if (schema::IsShardKey(table, column)) {
    OCI_ASSIGN_OR_RETURN(const auto deleted, erasure.run.context.DeleteShardRows(
                                                 ShardOfPerson(table, column, erasure.job.user)));
    if (deleted.count > 0 || deleted.uncertain) erasure.found = true;
    return deleted.more ? StepResult::kMore : StepResult::kDone;
  }
  return EraseRows(
      erasure, table.name, column, KeyColumns(table), [&](const Json& row) -> Outcome<Unit> {
        OCI_RETURN_IF_ERROR(erasure.run.context.Delete(table.name, KeyIn(row, table.key)));
        return Unit{};
      });
}

// Removes an image or finishes its removal; done when the row is gone.
Outcome<StepResult> EraseImage(Erasure& erasure, const Image& image) {
  const ImageRef ref{erasure.job.user, image.ref.image};
  if (!image.removed) {
    OCI_RETURN_IF_ERROR(RemoveImage(erasure.run.context, ref));
    return StepResult::kMore;
  }
  JobRun removal{erasure.run.context, {}, {}, ""};
  return FinishRemovalNow(removal, ref);
}

// Rows stay until their removal is finished; a pass that cannot finish one is not the last.
Outcome<StepResult> EraseImages(Erasure& erasure) {
  const ImageId after = FromBase36(erasure.at).value_or(0);
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      erasure.run.context.Select<Image>(
          kDeletionImages, {{"$u", erasure.job.user}, {"$a", after}, {"$n", kErasedRowsPerPage}},
          Absolute()));
  std::atomic<bool> all_gone{true};
  OCI_RETURN_IF_ERROR(ForEachRow(rows, [&](const Image& image) -> Outcome<Unit> {
    OCI_ASSIGN_OR_RETURN(const auto removed, EraseImage(erasure, image));
    if (removed == StepResult::kMore) all_gone = false;
    return Unit{};
  }));
  if (!all_gone) erasure.found = true;
  if (!rows.empty()) erasure.at = ToBase36(rows.back().ref.image);
  return rows.size() < static_cast<size_t>(kErasedRowsPerPage) ? StepResult::kDone
                                                               : StepResult::kMore;
}

Outcome<Unit> EraseReaction(Erasure& erasure, const ReactionRow& row) {
  Image image;
  image.ref = row.image;
  const Context& context = erasure.run.context;
  OCI_ASSIGN_OR_RETURN(const auto standing, FindReaction({context}, erasure.job.user, image.ref));
  if (!standing) return Unit{};
  const auto taken = TakeBack({context}, erasure.job.user, image, standing, standing->reaction);
  // When the image is gone, there is nothing to count.
  if (!taken.ok() && taken.error().status != 404) return taken.error();
  return Unit{};
}

Outcome<StepResult> EraseReactions(Erasure& erasure) {
  return EraseRows<ReactionRow>(
      erasure, schema::kReactions, "user_id", "r.author_id, r.image_id",
      [&](const ReactionRow& row) { return EraseReaction(erasure, row); });
}

Outcome<StepResult> EraseComments(Erasure& erasure) {
  return EraseRows<Comment>(erasure, schema::kComments, "user_id", "r.author_id, r.image_id, r.id",
                            [&](const Comment& comment) {
                              return RemoveComment(erasure.run.context, comment.image, comment.id);
                            });
}

Outcome<Unit> EraseCommentLike(Erasure& erasure, const CommentLike& row) {
  const Context& context = erasure.run.context;
  OCI_ASSIGN_OR_RETURN(const auto standing,
                       FindCommentLike(context, erasure.job.user, row.image, row.comment));
  if (!standing) return Unit{};
  OCI_ASSIGN_OR_RETURN(auto comment, FindComment(context, row.image, row.comment));
  // When the comment is gone, there is nothing to count.
  if (!comment) comment = Comment{.image = row.image, .id = row.comment};
  const auto taken = LikeComment(context, erasure.job.user, *comment, standing, false);
  if (!taken.ok() && taken.error().status != 404) return taken.error();
  return Unit{};
}

Outcome<StepResult> EraseCommentLikes(Erasure& erasure) {
  return EraseRows<CommentLike>(
      erasure, schema::kCommentLikes, "user_id", "r.author_id, r.image_id, r.comment_id",
      [&](const CommentLike& row) { return EraseCommentLike(erasure, row); });
}

Outcome<StepResult> EraseFollowing(Erasure& erasure) {
  return EraseRows<FollowRow>(
      erasure, schema::kFollows, "follower_id", "r.followee_id", [&](const FollowRow& row) {
        return Unfollow(erasure.run.context, erasure.job.user, row.followee);
      });
}

Outcome<StepResult> EraseFollowers(Erasure& erasure) {
  return EraseRows<FollowRow>(
      erasure, schema::kFollows, "followee_id", "r.follower_id", [&](const FollowRow& row) {
        return Unfollow(erasure.run.context, row.follower, erasure.job.user);
      });
}

Outcome<Unit> EraseUpload(Erasure& erasure, const Upload& upload) {
  const Context& context = erasure.run.context;
  if (!upload.par_id.empty())
    OCI_RETURN_IF_ERROR(context.services.objects->DeletePar(context.call, upload.par_id));
  if (!upload.object.empty())
    OCI_RETURN_IF_ERROR(context.services.objects->Delete(context.call, upload.object));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kUploads, KeyOfUpload(erasure.job.user, upload.id)));
  return Unit{};
}

Outcome<StepResult> EraseUploads(Erasure& erasure) {
  return EraseRows<Upload>(erasure, schema::kUploads, "user_id", "*",
                           [&](const Upload& upload) { return EraseUpload(erasure, upload); });
}

Outcome<StepResult> EraseUnderWay(Erasure& erasure) {
  OCI_RETURN_IF_ERROR(RemoveExportPars(erasure.run.context, ExportFolder(erasure.job.user)));
  return DeleteRows(erasure, schema::TableOf(schema::kUnderWay), "user_id");
}

// Also objects whose row was never written.
Outcome<StepResult> EraseObjects(Erasure& erasure) {
  const Context& context = erasure.run.context;
  for (const char* folder : {"images/", "avatars/", "uploads/", "exports/"}) {
    const std::string prefix = folder + ToBase36(erasure.job.user) + "/";
    OCI_ASSIGN_OR_RETURN(const auto list, context.services.objects->List(context.call, prefix, "",
                                                                         kErasedRowsPerPage));
    if (list.objects.empty()) continue;
    erasure.found = true;
    OCI_RETURN_IF_ERROR(oci::ForEach(list.objects, kErasuresInFlight, [&](const auto& object) {
      const auto deleted = context.services.objects->Delete(context.call, object.name);
      return deleted.ok() ? oci::Ok() : oci::Status(deleted.error());
    }));
    return StepResult::kMore;
  }
  return StepResult::kDone;
}

Outcome<StepResult> EraseFailures(Erasure& erasure) {
  for (const auto& key : erasure.job.throttle) {
    OCI_RETURN_IF_ERROR(erasure.run.context.Delete(schema::kThrottle, {{"key", key}}));
  }
  return StepResult::kDone;
}

// Stores the names that the users row has, because that row is deleted before the names are: a
// change of names may have been in progress when the account was hidden.
Outcome<StepResult> CollectNames(Erasure& erasure) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUserRow(erasure.run.context, erasure.job.user));
  if (!user) return StepResult::kDone;
  erasure.names.insert(UsernameKey(user->username));
  erasure.names.insert(EmailKey(user->email));
  return StepResult::kDone;
}

Outcome<Unit> EraseJob(Erasure& erasure, const JobRow& job) {
  const Context& context = erasure.run.context;
  if (job.kind == AccountChange::kKind) {
    const auto change = job.arguments.get<AccountChange>();
    OCI_RETURN_IF_ERROR(EraseAccountChange(context, change, erasure.names));
  }
  if (job.kind == CaptionJob::kKind)
    OCI_RETURN_IF_ERROR(AbandonCaption(context, job.arguments.get<CaptionJob>()));
  if (job.kind == ExportJob::kKind) {
    JobRun left{context, JobFor<ExportJob>(job.id), job.arguments, job.cursor};
    OCI_RETURN_IF_ERROR(AbandonExport(left, {erasure.job.user}));
  }
  return ForgetJob(context, JobFor(job.id, job.kind));
}

// An export may be running until its lease ends, and stores its object last.
bool IsAtWork(const JobRow& job, oci::TimePoint now) {
  return job.kind == ExportJob::kKind && job.lease_until > ToMillis(now);
}

// One bucket of jobs per call; `at` is its number and the job after which to continue: "[7,<id>]".
Outcome<StepResult> EraseJobs(Erasure& erasure) {
  Json at = erasure.at.empty() ? Json{0, 0} : oci::ParseOrThrow(erasure.at);
  const int bucket = at[0].get<int>();
  OCI_ASSIGN_OR_RETURN(
      auto jobs,
      erasure.run.context.Select<JobRow>(
          kDeletionJobs, {{"$b", bucket}, {"$a", at[1]}, {"$n", kErasedRowsPerPage}}, Absolute()));
  const bool more = jobs.size() == static_cast<size_t>(kErasedRowsPerPage);
  const Op last = jobs.empty() ? Op() : jobs.back().id;
  std::erase_if(
      jobs, [&](const JobRow& job) { return !IsAbout(job.kind, job.arguments, erasure.job.user); });
  for (const JobRow& job : jobs) {
    if (!IsAtWork(job, erasure.run.context.Now())) continue;
    erasure.run.resume_at = FromMillis(job.lease_until);
    erasure.part = PartsOfPass().front().name;
    erasure.at.clear();
    return StepResult::kMore;
  }
  OCI_RETURN_IF_ERROR(ForEachRow(jobs, [&](const JobRow& job) { return EraseJob(erasure, job); }));
  erasure.at = oci::JsonText(more ? Json{bucket, last} : Json{bucket + 1, 0});
  const bool last_bucket = bucket + 1 == schema::kJobBuckets;
  return more || !last_bucket ? StepResult::kMore : StepResult::kDone;
}

Outcome<StepResult> EraseUser(Erasure& erasure) {
  const Context& context = erasure.run.context;
  OCI_ASSIGN_OR_RETURN(auto user, FindUserRow(context, erasure.job.user));
  if (!user) return StepResult::kDone;
  user->is_professional = true;  // whether or not it is still listed as one
  OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, *user, nullptr));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kUsers, KeyOfUser(erasure.job.user)));
  return StepResult::kDone;
}

// In the order of their keys: e-mail address first, username last.
Outcome<StepResult> EraseNames(Erasure& erasure) {
  for (const auto& name : erasure.names) {
    OCI_RETURN_IF_ERROR(GiveUpName(erasure.run.context, erasure.job.user, name));
  }
  return StepResult::kDone;
}

Outcome<StepResult> ErasePhotoAccess(Erasure& erasure) {
  OCI_RETURN_IF_ERROR(EndPhotoAccess(erasure.run.context, erasure.job.user));
  return StepResult::kDone;
}

// Parts for what the schema marks as kByPart.
const NamedPart* OwnPart(std::string_view name) {
  static const NamedPart kParts[] = {{"images", &EraseImages},
                                     {"uploads", &EraseUploads},
                                     {"reactions", &EraseReactions},
                                     {"following", &EraseFollowing},
                                     {"followers", &EraseFollowers},
                                     {"comments", &EraseComments},
                                     {"under_way", &EraseUnderWay},
                                     {"failures", &EraseFailures},
                                     {"comment_likes", &EraseCommentLikes}};
  const auto found = std::ranges::find(kParts, name, &NamedPart::name);
  return found == std::end(kParts) ? nullptr : found;
}

std::vector<NamedPart> PartsOfTables() {
  std::vector<NamedPart> parts{{"photo_access", &ErasePhotoAccess}};
  for (const auto& table : schema::Tables()) {
    for (const auto& person : table.people) {
      if (person.at_deletion == schema::AtDeletion::kDeleteRows) {
        parts.push_back({person.part, [&table, column = person.column](Erasure& erasure) {
                           return DeleteRows(erasure, table, column);
                         }});
      } else if (const NamedPart* own = OwnPart(person.part)) {
        // A part that several tables name comes once: a pass goes on after the part of a name.
        if (std::ranges::find(parts, own->name, &NamedPart::name) == parts.end())
          parts.push_back(*own);
      }
    }
  }
  parts.push_back({"objects", &EraseObjects});
  return parts;
}

}  // namespace

// Of the tables, sessions come first: from then on no new call begins. Ending an edge may notify
// the person, so notifications come after all edges.
std::span<const NamedPart> PartsOfPass() {
  static const std::vector<NamedPart> parts = PartsOfTables();
  return parts;
}

std::span<const NamedPart> LastParts() {
  static const NamedPart kParts[] = {{"collect", &CollectNames},
                                     {"jobs", &EraseJobs},
                                     {"user", &EraseUser},
                                     {"names", &EraseNames}};
  return kParts;
}

}  // namespace fotogal
