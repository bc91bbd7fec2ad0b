#include "local/standin/nosql/wire_writes.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"
#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

TEST_CASE("wire: a put or delete is read with its condition and its TTL") {
  auto database = Database::Open(":memory:");
  REQUIRE(database.ok());
  Engine engine(
      std::move(*database), [] { return std::chrono::system_clock::time_point(); }, false);
  REQUIRE(engine.Load().ok());
  Table table;
  table.id = 1;
  table.columns = {{"id", MakeType(Kind::kLong), false, {}, false, false}};
  table.primary_key = {0};
  table.shard_key_size = 1;
  table.ttl_amount = 9;
  const auto read = [&](protocol::Operation operation, const Json& json) {
    const nson::Value value = NsonOf(json);
    auto write = ReadWrite(engine, table, operation, WireFields(value));
    REQUIRE(write.ok());
    return *std::move(write);
  };
  using Op = protocol::Operation;
  const Json row = {{"l", {{"id", 7}}}, {"tt", "4 HOURS"}, {"rr", true}};
  const WireWrite put = read(Op::kPutIfAbsent, row);
  CHECK(put.condition.kind == WriteCondition::Kind::kIfAbsent);
  CHECK(put.condition.read_existing);
  CHECK(put.row[0].integer == 7);
  REQUIRE(put.ttl);
  CHECK(put.ttl->amount == 4);
  CHECK(put.ttl->hours);
  const WireWrite by_table = read(Op::kPut, {{"l", {{"id", 7}}}, {"ut", true}});
  REQUIRE(by_table.ttl);
  CHECK(by_table.ttl->amount == 9);
  CHECK_FALSE(read(Op::kPut, {{"l", {{"id", 7}}}}).ttl);
  const Json version = {{"$binary", common::Base64(VersionBytes(engine, 12))}};
  const WireWrite removal = read(Op::kDeleteIfVersion, {{"k", {{"id", 7}}}, {"rv", version}});
  CHECK(removal.removes);
  CHECK(removal.condition.version == 12);
}

}  // namespace
}  // namespace standin::nosql
