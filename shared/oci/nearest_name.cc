#include "oci/nearest_name.h"

#include <algorithm>
#include <numeric>

#include "oci/http.h"

namespace oci {
namespace {

// The number of letters that differ, are missing, or are exchanged with the next one.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> rows(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) rows[i][0] = i;
  std::iota(rows[0].begin(), rows[0].end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t differ = a[i - 1] == b[j - 1] ? 0 : 1;
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + differ});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> NearestName(std::string_view as_typed,
                                       const std::vector<std::string>& names) {
  const std::string typed = Lower(as_typed);
  std::optional<std::string> nearest;
  size_t least = std::min<size_t>(2, typed.size() / 3) + 1;
  for (const auto& name : names) {
    const auto lower = Lower(name);
    auto distance = Distance(typed, lower);
    if (typed.size() >= 2 && lower.starts_with(typed)) distance = std::min<size_t>(distance, 1);
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

std::string Suggestion(std::string_view typed, const std::vector<std::string>& names) {
  if (const auto nearest = NearestName(typed, names)) return "did you mean " + *nearest + "?";
  if (names.empty()) return "there is none here";
  std::string text = "known here: ";
  for (size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text;
}

}  // namespace oci
