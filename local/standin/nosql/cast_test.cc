#include "local/standin/nosql/cast.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/timestamp.h"

using namespace standin::nosql;

TEST_CASE("SQL casts what a row PUT refuses") {
  CHECK(CastTo(Value::String("9"), *MakeType(Kind::kInteger))->integer == 9);
  CHECK_FALSE(CastTo(Value::String("x"), *MakeType(Kind::kInteger)).ok());
  CHECK_FALSE(CastTo(Value::Long(3000000000), *MakeType(Kind::kInteger)).ok());
  CHECK_FALSE(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").ok());
  CHECK(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").error().message ==
        "Illegal value for numeric field a. Expected INT, is VALUE_STRING");
  CHECK(CastTo(*ParseJson("[\"x\",\"y\"]"), *MakeType(Kind::kString))->text == "[\"x\",\"y\"]");
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kLong))->IsNull());
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kJson))->kind == Kind::kJsonNull);
}
