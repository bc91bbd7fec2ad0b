#include "terminal/table.h"

#include <algorithm>

namespace terminal {
namespace {

std::string WithoutControls(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

std::string Table(const std::vector<TableRow>& rows, bool red_last) {
  std::vector<std::string::size_type> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string cell = WithoutControls(row[i]);
      const bool is_last = i + 1 == row.size();
      const bool red = red_last && is_last && &row != &rows.front() && !cell.empty();
      line += red ? "\x1b[31m" + cell + "\x1b[0m" : cell;
      if (!is_last) line.append(widths[i] + 2 - cell.size(), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    table += line + "\n";
  }
  return table;
}

}  // namespace terminal
