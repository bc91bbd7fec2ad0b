// Chooses between two access paths as the service's compiler does.
#include <algorithm>

#include "local/standin/nosql/access_path.h"

namespace standin::nosql {
namespace {

// A covering index wins over one preferred by a hint only when its conditions limit the scan well.
bool Bounded(const AccessPath& path) {
  if (path.equal_pushed > 0) return true;
  return std::any_of(
      path.conditions.begin(), path.conditions.end(),
      [](const FieldCondition& condition) { return condition.low && condition.high; });
}

int CompareCovering(const AccessPath& covering, const AccessPath& other) {
  if (!covering.preferred && other.preferred) return Bounded(covering) ? -1 : 1;
  if (other.score != kFullKeyScore) return -1;
  return covering.score >= other.plain_score ? -1 : 1;
}

// `full` has an equality on every field of its key; compares it with another path.
int CompareFull(const AccessPath& full, const AccessPath& other) {
  if (other.plain_score > full.plain_score && other.equal_pushed > 0) return 1;
  if (other.plain_score == full.plain_score && !full.sorts && other.sorts) return 1;
  return -1;
}

int CompareEqual(const AccessPath& a, const AccessPath& b) {
  const auto prefer = [](bool first, bool second) { return first == second ? 0 : first ? -1 : 1; };
  const bool multi_a = a.index && a.index->MultiKey(), multi_b = b.index && b.index->MultiKey();
  if (const int sorted = prefer(a.sorts, b.sorts)) return sorted;
  if (a.score == 0) {
    if (!a.index || !b.index) return a.index ? 1 : -1;
    if (const int simple = prefer(!multi_a, !multi_b)) return simple;
  }
  if (const int hinted = prefer(a.preferred, b.preferred)) return hinted;
  if (const int simple = prefer(!multi_a, !multi_b)) return simple;
  if (!a.index || !b.index) return a.index ? 1 : -1;
  if (a.in_pushed > 0 && a.in_components == b.in_components && a.in_pushed != b.in_pushed)
    return a.in_pushed < b.in_pushed ? -1 : 1;
  const size_t fields_a = a.index->fields.size(), fields_b = b.index->fields.size();
  return fields_a == fields_b ? 0 : fields_a < fields_b ? -1 : 1;
}

}  // namespace

int ComparePaths(const AccessPath& a, const AccessPath& b) {
  if (a.covering != b.covering) return a.covering ? CompareCovering(a, b) : -CompareCovering(b, a);
  if (a.score == b.score && a.score != kFullKeyScore) return CompareEqual(a, b);
  if (a.score == kFullKeyScore) return CompareFull(a, b);
  if (b.score == kFullKeyScore) return -CompareFull(b, a);
  if (a.preferred != b.preferred) return a.preferred ? -1 : 1;
  return a.score > b.score ? -1 : 1;
}

}  // namespace standin::nosql
