#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/parser.h"

using namespace standin::nosql;

namespace {

ExprPtr Column(const std::string& expression) {
  auto parsed = Parse("SELECT " + expression + " AS x FROM t");
  INFO(expression);
  REQUIRE(parsed.ok());
  return std::get<SelectStatement>(parsed->body).columns.at(0).expr;
}
bool Refused(const std::string& expression) {
  return !Parse("SELECT " + expression + " AS x FROM t").ok();
}

}  // namespace

TEST_CASE("literals keep their kind and value") {
  CHECK(Column("1")->literal.kind == Kind::kInteger);
  CHECK(Column("2147483648")->literal.kind == Kind::kLong);
  CHECK(Column("1.5")->literal.kind == Kind::kDouble);
  CHECK(Column("1n")->literal.kind == Kind::kNumber);
  CHECK(Column("'x'")->literal.text == "x");
  CHECK(Column("true")->literal.kind == Kind::kBoolean);
  CHECK(Column("null")->literal.kind == Kind::kJsonNull);
}

TEST_CASE("calls, cases, casts and constructors hold their parts") {
  const auto call = Column("Concat(a, 'b', 3)");
  CHECK(call->kind == Expr::Kind::kCall);
  CHECK(call->name == "concat");
  CHECK(call->args.size() == 3);
  CHECK(Column("case when a then 1 end")->args.size() == 2);
  CHECK(Column("CAST(a AS STRING)")->type->kind == Kind::kString);
  CHECK(Column("[1, 2, 3]")->args.size() == 3);
  CHECK(Column("{'a': 1, 'b': 2}")->args.size() == 4);
  CHECK(Column("{}")->args.empty());
}

TEST_CASE("steps follow each other from left to right") {
  const auto path = Column("t.a[0].b[1:2]");
  CHECK(path->kind == Expr::Kind::kSlice);
  CHECK(path->args[0]->kind == Expr::Kind::kField);
  CHECK(path->args[0]->name == "b");
  CHECK(path->args[0]->args[0]->kind == Expr::Kind::kFilter);
}

TEST_CASE("what is left open is refused") {
  for (const char* expression : {"(1", "[1", "{'a' 1}", "case end", "CAST(a STRING)", "f(", "t.",
                                 "t.a[", "99999999999999999999n n"}) {
    INFO(expression);
    CHECK(Refused(expression));
  }
}
