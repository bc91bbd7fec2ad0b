// The language that a client asks for.
#pragma once

#include "fotogal/people/user.h"
#include "functions/support/exchange.h"

namespace fotogal {

// By the header Accept-Language (RFC 9110, 12.5.4): the language with the highest quality of those
// that mails are written in; English when it names none of them.
Language LanguageOf(const Exchange& exchange);

}  // namespace fotogal
