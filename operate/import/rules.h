// What becomes of a text that the new rules do not take. Pure functions: the same input gives the
// same output on every run, which is what makes a run repeatable.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/ids.h"
#include "fotogal/base/text.h"

namespace operate::v1 {

// The usernames to try for one person, first to last: attempt 0 is the old name if it is valid
// (folded), else its stem, if that is valid; attempt 1 is stem_<old id>, from 2 on
// stem_<old id>_<attempt>. nullopt: there is no such attempt (only for 0).
std::optional<std::string> UsernameAttempt(std::string_view old_name, std::int64_t old_id,
                                           int attempt);
// Why the old name cannot stay as it is: "" (it can), or text::Username's code.
std::string WhyRenamed(std::string_view old_name);

// The text as the service cleans it, without NUL and broken bytes, cut to `max` code points.
std::string Cleaned(std::string_view text, size_t max, fotogal::text::Lines lines);

// user_data as the service keeps it: bio, website, gender, birthday (YYYY-MM-DD), phone; what the
// service does not know or take is kept under "v1". `changed`: names of members that could not
// stay.
struct UserData {
  nlohmann::json data = nlohmann::json::object();
  std::vector<std::string> changed;
};
UserData ConvertUserData(const nlohmann::json& old);

// Ids that keep the order of (created, old id): milliseconds of `millis`, then the old id. Two
// neighbours with one time stand in the order of their old ids; a collision is the caller's.
fotogal::Id NewIdFor(std::int64_t millis, std::int64_t old_id);
// The op of a row: the same for the same `name` and time.
fotogal::Id OpFor(std::int64_t millis, const std::string& name);

}  // namespace operate::v1
