// What operations cost, and how large rows are in the terms that the cost is counted in.
#pragma once

#include <cstddef>

#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

struct Units {
  int64_t read = 0, write = 0;
};

// A statement that was not prepared before costs this much more, on every page.
constexpr int64_t kPrepareUnits = 2;

// The bytes of the row's value, near those of the service's own format (one of its rows fixed the
// constants).
size_t RowValueSize(const Table& table, const Row& row);

// Bytes in units of 1 KB, rounded up, one at least.
inline int64_t Kilobytes(size_t bytes) {
  return bytes <= 1024 ? 1 : static_cast<int64_t>((bytes + 1023) / 1024);
}

}  // namespace standin::nosql
