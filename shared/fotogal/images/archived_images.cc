#include "fotogal/images/archived_images.h"

#include "fotogal/images/images_statements.h"

namespace fotogal {

Outcome<Unit> MarkImageArchived(const Context& context, const Image& image, Op standing) {
  OCI_RETURN_IF_ERROR(context.Execute(kImagesSetArchived,
                                      {{"$u", image.ref.author},
                                       {"$i", image.ref.image},
                                       {"$old", standing},
                                       {"$op", image.op},
                                       {"$ts", image.archived_ts},
                                       {"$name", image.object_name}},
                                      Repeated::kSame));
  return Unit{};
}

Outcome<std::vector<Image>> ArchivedImagesOf(const Context& context, UserId author, ImageId before,
                                             int limit) {
  OCI_ASSIGN_OR_RETURN(
      auto images,
      context.Select<Image>(
          kImagesArchived,
          {{"$u", author}, {"$c", before == 0 ? ImageId(kNewestId) : before}, {"$n", limit}}));
  return images;
}

}  // namespace fotogal
