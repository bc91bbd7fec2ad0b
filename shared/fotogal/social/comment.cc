#include "fotogal/social/comment.h"

#include <nlohmann/json.hpp>

namespace fotogal {

oci::nosql::Key KeyOfComment(const ImageRef& image, CommentId id) {
  return {{"author_id", image.author}, {"image_id", image.image}, {"id", id}};
}

Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image,
                                            CommentId id) {
  OCI_ASSIGN_OR_RETURN(auto comment, context.Find<Comment>(KeyOfComment(image, id)));
  return comment;
}

}  // namespace fotogal
