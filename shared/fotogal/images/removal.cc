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

}  // namespace

Outcome<bool> RemoveImage(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(context, ref));
  if (!image) return false;
  const Op op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(const auto job,
                       QueueJob(context, op, RemoveImageJob{ref.author, ref.image}));
  for (int attempt = 0; image && attempt < kRemovalTries; ++attempt) {
    if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(context, *image));
    if (image->removed) {
      // At once, so that no address of them works any more; what fails here is done by the job.
      (void)DeleteObjects(context, image->object_name);
      StartJob(context, job);
      return image->op == op;
    }
    image->counted = true;
    OCI_RETURN_IF_ERROR(MarkImageRemoved(context, *image, op));
    OCI_ASSIGN_OR_RETURN(image, FindImageRow(context, ref));
  }
  if (!image) return false;
  return TryAgain("The image is being changed from several places.");
}

Outcome<StepResult> RemoveImageStep(JobRun& run, const RemoveImageJob& job) {
  const ImageRef ref = job.Image();
  OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(run.context, ref));
  if (!image || !image->removed) return StepResult::kDone;
  if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(run.context, *image));
  for (const auto& table : schema::Tables()) {
    if (schema::GoesWithImage(table)) OCI_RETURN_IF_ERROR(DeleteRowsOf(run, ref, table));
  }
  OCI_RETURN_IF_ERROR(DeleteObjects(run.context, image->object_name));
  // A call that has read the image before it was removed may still write rows for it.
  const auto quiet = TimeOfOp(image->op) + kLongestCall;
  if (run.context.Now() < quiet) {
    run.resume_at = quiet;
    return StepResult::kMore;
  }
  OCI_RETURN_IF_ERROR(run.context.Delete(schema::kImages, KeyOfImage(ref)));
  return StepResult::kDone;
}

}  // namespace fotogal
