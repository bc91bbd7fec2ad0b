// Publishing: an image and all that follows from it.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Whether an image of the identity's id stands that is not of the identity: another of the same
// instant, or its own that is being removed. ABSOLUTE.
Outcome<bool> IsTaken(const Context& context, UserId author, const Identity& identity);

// The object and the row of an image, no more. Idempotent for one identity.
Outcome<Image> StoreImage(const Context& context, UserId author, const NewImage& image,
                          const Identity& identity);

// Stores the objects, the row, the author's feed row, the fan-out job and the count, and starts the
// fan-out. With an idempotency key, a call that was cut off anywhere is finished by the next one
// with the same key and bytes.
Outcome<Image> PublishImage(const Context& context, const User& author, const NewImage& image);
// The same for an identity that was fixed before, under that key; 404 when it has been made and
// removed.
Outcome<Image> PublishAs(const Context& context, UserId author, const NewImage& image,
                         const std::string& key, const Identity& identity);
// What an earlier try of the identity has stored, brought to its end; nullopt: no row, or one that
// is being removed.
Outcome<std::optional<Image>> FinishPublished(const Context& context, UserId author,
                                              const std::string& key, const Identity& identity);

}  // namespace fotogal
