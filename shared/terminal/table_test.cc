#include "terminal/table.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("columns are as wide as their widest cell, and lines end without spaces") {
  CHECK(terminal::Table({{"NAME", "N", "LAST"}, {"a", "12345", ""}, {"longer", "1", "x"}}) ==
        "NAME    N      LAST\n"
        "a       12345\n"
        "longer  1      x\n");
  CHECK(terminal::Table({}).empty());
}

TEST_CASE("cells cannot change the terminal; the last one of a row may be red") {
  CHECK(terminal::Table({{"A", "B"}, {"x\ny", "e\x1b[2J"}}) == "A    B\nx y  e [2J\n");
  CHECK(terminal::Table({{"A", "B"}, {"x", "e"}, {"y", ""}}, true) ==
        "A  B\nx  \x1b[31me\x1b[0m\ny\n");
}
