// Rows of text in columns.
#pragma once

#include <string>
#include <vector>

namespace terminal {

using TableRow = std::vector<std::string>;

// A line for each row; every column but the last is as wide as its widest cell. Control characters,
// which could change the terminal, become spaces. Widths count bytes. With red_last the last cell
// of each row but the first (the headings) is red.
std::string Table(const std::vector<TableRow>& rows, bool red_last = false);

}  // namespace terminal
