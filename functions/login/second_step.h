// The second step of a log-in to an account with a second factor: the first answers with a sealed
// state, which is sent back with a code.
#pragma once

#include <optional>
#include <string>

#include "fotogal/people/user.h"
#include "functions/support/exchange.h"

namespace fotogal::login {

// 401 second_factor_required, a problem body with the member `state`, which lives for five minutes.
// `device`: the device mark's device; "": none.
fdk::Response AskForCode(const Exchange& exchange, const User& user, const std::string& device);

// What a state was made for.
struct FirstStep {
  User user;
  std::string device;
};
// 401 log_in_again: the state has ended, is damaged, or the password was changed since.
Outcome<FirstStep> OpenState(const Exchange& exchange, const std::string& state);

}  // namespace fotogal::login
