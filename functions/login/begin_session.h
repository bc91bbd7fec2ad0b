// The end of every log-in, however somebody has shown who they are.
#pragma once

#include <functional>
#include <string>

#include "fotogal/people/user.h"
#include "functions/support/exchange.h"
#include "functions/support/views.h"

namespace fotogal::login {

// How somebody has shown who they are.
struct Shown {
  const User& user;
  std::string device;  // of the device mark; "": not known before
  SessionBy by;
  // What was checked may have changed since it was read: whether it still holds.
  std::function<Outcome<Unit>()> check_again;
};

// Begins a session, and ends it when what was checked does not hold any more. A device that is not
// known gets a mark, and a mail tells of it.
Answer BeginSession(Exchange& exchange, const Shown& shown);

}  // namespace fotogal::login
