// Renames tables and columns in statements and rows, for tests that nothing depends on particular
// names.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "local/standin/nosql/testing.h"

namespace standin::nosql {

class Renaming {
 public:
  Renaming() = default;  // changes no names
  Renaming(const std::vector<std::string>& names, unsigned seed);

  // Replaces every known name outside of quotes that does not follow "$".
  std::string operator()(const std::string& text) const;
  // Replaces the names of the members at the top level.
  Json Row(const Json& row) const;
  std::string Name(const std::string& name) const;

 private:
  std::map<std::string, std::string> names_;
};

}  // namespace standin::nosql
