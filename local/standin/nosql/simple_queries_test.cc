// Which queries the REST service accepts: every row of contracts/oci-rest.md section 4.1, and what
// else its transcript shows, over its own tables and under random names.
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/renaming.h"

using namespace standin::nosql;

namespace {

const std::vector<std::string> kNames = {"photo", "ident", "owner", "ts",   "id",
                                         "title", "likes", "tags",  "meta", "ok",
                                         "name",  "itags", "ilikes"};

struct Case {
  int status;
  const char* statement;
};

// 200, or 400 with the message of a complex query (401: another refusal).
constexpr int kOther = 401;
const Case kCases[] = {
    // SELECT without ORDER BY, LIMIT, OFFSET, aggregates, DISTINCT
    {200, "SELECT * FROM photo"},
    {200, "SELECT * FROM photo WHERE title = 'T1'"},
    {200, "SELECT * FROM photo WHERE likes > 1"},
    {200, "SELECT id FROM photo WHERE likes >= 3"},
    // LIMIT or OFFSET without a complete shard key
    {400, "SELECT id FROM photo LIMIT 2"},
    {400, "SELECT id FROM photo OFFSET 2"},
    {400, "SELECT id FROM photo WHERE likes > 1 LIMIT 2"},
    {400, "SELECT id FROM photo WHERE owner IN ('ann', 'bob') LIMIT 2"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' LIMIT 2"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' LIMIT 2 OFFSET 1"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' AND ts = '2026-01-03T10:00:00.123Z' LIMIT 5"},
    // complete shard key and the order of the primary key
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts DESC LIMIT 2 OFFSET 1"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts, id"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts DESC, id DESC"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY owner, ts"},
    {200, "DECLARE $o STRING; SELECT id FROM photo WHERE owner = $o ORDER BY ts DESC LIMIT 2"},
    {200,
     "DECLARE $o STRING; $n INTEGER; SELECT id FROM photo WHERE owner = $o ORDER BY ts LIMIT $n "
     "OFFSET $n"},
    // on an indexed column
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY likes DESC"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY likes"},
    // on another column, in mixed directions, not a prefix
    {400, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY title"},
    {400, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts DESC, id ASC LIMIT 2"},
    {400, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY id"},
    {400, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts + 1"},
    {400, "SELECT id FROM photo WHERE owner = 'ann' ORDER BY ts NULLS FIRST"},
    // ORDER BY without a complete shard key
    {400, "SELECT id FROM photo ORDER BY owner"},
    {400, "SELECT id FROM photo ORDER BY owner, ts, id"},
    {400, "SELECT id FROM photo WHERE likes > 1 ORDER BY likes"},
    {400, "SELECT id FROM photo WHERE owner IN ('ann', 'bob') ORDER BY ts"},
    {400, "SELECT id FROM photo WHERE owner > 'a' ORDER BY owner"},
    // aggregates, GROUP BY, DISTINCT: always
    {400, "SELECT count(*) FROM photo"},
    {400, "SELECT count(*) AS n FROM photo WHERE owner = 'ann'"},
    {400,
     "SELECT sum(likes) AS n FROM photo WHERE owner = 'ann' AND ts = "
     "'2026-01-02T10:00:00.123Z' AND id = 'p1'"},
    {400, "SELECT min(likes) FROM photo"},
    {400, "SELECT max(likes) FROM photo"},
    {400, "SELECT avg(likes) FROM photo"},
    {400, "SELECT owner, count(*) FROM photo GROUP BY owner"},
    {400, "SELECT owner FROM photo GROUP BY owner"},
    {400, "SELECT DISTINCT owner FROM photo"},
    {400, "SELECT DISTINCT title FROM photo WHERE owner = 'ann'"},
    // complete primary key: the order does not matter
    {200,
     "SELECT id FROM photo WHERE owner = 'ann' AND ts = '2026-01-02T10:00:00.123Z' AND id = "
     "'p1' ORDER BY title"},
    {200, "SELECT id FROM ident WHERE id = 1 ORDER BY name"},
    // an index on an array
    {200, "SELECT id FROM photo p WHERE p.tags[] =any 'sea'"},
    {200, "SELECT id FROM photo p WHERE EXISTS p.tags[$element = 'sea']"},
    {200, "SELECT id FROM photo p WHERE 'sea' IN p.tags[]"},
    {400, "SELECT id FROM photo p WHERE p.tags[] >any 'a'"},
    {400, "SELECT id FROM photo p WHERE p.tags[] !=any 'a'"},
    {200, "SELECT /*+ FORCE_PRIMARY_INDEX(photo) */ id FROM photo WHERE photo.tags[] >any 'a'"},
    {200, "SELECT /*+ FORCE_INDEX(photo itags) */ id FROM photo WHERE photo.tags[] =any 'sea'"},
    {200,
     "SELECT /*+ PREFER_INDEXES(photo itags ilikes) */ id FROM photo WHERE photo.tags[] =any "
     "'sea'"},
    {200, "SELECT /*+ PREFER_PRIMARY_INDEX(photo) */ id FROM photo WHERE photo.likes > 1"},
    {200,
     "SELECT /*+ FORCE_PRIMARY_INDEX(photo) */ id FROM photo WHERE owner = 'ann' AND "
     "photo.tags[] =any 'sea' ORDER BY ts DESC LIMIT 5"},
    {400,
     "SELECT id FROM photo p WHERE owner = 'ann' AND p.tags[] =any 'sea' ORDER BY ts DESC LIMIT "
     "5"},
    // IN lists, BETWEEN, OR, functions
    {200, "SELECT id FROM photo WHERE likes IN (1, 3)"},
    {200, "SELECT id FROM photo WHERE owner IN ('ann')"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' AND ts BETWEEN '2026-01-02' AND '2026-01-04'"},
    {200, "SELECT id FROM photo WHERE owner = 'ann' OR likes = 3"},
    {200, "SELECT id FROM photo WHERE regex_like(id, 'p.*') AND contains(title, 'T')"},
    {200, "SELECT seq_count(p.tags[]) AS n FROM photo p"},
    {200,
     "SELECT id FROM photo WHERE owner = 'ann' AND (ts < '2026-01-03T10:00:00.123Z' OR (ts = "
     "'2026-01-03T10:00:00.123Z' AND id < 'p9')) ORDER BY ts DESC, id DESC LIMIT 2"},
    // DELETE
    {200, "DELETE FROM photo WHERE owner = 'x' AND ts = '2026-01-01' AND id = 'x'"},
    {200, "DELETE FROM photo WHERE owner = 'x' RETURNING id"},
    {200, "DELETE FROM photo WHERE likes > 1000 RETURNING id"},
    {400, "DELETE FROM photo WHERE owner = 'x'"},
    {400, "DELETE FROM photo WHERE likes > 1000"},
    {400, "DELETE FROM photo"},
    // UPDATE
    {200, "UPDATE photo SET likes = 1 WHERE owner = 'x' AND ts = '2026-01-01' AND id = 'x'"},
    {200,
     "UPDATE photo SET likes = 1 WHERE owner = 'x' AND ts = '2026-01-01' AND id = 'x' RETURNING "
     "id"},
    {200, "UPDATE photo SET likes = 1 WHERE owner = 'x'"},
    {kOther, "UPDATE photo SET likes = 1 WHERE owner = 'x' RETURNING id"},
    {kOther, "UPDATE photo SET likes = 1 WHERE likes > 3"},
    {kOther, "UPDATE photo SET likes = 1 WHERE owner IN ('x', 'y')"},
    // INSERT, UPSERT
    {200, "INSERT INTO photo (owner, ts, id) VALUES ('z', '2026-01-01', 'z')"},
    {200, "UPSERT INTO photo (owner, ts, id) VALUES ('z', '2026-01-01', 'z')"},
};

void Check(const Renaming& rename) {
  Bench bench;
  REQUIRE(
      bench
          .CreateTable(rename("CREATE TABLE photo (owner STRING, ts TIMESTAMP(3), id STRING, "
                              "title STRING, likes INTEGER, tags ARRAY(STRING), meta JSON, PRIMARY "
                              "KEY(SHARD(owner), ts, id))"))
          .status == 202);
  REQUIRE(bench.CreateTable(rename("CREATE TABLE ident (id INTEGER, name STRING, PRIMARY KEY(id))"))
              .status == 202);
  REQUIRE(
      bench.CreateIndex(rename.Name("photo"), rename.Name("itags"), {rename.Name("tags") + "[]"})
          .status == 202);
  REQUIRE(bench.CreateIndex(rename.Name("photo"), rename.Name("ilikes"), {rename.Name("likes")})
              .status == 202);
  for (int i = 0; i < 5; ++i) {
    const Json row = {{"owner", "ann"},
                      {"ts", "2026-01-0" + std::to_string(i + 1) + "T10:00:00.123Z"},
                      {"id", "p" + std::to_string(i)},
                      {"title", "T" + std::to_string(i)},
                      {"likes", i},
                      {"tags", i % 2 ? Json{"sea", "sun"} : Json{"city"}}};
    REQUIRE(bench.Put(rename.Name("photo"), rename.Row(row)).status == 200);
  }
  for (const Case& c : kCases) {
    const std::string statement = rename(c.statement);
    Json variables = Json::object();
    if (statement.find("$o STRING") != std::string::npos) variables["$o"] = "ann";
    if (statement.find("$n INTEGER") != std::string::npos) variables["$n"] = 1;
    const Answer answer = bench.Query(statement, variables);
    INFO(statement << "\n" << answer.message());
    CHECK(answer.status == (c.status == 200 ? 200 : 400));
    if (c.status == 200) continue;
    CHECK(answer.code() == "InvalidParameter");
    CHECK((answer.message().find("complex query") != std::string::npos) == (c.status == 400));
    // What cannot run cannot be prepared.
    std::string encoded;
    for (char ch : statement) {
      char code[8];
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(ch));
      encoded += code;
    }
    CHECK(
        bench.Call("GET", "/query/prepare?compartmentId=" + kCompartment + "&statement=" + encoded)
            .status == 400);
  }
}

}  // namespace

TEST_CASE("the service's rule for simple queries is kept") { Check(Renaming()); }

TEST_CASE("the rule for simple queries does not look at names") {
  const unsigned seed = Catch::getSeed();
  INFO("seed " << seed);
  Check(Renaming(kNames, seed));
}
