#include "local/standin/nosql/row_store.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/key.h"
#include "local/standin/nosql/parser.h"

using namespace standin::nosql;

namespace {

struct Store {
  Store() {
    REQUIRE(rows.CreateSchema().ok());
    const auto parsed =
        Parse("CREATE TABLE t (s LONG, id LONG, n LONG, PRIMARY KEY(SHARD(s), id))");
    table = MakeTable(std::get<CreateTableStatement>(parsed->body)).value();
    table.id = 1;
    Index index = MakeIndex(table, "by_n", {*ParseIndexPath("n")}).value();
    index.id = 10;
    table.indexes.push_back(index);
  }
  Row RowOf(int64_t s, int64_t id, int64_t n) {
    return {Value::Long(s), Value::Long(id), Value::Long(n)};
  }
  int64_t Put(const Row& row, int64_t expires_ms = 0) {
    Units units;
    const auto old = rows.Get(table, EncodePrimaryKey(table, row)).value();
    return rows.Put(table, row, old ? &*old : nullptr, expires_ms, units).value();
  }
  std::string Scan(bool by_index, bool reverse, size_t most = 100) {
    std::string ids;
    const auto visit = [&](const std::string&, StoredRow& row) -> Result<bool> {
      ids += std::to_string(row.values[1].integer);
      return ids.size() < most;
    };
    const KeyRange all{"", "\xff"};
    REQUIRE((by_index ? rows.ScanIndex(table, table.indexes[0], all, reverse, visit)
                      : rows.ScanTable(table, all, reverse, visit))
                .ok());
    return ids;
  }
  std::chrono::system_clock::time_point now{std::chrono::hours(24 * 365)};
  std::unique_ptr<Database> database = Database::Open(":memory:").value();
  RowStore rows{*database, [this] { return now; }};
  Table table;
};

}  // namespace

TEST_CASE("rows come in the order of keys, entries in that of the index, both ways") {
  Store store;
  for (int64_t id = 1; id <= 4; ++id) store.Put(store.RowOf(1, id, 10 - id));
  CHECK(store.Scan(false, false) == "1234");
  CHECK(store.Scan(false, true) == "4321");
  CHECK(store.Scan(true, false) == "4321");
  CHECK(store.Scan(true, true, 2) == "12");
}

TEST_CASE("a row that is replaced has a new version and leaves no old entry") {
  Store store;
  const auto first = store.Put(store.RowOf(1, 1, 5));
  const auto second = store.Put(store.RowOf(1, 1, 6));
  CHECK(second > first);
  CHECK(store.Scan(true, false) == "1");
}

TEST_CASE("an expired row is gone at once and purged later, its entries too") {
  Store store;
  store.Put(store.RowOf(1, 1, 5), store.rows.NowMs() + 1000);
  store.Put(store.RowOf(1, 2, 5));
  store.now += std::chrono::seconds(2);
  CHECK_FALSE(store.rows.Get(store.table, EncodePrimaryKey(store.table, store.RowOf(1, 1, 5)))
                  .value()
                  .has_value());
  CHECK(store.Scan(false, false) == "2");
  CHECK(store.Scan(true, false) == "2");
  REQUIRE(store.rows.PurgeExpired(store.table, 10).ok());
  Query left = store.database->Prepare("SELECT count(*) FROM rows");
  REQUIRE(left.Step());
  CHECK(left.Integer(0) == 1);
}

TEST_CASE("days end at a midnight, hours at a full hour") {
  Store store;
  store.now += std::chrono::minutes(90);
  constexpr int64_t kHour = 3600 * 1000;
  CHECK(store.rows.Expiry(1, false) % (24 * kHour) == 0);
  CHECK(store.rows.Expiry(1, true) % kHour == 0);
  CHECK(store.rows.Expiry(1, false) - store.rows.NowMs() >= 24 * kHour);
  CHECK(store.rows.Expiry(1, true) - store.rows.NowMs() >= kHour);
}

TEST_CASE("units count the larger of both rows and each entry that changes") {
  Store store;
  Units units;
  REQUIRE(store.rows.Put(store.table, store.RowOf(1, 1, 5), nullptr, 0, units).ok());
  CHECK(units.write == 2);  // the row, its entry
}
