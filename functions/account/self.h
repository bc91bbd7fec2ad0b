// The account of the caller.
#pragma once

#include "fotogal/base/fields.h"
#include "fotogal/people/user.h"
#include "functions/support/exchange.h"

namespace fotogal::account {

// For reading.
Outcome<User> FindSelf(Exchange& exchange);
// For writing: also checks that the session still exists.
Outcome<User> RequireSelf(Exchange& exchange);
// After a check of the body's field "password". The other fields have been read.
Outcome<User> RequirePassword(Exchange& exchange, Fields& fields);

}  // namespace fotogal::account
