#include "oci/nosql_rows.h"

#include <catch2/catch_test_macros.hpp>

namespace oci::nosql {
namespace {

TEST_CASE("rows of the same operation") {
  const Json ours = {{"id", 1}, {"op", 7}};
  CHECK(SameOperation(ours, {{"id", 2}, {"op", 7}}));
  CHECK_FALSE(SameOperation(ours, {{"id", 1}, {"op", 8}}));
  CHECK_FALSE(SameOperation(ours, {{"id", 1}}));
}

TEST_CASE("rows without an operation are never of the same") {
  for (const Json& none : {Json{{"id", 1}}, Json{{"op", nullptr}}, Json{{"op", ""}}}) {
    CHECK_FALSE(SameOperation(none, none));
  }
}

// Pages by a script.
class Pages : public Rows {
 public:
  Result<std::optional<Row>> Get(Call&, std::string_view, const Key&, Consistency) override {
    return InvalidRequest("not scripted");
  }
  Result<PutResult> Put(Call&, std::string_view, const Json&, const PutOptions&) override {
    return InvalidRequest("not scripted");
  }
  Result<bool> Delete(Call&, std::string_view, const Key&, std::string_view) override {
    return InvalidRequest("not scripted");
  }
  Result<Page> Query(Call&, const std::string&, const Json&, const QueryOptions& options) override {
    asked.push_back(options);
    return pages.at(asked.size() - 1);
  }
  std::vector<Page> pages;
  std::vector<QueryOptions> asked;
};

TEST_CASE("all pages are read in order, empty ones too") {
  Pages rows;
  rows.pages = {{{1, 2}, "a"}, {{}, "b"}, {{3}, ""}};
  Call call([] { return TimePoint(); }, TimePoint(std::chrono::seconds(1)));
  QueryOptions options;
  options.limit = 2;
  const auto items = rows.QueryAll(call, "SELECT", nullptr, options);
  REQUIRE(items.ok());
  CHECK(*items == std::vector<Json>{1, 2, 3});
  REQUIRE(rows.asked.size() == 3);
  CHECK(rows.asked[1].page == "a");
  CHECK(rows.asked[2].page == "b");
  CHECK(rows.asked[2].limit == 2);
}

TEST_CASE("a statement that changes a row is one query, repeatable or not") {
  Pages rows;
  rows.pages = {{{{"NumRowsUpdated", 1}}, ""}};
  Call call([] { return TimePoint(); }, TimePoint(std::chrono::seconds(1)));
  const auto items = rows.Execute(call, "UPDATE", nullptr, false);
  REQUIRE(items.ok());
  CHECK(items->size() == 1);
  CHECK_FALSE(rows.asked[0].idempotent);
}

}  // namespace
}  // namespace oci::nosql
