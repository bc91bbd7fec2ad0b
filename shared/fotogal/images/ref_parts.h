// Several images by the parts of their keys, as statements take them: `WHERE user_id IN ... AND id
// IN ...`. Such a statement may also find an image of one author with the id of another's, which
// whoever asks drops or keeps.
#pragma once

#include <set>

#include "fotogal/base/ids.h"

namespace fotogal {

struct RefParts {
  std::set<UserId> authors;
  std::set<ImageId> ids;
};

template <class Refs>
RefParts PartsOf(const Refs& refs) {
  RefParts parts;
  for (const ImageRef& ref : refs) {
    parts.authors.insert(ref.author);
    parts.ids.insert(ref.image);
  }
  return parts;
}

}  // namespace fotogal
