// A device in words, for lists of sessions and for mails: "Firefox on Windows".
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// From a request's User-Agent. Only names of well-known browsers and systems are used, never the
// client's own words; "": neither is known.
std::string DeviceWords(std::string_view user_agent);

}  // namespace fotogal
