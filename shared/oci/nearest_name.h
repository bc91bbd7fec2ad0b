// Names that are misspelt, and the ones that may be meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci {

// The name that is meant: one or two letters differ, or what was typed is its beginning, in upper
// or lower case. nullopt: none is near enough.
std::optional<std::string> NearestName(std::string_view typed,
                                       const std::vector<std::string>& names);

// "did you mean region?", or "known here: region, shape" where none is near enough; "there is none
// here" without names.
std::string Suggestion(std::string_view typed, const std::vector<std::string>& names);

}  // namespace oci
