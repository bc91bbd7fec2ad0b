// Statements and rows under other names, for tests: nothing may depend on what a table or column is
// called.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "local/standin/nosql/testing.h"

namespace standin::nosql {

class Renaming {
 public:
  Renaming() = default;  // names stay
  Renaming(const std::vector<std::string>& names, unsigned seed);

  // Every known name outside of quotes and not behind "$".
  std::string operator()(const std::string& text) const;
  // The names of the fields, at the top level.
  Json Row(const Json& row) const;
  std::string Name(const std::string& name) const;

 private:
  std::map<std::string, std::string> names_;
};

}  // namespace standin::nosql
