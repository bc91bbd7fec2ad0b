#include "fotogal/images/removal.h"

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/image_objects.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kRemovalTries = 10;
constexpr int kRemovedRowsPerPage = 100;
constexpr int kRemovalsInFlight = 8;

Outcome<bool> MarkRemoved(const Context& context, const Image& image, Id op) {
  static const std::string kStatement =
      "DECLARE $u LONG; $i LONG; $old LONG; $op LONG; UPDATE " + std::string(schema::kImages) +
      " i SET i.removed = true, SET i.op = $op, SET i.counted = false "
      "WHERE i.user_id = $u AND i.id = $i AND i.op = $old AND i.counted = true";
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(
          kStatement,
          {{"$u", image.ref.author}, {"$i", image.ref.image}, {"$old", image.op}, {"$op", op}},
          true));
  return UpdatedOne(items);
}

// Deletes the rows of an image in a table keyed by (author_id, image_id, <last>).
Outcome<Unit> DeleteRowsOf(JobRun& run, const ImageRef& image, std::string_view table,
                           const char* last) {
  const std::string statement = "DECLARE $a LONG; $i LONG; SELECT r." + std::string(last) +
                                " FROM " + std::string(table) +
                                " r WHERE r.author_id = $a AND r.image_id = $i";
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  options.limit = kRemovedRowsPerPage;
  do {
    OCI_ASSIGN_OR_RETURN(
        const auto page,
        run.context.Query(statement, {{"$a", image.author}, {"$i", image.image}}, options));
    OCI_RETURN_IF_ERROR(
        oci::ForEach(page.items, kRemovalsInFlight, [&](const Json& row) -> oci::Status {
          OCI_RETURN_IF_ERROR(run.context.Delete(table, {{"author_id", image.author},
                                                         {"image_id", image.image},
                                                         {last, row.at(last).get<Id>()}}));
          return oci::Ok();
        }));
    options.page = page.next;
  } while (!options.page.empty());
  return Unit{};
}

}  // namespace

Outcome<bool> RemoveImage(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(context, ref));
  if (!image) return false;
  const Id op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(context, op, RemoveImageJob{ref}));
  for (int attempt = 0; image && attempt < kRemovalTries; ++attempt) {
    if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(context, *image));
    if (image->removed) {
      StartJob(context, job);
      return image->op == op;
    }
    image->counted = true;
    OCI_RETURN_IF_ERROR(MarkRemoved(context, *image, op));
    OCI_ASSIGN_OR_RETURN(image, FindImageRow(context, ref));
  }
  if (!image) return false;
  return TryAgain("The image is being changed from several places.");
}

Outcome<StepResult> RemoveImageStep(JobRun& run, const RemoveImageJob& job) {
  const ImageRef& ref = job.image;
  OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(run.context, ref));
  if (!image || !image->removed) return StepResult::kDone;
  if (!image->counted) OCI_RETURN_IF_ERROR(CountImage(run.context, *image));
  OCI_RETURN_IF_ERROR(DeleteRowsOf(run, ref, schema::kReactions, "user_id"));
  OCI_RETURN_IF_ERROR(DeleteRowsOf(run, ref, schema::kComments, "id"));
  OCI_RETURN_IF_ERROR(DeleteObjects(run.context, image->object_name));
  // A call that saw the image before it was removed may still write beside it.
  const auto quiet = TimeOfOp(image->op) + kLongestCall;
  if (run.context.Now() < quiet) {
    run.resume_at = quiet;
    return StepResult::kMore;
  }
  OCI_RETURN_IF_ERROR(
      run.context.Delete(schema::kImages, {{"user_id", ref.author}, {"id", ref.image}}));
  return StepResult::kDone;
}

}  // namespace fotogal
