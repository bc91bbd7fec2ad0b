// DDL: the input stands where a table's columns, an index's keys and a change do, and alone as a
// type and a path.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "local/standin/nosql/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace standin::nosql;
  const std::string input(reinterpret_cast<const char*>(data), size);
  (void)Parse(input);
  for (const std::string& statement :
       {"CREATE TABLE t (" + input + ", PRIMARY KEY (SHARD (a), b))",
        "CREATE TABLE IF NOT EXISTS t (a LONG, " + input + ")",
        "CREATE INDEX i ON t (" + input + ")", "ALTER TABLE t (ADD " + input + ")",
        "ALTER TABLE t USING TTL " + input, "DROP " + input}) {
    const auto parsed = Parse(statement);
    if (parsed.ok() && !IsDdl(parsed->body)) std::abort();
  }
  (void)ParseType(input);
  (void)ParseIndexPath(input);
  return 0;
}
