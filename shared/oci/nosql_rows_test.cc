#include "oci/nosql_rows.h"

#include <catch2/catch_test_macros.hpp>
#include <mutex>

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

// Keeps what is written and deleted.
class Written : public Pages {
 public:
  Result<PutResult> Put(Call&, std::string_view table, const Json& row,
                        const PutOptions& options) override {
    done.push_back("put " + std::string(table) + " " + row.dump());
    PutResult result;
    result.written = options.when != PutOptions::When::kIfPresent;
    return result;
  }
  Result<bool> Delete(Call&, std::string_view table, const Key& key, std::string_view) override {
    const std::lock_guard lock(mutex);
    if (refuse) return InvalidRequest("refused");
    std::string text = "delete " + std::string(table);
    for (const auto& [column, value] : key) text += " " + column + "=" + value.dump();
    done.push_back(std::move(text));
    return true;
  }
  std::mutex mutex;
  bool refuse = false;
  std::vector<std::string> done;
};

TEST_CASE("writes of one shard key are, without a request for them, writes one after the other") {
  Written rows;
  Call call([] { return TimePoint(); }, TimePoint(std::chrono::seconds(1)));
  CHECK(rows.MostTogether() == 1);
  const auto results =
      rows.WriteTogether(call, "t",
                         {{.row = {{"id", 1}}},
                          {.row = {{"id", 2}}, .put = {.when = PutOptions::When::kIfPresent}},
                          {.row = {{"a", 3}, {"b", "x"}}, .removes = true}});
  REQUIRE(results.ok());
  REQUIRE(results->size() == 3);
  CHECK((*results)[0].written);
  CHECK_FALSE((*results)[1].written);
  CHECK((*results)[2].written);
  CHECK(rows.done == std::vector<std::string>{R"(put t {"id":1})", R"(put t {"id":2})",
                                              R"(delete t a=3 b="x")"});
  rows.refuse = true;
  CHECK_FALSE(rows.WriteTogether(call, "t", {{.row = {{"id", 4}}, .removes = true}}).ok());
}

TEST_CASE("the rows of a shard key are, without a request for them, read and deleted") {
  Written rows;
  Call call([] { return TimePoint(); }, TimePoint(std::chrono::seconds(1)));
  const ShardRows shard{.table = "t",
                        .shard_key = {{"a", 1}},
                        .statement = "SELECT",
                        .variables = {{"$a", 1}},
                        .key_columns = {"a", "b"}};
  const Json first = {{"a", 1}, {"b", 2}}, second = {{"a", 1}, {"b", 3}};
  rows.pages = {Page{{}, "on"}, Page{std::vector<Json>{first}, "more"}, Page{}};
  auto deleted = rows.DeleteShardRows(call, shard);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 1);
  CHECK(deleted->more);
  CHECK(rows.done == std::vector<std::string>{"delete t a=1 b=2"});
  CHECK(rows.asked[0].consistency == Consistency::kAbsolute);
  CHECK(rows.asked[1].page == "on");
  // from the beginning again: what was deleted is not read any more
  deleted = rows.DeleteShardRows(call, shard);
  REQUIRE(deleted.ok());
  CHECK(rows.asked[2].page.empty());
  CHECK(deleted->count == 0);
  CHECK_FALSE(deleted->more);
  rows.pages.push_back(Page{std::vector<Json>{second}, ""});
  rows.refuse = true;
  CHECK_FALSE(rows.DeleteShardRows(call, shard).ok());
}

}  // namespace
}  // namespace oci::nosql
