// For a misspelt name: the known name that was probably meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci {

// The known name that differs from `typed` in one or two letters or begins with it, ignoring case.
// nullopt: none is close enough.
std::optional<std::string> NearestName(std::string_view typed,
                                       const std::vector<std::string>& names);

// For an error message: "did you mean region?"; "known here: region, shape" when no name is close
// enough; "there is none here" when there are no names.
std::string Suggestion(std::string_view typed, const std::vector<std::string>& names);

}  // namespace oci
