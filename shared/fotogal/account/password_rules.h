// What a new password must not be, however long it is: what others would try first.
#pragma once

#include <optional>
#include <string_view>

#include "fotogal/base/fields.h"
#include "fotogal/base/text.h"

namespace fotogal {

// Why a password, as text::Password returns it, is easy to guess for the person with these names
// (normalized; "": not known). The code is "guessable". Upper and lower case are the same here, and
// digits and signs behind a word do not make it another one unless they are more than the word.
std::optional<text::Refusal> Guessable(std::string_view password, std::string_view username,
                                       std::string_view email);

// Refuses the field of that name if its password is easy to guess. "": it is refused already.
void RefuseGuessable(Fields& fields, const char* field, std::string_view password,
                     std::string_view username, std::string_view email);

}  // namespace fotogal
