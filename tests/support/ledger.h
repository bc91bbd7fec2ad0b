// Reads all rows of the tables and checks that they are consistent.
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

// Checks that exactly these people (e-mail address by username) have accounts, each with both
// names, and that nobody else's name is taken. Returns the first difference, or "".
std::string AccountDifference(const fotogal::Context& context,
                              const std::map<std::string, std::string>& people);

// Checks that every edge is counted, and that every counter is the sum of its edges. Returns the
// first difference, or "".
std::string CounterDifference(const fotogal::Context& context);

// Whether a row of identities keeps a name for an account that has given it up.
bool IsKeptName(const Json& row);

}  // namespace tests
