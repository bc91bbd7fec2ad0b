// Publishing: stores an image and does all that follows from it.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Whether the row under the identity's id is another's: of an image that the author published in
// the same instant, or of the identity's own image while that is being removed, for removing gives
// the row an op of its own. ABSOLUTE.
Outcome<bool> IsTaken(const Context& context, UserId author, const Identity& identity);

// Writes the objects and the row of an image, and nothing else. Idempotent for one identity.
Outcome<Image> StoreImage(const Context& context, UserId author, const NewImage& image,
                          const Identity& identity);

// Writes the objects, the row, the author's feed row, the fan-out job and the count, and starts the
// fan-out. With an idempotency key, a call that was interrupted anywhere is finished by the next
// one with the same key and bytes.
Outcome<Image> PublishImage(const Context& context, const User& author, const NewImage& image);
// The same for an identity that was drawn before, under this key. 404: its image was made, and has
// been removed since.
Outcome<Image> PublishAs(const Context& context, UserId author, const NewImage& image,
                         const std::string& key, const Identity& identity);
// Finishes what an earlier try with this identity has begun, if it got as far as the image's row.
// nullopt: there is no row, or the image is being removed.
Outcome<std::optional<Image>> FinishPublished(const Context& context, UserId author,
                                              const std::string& key, const Identity& identity);

}  // namespace fotogal
