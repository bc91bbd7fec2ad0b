// Comments under images: rows in the order they were made, counted exactly once.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

struct Comment {
  ImageRef image;
  Id id = 0;
  Id user_id = 0;
  std::string text;
  std::int64_t created_ts = 0;
  Id op = 0;
  bool counted = false;
  bool removed = false;
};

// With an idempotency key, a call that was cut off is finished by the next one with the same key
// and text; 422 idempotency_key_reused with another text.
Outcome<Comment> PostComment(const Context& context, Id user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key);
// ABSOLUTE; nullopt: there is none, or it has been removed and counted.
Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image, Id id);
// True: by this call, of several one. Removing what is gone changes nothing.
Outcome<bool> RemoveComment(const Context& context, const ImageRef& image, Id id);

// Oldest first; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image, Id after,
                                         int limit);

}  // namespace fotogal
