// Finds what is left of a person in all tables and objects.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/ids.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct Trace {
  std::string where;  // table or "objects"
  std::string what;   // "username", "email", "id"
  std::string text;   // the row, or the object's name
};

// Where the username, the e-mail address (also as keys of identities and throttle) or the id (as a
// number or in base 36) occurs: in rows, and in names, types and bytes of objects. The username
// must not occur in anything else.
std::vector<Trace> Traces(TestCloud& cloud, const std::string& username, const std::string& email,
                          fotogal::UserId id);

std::string ToString(const std::vector<Trace>& traces);

}  // namespace tests
