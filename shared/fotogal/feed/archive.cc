#include "fotogal/feed/archive.h"

#include "fotogal/feed/delivery.h"
#include "fotogal/images/archived_images.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {
namespace {

constexpr int kArchiveTries = 10;  // each try fails only if another call has succeeded meanwhile

// What is brought back is delivered once more: it may have been put away before it was everywhere.
Outcome<JobRef> QueueFinish(const Context& context, Op op, const ImageRef& ref, bool archived) {
  if (!archived) return QueuePublish(context, op, ref);
  return QueueJob(context, op, RemoveImageJob{ref.author, ref.image});
}

// Photos from the first release have names that no folder begins; they keep them.
std::string NameFor(const Image& image, Op op, bool archived) {
  const bool moves = archived && ParseObjectName(image.object_name).has_value();
  return moves ? ObjectNameOf(image.ref, op) : image.object_name;
}

}  // namespace

Outcome<Image> SetArchived(const Context& context, const ImageRef& ref, bool archived) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImage(context, ref));
  const Op op = context.NewOp();
  std::optional<JobRef> job;
  for (int attempt = 0; image && attempt < kArchiveTries; ++attempt) {
    if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(context, *image));
    image->counted = true;
    if (image->is_archived() == archived) {
      if (archived) OCI_RETURN_IF_ERROR(MoveFormerObjects(context, *image));
      if (job) StartJob(context, *job);
      return std::move(*image);
    }
    if (!job) {
      OCI_ASSIGN_OR_RETURN(job, QueueFinish(context, op, ref, archived));
    }
    Image changed = *image;
    changed.archived_ts = archived ? ToMillis(context.Now()) : 0;
    changed.object_name = NameFor(*image, op, archived);
    changed.op = op;
    OCI_RETURN_IF_ERROR(MarkImageArchived(context, changed, image->op));
    OCI_ASSIGN_OR_RETURN(image, FindImage(context, ref));
  }
  if (!image) return NotFound();
  return TryAgain("The image is being changed from several places.");
}

}  // namespace fotogal
