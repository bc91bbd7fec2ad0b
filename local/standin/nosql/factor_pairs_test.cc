#include "local/standin/nosql/factor_pairs.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

namespace {

struct Pairs : Statements {
  Pairs() {
    for (int i = 1; i <= 9; ++i) Add(1, i, i);
  }
  // The rows, and the units that reading them cost.
  std::string operator()(const std::string& where) {
    const Answer answer = Query("SELECT id FROM t WHERE s = 1 AND " + where);
    if (answer.status != 200) return std::to_string(answer.status);
    std::string rows;
    for (const Json& item : answer.items()) rows += item["id"].dump();
    return rows + "/" + std::to_string(answer.read() - 2);
  }
};

}  // namespace

TEST_CASE("contradictions are seen before anything is read") {
  Pairs t;
  CHECK(t("id = 3 AND id = 4") == "/0");
  CHECK(t("id = 3 AND id > 3") == "/0");
  CHECK(t("id > 5 AND id < 5") == "/0");
  CHECK(t("id IN (1, 2) AND id > 4") == "/0");
  CHECK(t("id IN (1, 2) AND id = 4") == "/0");
  CHECK(t("n = 'a'") == "/0");  // seen by the index on n
}

TEST_CASE("of two conditions the stricter one bounds the scan") {
  Pairs t;
  CHECK(t("id > 3 AND id > 7") == "89/2");
  CHECK(t("id >= 7 AND id > 7") == "89/2");
  CHECK(t("id < 3 AND id <= 3") == "12/2");
  CHECK(t("id = 3 AND id >= 3") == "3/1");
  CHECK(t("id >= 4 AND id <= 4") == "4/1");
  CHECK(t("id IN (2, 8) AND id > 4") == "8/2");
}

TEST_CASE("an implied condition") {
  Factor low, lower, equal;
  low.op = lower.op = Factor::Op::kLow;
  equal.op = Factor::Op::kEqual;
  low.known = KnownKey{0, Value::Integer(5)};
  lower.known = KnownKey{0, Value::Integer(3)};
  equal.known = KnownKey{0, Value::Integer(5)};
  CHECK(Implies(low, lower));
  CHECK_FALSE(Implies(lower, low));
  CHECK_FALSE(Implies(equal, low));
  low.inclusive = true;
  CHECK(Implies(equal, low));
}
