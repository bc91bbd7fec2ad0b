// Keys of the table `throttle`, which contains no name and no address in clear.
#pragma once

#include <string>
#include <string_view>

#include "fotogal/base/config.h"
#include "fotogal/base/ids.h"

namespace fotogal {

// An HMAC, so that somebody who reads the table cannot try out names. `kind`: one letter for each
// kind of thing that is counted.
std::string ThrottleKey(const Config& config, char kind, std::string_view text);

std::string ThrottleKeyOfAddress(const Config& config, std::string_view address);
// The key for finding, and deleting, the rows of one person.
std::string ThrottleKeyOfAccount(const Config& config, UserId account);
std::string ThrottleKeyOfName(const Config& config, std::string_view login);
std::string ThrottleKeyOfSecondFactor(const Config& config, UserId account);
std::string ThrottleKeyOfPasskeys(const Config& config, UserId account);
std::string ThrottleKeyOfSession(const Config& config, std::string_view session_id);

}  // namespace fotogal
