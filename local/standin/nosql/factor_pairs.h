// Two conditions on the same field of a key: which one limits the scan, and what the other is still
// good for.
#pragma once

#include <vector>

#include "local/standin/nosql/index_factors.h"

namespace standin::nosql {

// Afterwards a field has at most one equality, one IN, one EXISTS, or one lower and one upper bound
// of status kStartStop. Conditions on the elements of an array count as such a pair only within one
// conjunct.
void ReconcileFactors(const KeyShape& shape, std::vector<Factor>& factors);

// True when `other` holds wherever `factor` does; both are known comparisons with the same field.
bool Implies(const Factor& factor, const Factor& other);

}  // namespace standin::nosql
