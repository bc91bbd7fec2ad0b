// For tests: tables with rows, and statements in one line.
#pragma once

#include "local/standin/nosql/testing_rest.h"

namespace standin::nosql {

// A service with the table t (s LONG, id LONG, n LONG, text STRING, tags ARRAY(STRING), doc JSON)
// with primary key (SHARD(s), id), and an index on n.
struct Statements : Bench {
  Statements() {
    CreateTable(
        "CREATE TABLE t (s LONG, id LONG, n LONG, text STRING, tags ARRAY(STRING), doc JSON, "
        "PRIMARY KEY(SHARD(s), id))");
    CreateIndex("t", "by_n", {"n"});
  }
  void Add(int s, int id, int n, const Json& more = Json::object()) {
    Json row = {{"s", s}, {"id", id}, {"n", n}};
    row.update(more);
    Put("t", row);
  }
  // The items, or "status message".
  std::string Run(const std::string& statement, const Json& variables = Json::object()) {
    const Answer answer = Query(statement, variables);
    if (answer.status != 200) return std::to_string(answer.status) + " " + answer.message();
    return answer.items().dump();
  }
  // "primary index", "by_n covering", ...
  std::string Path(const std::string& statement) {
    const Answer answer = Call("GET", "/query/prepare" + kInCompartment +
                                          "&isGetQueryPlan=true&statement=" + Encode(statement));
    if (answer.status != 200) return std::to_string(answer.status) + " " + answer.message();
    const Json plan = Json::parse(answer.body["queryPlan"].get<std::string>());
    return plan["index used"].get<std::string>() + (plan["covering index"] ? " covering" : "");
  }
};

}  // namespace standin::nosql
