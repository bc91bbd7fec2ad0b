// What operations cost, and the sizes of rows by which the cost is computed.
#pragma once

#include <cstddef>

#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

struct Units {
  int64_t read = 0, write = 0;
};

// The additional cost of a statement that was not prepared before, on every page.
constexpr int64_t kPrepareUnits = 2;

// Size of a row in bytes, close to that in the service's own format (the constants were chosen so
// that a row of the service gives its size).
size_t RowValueSize(const Table& table, const Row& row);

// Bytes in units of 1 KB, rounded up, at least one.
inline int64_t Kilobytes(size_t bytes) {
  return bytes <= 1024 ? 1 : static_cast<int64_t>((bytes + 1023) / 1024);
}

}  // namespace standin::nosql
