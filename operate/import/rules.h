// Converts texts that do not follow the new rules. Pure functions: the same input always gives the
// same output, so a run can be repeated.
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

// The usernames to try for a person, in order: attempt 0 is the old name if it is valid (in lower
// case), else its stem if that is valid; attempt 1 is stem_<old id>; from 2 on stem_<old
// id>_<attempt>. nullopt: there is no such attempt (only for 0).
std::optional<std::string> UsernameAttempt(std::string_view old_name, std::int64_t old_id,
                                           int attempt);
// Why the old name cannot be kept: "" (it can), or the code of text::Username.
std::string WhyRenamed(std::string_view old_name);

// The text cleaned as the service does, without NUL and invalid bytes, and cut to `max` code
// points.
std::string Cleaned(std::string_view text, size_t max, fotogal::text::Lines lines);

// user_data in the form of the service: bio, website, gender, birthday (YYYY-MM-DD), phone; what
// the service does not know or accept is kept under "v1". `changed`: names of the members that were
// changed.
struct UserData {
  nlohmann::json data = nlohmann::json::object();
  std::vector<std::string> changed;
};
UserData ConvertUserData(const nlohmann::json& old);

// An id made of `millis` and the old id, so that ids sort by time and then by old id. The caller
// has to handle collisions.
fotogal::Id NewIdFor(std::int64_t millis, std::int64_t old_id);
// The op for a row; always the same for the same `name` and time.
fotogal::Id OpFor(std::int64_t millis, const std::string& name);

}  // namespace operate::v1
