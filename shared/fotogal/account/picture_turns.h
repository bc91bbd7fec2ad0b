// Decoding takes one of the account's turns (budgets.h). 429: it has none left.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"

namespace fotogal {

// Decodes the picture in a request.
Outcome<NewPicture> ReadSentPicture(const Context& context, UserId user, std::string_view bytes,
                                    const std::string& idempotency_key);
// Makes a picture of what was uploaded; nullopt: nothing was uploaded.
Outcome<std::optional<NewPicture>> ReadUploadedPicture(const Context& context,
                                                       const Upload& upload);

}  // namespace fotogal
