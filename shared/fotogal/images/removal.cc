#include "fotogal/images/removal.h"

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images_statements.h"

namespace fotogal {
namespace {

constexpr int kRemovalTries = 10;

// Deletes the image's rows of a table with the key (author_id, image_id, ...).
Outcome<Unit> DeleteRowsOf(JobRun& run, const ImageRef& image, const schema::Table& table) {
  const auto rows = ShardOfImage(table, image);
  for (bool more = true; more;) {
    OCI_ASSIGN_OR_RETURN(const auto deleted, run.context.DeleteShardRows(rows));
    more = deleted.more;
  }
  return Unit{};
}

// Bookmarks are kept by who made them, so they are deleted one by one.
Outcome<Unit> DeleteBookmarksOf(JobRun& run, const ImageRef& image) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      run.context.QueryAll(kImagesBookmarks, {{"$a", image.author}, {"$i", image.image}}));
  const auto& table = schema::TableOf(schema::kBookmarks);
  std::vector<oci::nosql::RowWrite> writes;
  for (const auto& row : rows) writes.push_back(Removal(table, row));
  if (!writes.empty()) OCI_RETURN_IF_ERROR(WriteRows(run.context, table, writes));
  return Unit{};
}

bool IsKept(const Image& image, oci::TimePoint now) { return image.kept_until > ToMillis(now); }

// At once, so that no address of them works any more.
Outcome<Unit> TakeObjectsAway(const Context& context, const Image& image) {
  return IsKept(image, context.Now()) ? KeepObjects(context, image.object_name)
                                      : DeleteObjects(context, image.object_name);
}

// A removal that this call has made or found, and how its objects were taken away.
struct MadeRemoval {
  bool is_ours = false;
  Outcome<Unit> objects = Unit{};
};

Outcome<MadeRemoval> Remove(const Context& context, const ImageRef& ref, std::int64_t kept_until) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(context, ref));
  if (!image) return MadeRemoval{};
  // One job for each image, whoever removes it once more.
  const bool was_removed = image->removed;
  const Op op = was_removed ? image->op : context.NewOp();
  OCI_ASSIGN_OR_RETURN(const auto job,
                       QueueJob(context, op, RemoveImageJob{ref.author, ref.image}));
  for (int attempt = 0; image && attempt < kRemovalTries; ++attempt) {
    if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(context, *image));
    if (image->removed) {
      MadeRemoval removal{!was_removed && image->op == op, TakeObjectsAway(context, *image)};
      StartJob(context, job);
      return removal;
    }
    image->counted = true;
    image->kept_until = kept_until;
    OCI_RETURN_IF_ERROR(MarkImageRemoved(context, *image, op));
    OCI_ASSIGN_OR_RETURN(image, FindImageRow(context, ref));
  }
  if (!image) return MadeRemoval{};
  return TryAgain("The image is being changed from several places.");
}

// After the time in which it may be needed the row is deleted, and the objects before it.
Outcome<StepResult> Finish(JobRun& run, const ImageRef& ref, bool keeps) {
  OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(run.context, ref));
  if (!image || !image->removed) return StepResult::kDone;
  if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(run.context, *image));
  for (const auto& table : schema::Tables()) {
    if (schema::GoesWithImage(table)) OCI_RETURN_IF_ERROR(DeleteRowsOf(run, ref, table));
  }
  OCI_RETURN_IF_ERROR(DeleteBookmarksOf(run, ref));
  if (keeps && IsKept(*image, run.context.Now())) {
    OCI_RETURN_IF_ERROR(KeepObjects(run.context, image->object_name));
    run.resume_at = FromMillis(image->kept_until);
    return StepResult::kMore;
  }
  OCI_RETURN_IF_ERROR(DeleteObjects(run.context, image->object_name));
  if (image->kept_until != 0)
    OCI_RETURN_IF_ERROR(DeleteKeptObjects(run.context, image->object_name));
  // A call that has read the image before it was removed may still write rows for it.
  const auto quiet = TimeOfOp(image->op) + kLongestCall;
  if (run.context.Now() < quiet) {
    run.resume_at = quiet;
    return StepResult::kMore;
  }
  OCI_RETURN_IF_ERROR(run.context.Delete(schema::kImages, KeyOfImage(ref)));
  return StepResult::kDone;
}

}  // namespace

Outcome<bool> RemoveImage(const Context& context, const ImageRef& ref) {
  // What fails with the objects is done by the job.
  OCI_ASSIGN_OR_RETURN(const auto removal, Remove(context, ref, 0));
  return removal.is_ours;
}

Outcome<bool> RemoveImageForAppeal(const Context& context, const ImageRef& ref,
                                   std::int64_t kept_until) {
  OCI_ASSIGN_OR_RETURN(const auto removal, Remove(context, ref, kept_until));
  OCI_RETURN_IF_ERROR(removal.objects);
  return removal.is_ours;
}

Outcome<StepResult> FinishRemovalNow(JobRun& run, const ImageRef& image) {
  return Finish(run, image, false);
}

Outcome<StepResult> RemoveImageStep(JobRun& run, const RemoveImageJob& job) {
  return Finish(run, job.Image(), true);
}

}  // namespace fotogal
