// What the tables hold, and whether it adds up.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/context.h"

namespace tests {

using Json = nlohmann::json;

// Every row of a table, ABSOLUTE.
std::vector<Json> Rows(const fotogal::Context& context, std::string_view table);

// Whether exactly these people (e-mail address by username) have accounts, each under both names,
// and nobody else's name is held; the first difference, or "".
std::string AccountDifference(const fotogal::Context& context,
                              const std::map<std::string, std::string>& people);

// Every edge marked, and every counter equal to what its edges say; the first difference, or "".
std::string CounterDifference(const fotogal::Context& context);

}  // namespace tests
