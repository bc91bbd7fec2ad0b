#include "local/standin/nosql/rows.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/key.h"

namespace standin::nosql {
namespace {

struct RowsBench {
  RowsBench() {
    auto database = Database::Open(":memory:");
    REQUIRE(database.ok());
    engine = std::make_unique<Engine>(
        std::move(*database), [] { return std::chrono::system_clock::time_point(); }, false);
    REQUIRE(engine->Load().ok());
    table.id = 1;
    table.columns = {{"id", MakeType(Kind::kLong), false, {}, false, false},
                     {"n", MakeType(Kind::kLong), true, {}, false, false}};
    table.primary_key = {0};
    table.shard_key_size = 1;
  }
  WriteOutcome Write(int64_t n, WriteCondition condition,
                     std::optional<TtlSetting> ttl = std::nullopt) {
    auto outcome = WriteOneRow(*engine, table, {Value::Long(1), Value::Long(n)}, condition, ttl);
    REQUIRE(outcome.ok());
    return *std::move(outcome);
  }
  std::optional<StoredRow> Read() {
    auto read = ReadOneRow(*engine, table, Key(), false);
    REQUIRE(read.ok());
    return read->row;
  }
  std::string Key() const { return EncodePrimaryKey(table, {Value::Long(1), Value::Null()}); }

  std::unique_ptr<Engine> engine;
  Table table;
};
using Condition = WriteCondition::Kind;

TEST_CASE("rows: a write happens when its condition holds") {
  RowsBench bench;
  CHECK_FALSE(bench.Write(1, {Condition::kIfPresent, 0, false}).done);
  const WriteOutcome first = bench.Write(1, {Condition::kIfAbsent, 0, false});
  CHECK(first.done);
  CHECK(first.units.read == 2);
  CHECK(first.units.write == 1);
  CHECK_FALSE(bench.Write(2, {Condition::kIfAbsent, 0, false}).done);
  CHECK_FALSE(bench.Write(2, {Condition::kIfVersion, *first.version + 1, false}).done);
  CHECK(bench.Write(2, {Condition::kIfVersion, *first.version, false}).done);
  CHECK(bench.Write(3, {Condition::kIfPresent, 0, false}).done);
  const WriteOutcome plain = bench.Write(4, {});
  CHECK(plain.units.read == 0);
  REQUIRE(plain.existing);
  CHECK(plain.existing->values[1].integer == 3);
  CHECK(bench.Read()->values[1].integer == 4);
  CHECK(bench.Write(5, {Condition::kNone, 0, true}).units.read == 2);
}

TEST_CASE("rows: a row keeps its expiry unless the write sets one") {
  RowsBench bench;
  bench.Write(1, {}, TtlSetting{2, false});
  CHECK(bench.Read()->expires_ms == int64_t{2} * 24 * 3600 * 1000);
  bench.Write(2, {});
  CHECK(bench.Read()->expires_ms == int64_t{2} * 24 * 3600 * 1000);
  bench.Write(3, {}, TtlSetting{5, true});
  CHECK(bench.Read()->expires_ms == int64_t{5} * 3600 * 1000);
  bench.Write(4, {}, TtlSetting{0, false});
  CHECK(bench.Read()->expires_ms == 0);
}

TEST_CASE("rows: a removal tells what was there") {
  RowsBench bench;
  const auto remove = [&](WriteCondition condition) {
    auto outcome = RemoveOneRow(*bench.engine, bench.table, bench.Key(), condition);
    REQUIRE(outcome.ok());
    return *std::move(outcome);
  };
  CHECK_FALSE(remove({}).done);
  const int64_t version = *bench.Write(7, {}).version;
  const WriteOutcome stale = remove({Condition::kIfVersion, version + 1, false});
  CHECK_FALSE(stale.done);
  CHECK(stale.existing->values[1].integer == 7);
  CHECK(remove({Condition::kIfVersion, version, false}).done);
  CHECK_FALSE(bench.Read());
}

}  // namespace
}  // namespace standin::nosql
