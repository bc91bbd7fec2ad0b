#include "fotogal/social/latest_comment.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/text_points.h"
#include "fotogal/social/comment_statements.h"

namespace fotogal {
namespace {

// Of a comment's text.
constexpr size_t kLatestPoints = 139;

// How many comments of one image are removed at the same moment, at most, until a call is told to
// try again.
constexpr int kMostSteps = 20;

Outcome<Unit> Replace(const Context& context, const ImageRef& image, const LatestComment& old,
                      const LatestComment& latest) {
  OCI_RETURN_IF_ERROR(context.Execute(kImagesSetLatestComment,
                                      {{"$u", image.author},
                                       {"$i", image.image},
                                       {"$c", old.id},
                                       {"$w", old.user_id},
                                       {"$latest", latest}},
                                      Repeated::kSame));
  return Unit{};
}

Outcome<LatestComment> FindBefore(const Context& context, const ImageRef& image, CommentId id) {
  OCI_ASSIGN_OR_RETURN(
      const auto before,
      context.Select<Comment>(kCommentsBefore,
                              {{"$a", image.author}, {"$i", image.image}, {"$c", id}}, Absolute()));
  return before.empty() ? LatestComment{} : LatestOf(before.front());
}

}  // namespace

LatestComment LatestOf(const Comment& comment) {
  return {comment.id, comment.user_id, text::Beginning(comment.text, kLatestPoints)};
}

Outcome<Unit> RefreshLatest(const Context& context, const Comment& comment) {
  const LatestComment latest = LatestOf(comment);
  return Replace(context, comment.image, latest, latest);
}

// The one before may be removed or changed while it becomes the latest: that call found another one
// to be the latest then. So it is looked at once more.
Outcome<Unit> StepBackFrom(const Context& context, const Comment& gone) {
  for (int step = 0; step < kMostSteps; ++step) {
    OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(context, gone.image));
    if (!image || image->latest_comment.id > gone.id) return Unit{};
    const LatestComment& shown = image->latest_comment;
    if (shown.id == 0) return Unit{};
    if (shown.id < gone.id) {
      OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, gone.image, shown.id));
      if (standing && !standing->removed) {
        if (LatestOf(*standing).text == shown.text) return Unit{};
        OCI_RETURN_IF_ERROR(RefreshLatest(context, *standing));
        continue;
      }
    }
    OCI_ASSIGN_OR_RETURN(const LatestComment before, FindBefore(context, gone.image, shown.id));
    OCI_RETURN_IF_ERROR(Replace(context, gone.image, shown, before));
  }
  return TryAgain("Too many comments are being removed.");
}

}  // namespace fotogal
