// Results, changes and units of statements as Oracle's service gave them, in
// the order of one session: each line works
// on what the lines before it left.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

struct Step {
  const char* statement;
  const char* items;
  int read, write;
  const char* variables = "{}";
};

const std::string kP1 = " WHERE owner='ann' AND ts='2026-01-02T10:00:00.123Z' AND id='p1'";

const Step kSelects[] = {
    {"SELECT id FROM photo WHERE owner='ann' ORDER BY ts DESC LIMIT 2 OFFSET 1",
     R"([{"id":"p3"},{"id":"p2"}])", 5, 0},
    {"SELECT id FROM photo WHERE owner='ann' ORDER BY likes DESC",
     R"([{"id":"p0"},{"id":"p4"},{"id":"p3"},{"id":"p2"},{"id":"p1"}])", 8, 0},
    {"SELECT id FROM photo WHERE likes >= 3",
     R"([{"id":"p3"},{"id":"p4"},{"id":"p0"},{"id":"q0"}])", 6, 0},
    {"SELECT id FROM photo WHERE likes IN (1,3)", R"([{"id":"p1"},{"id":"p3"}])", 4, 0},
    {"SELECT id FROM photo p WHERE p.tags[] =any 'sea'", R"([{"id":"p1"},{"id":"p3"}])", 4, 0},
    {"SELECT id FROM photo p WHERE 'sea' IN p.tags[]", R"([{"id":"p1"},{"id":"p3"}])", 8, 0},
    {"SELECT id FROM photo p WHERE EXISTS p.tags[$element = 'sea']", R"([{"id":"p1"},{"id":"p3"}])",
     4, 0},
    {"SELECT id, size(p.tags) AS n, p.tags[0] AS t0, p.tags[1:] AS rest FROM photo p WHERE "
     "owner='ann'",
     R"([{"id":"p0","n":null,"t0":null,"rest":null},{"id":"p1","n":2,"t0":"sea","rest":"sun"},
         {"id":"p2","n":1,"t0":"city","rest":null},{"id":"p3","n":2,"t0":"sea","rest":"sun"},
         {"id":"p4","n":1,"t0":"city","rest":null}])",
     7, 0},
    {"SELECT id FROM photo p WHERE p.meta.cam = 'X'", "[]", 2, 0},
    {"SELECT likes + 1, likes * 2.5 AS y, likes / 3 AS idiv, likes div 3 AS fdiv, -likes AS m FROM "
     "photo WHERE owner='bob'",
     R"([{"Column_1":51,"y":125.0,"idiv":16,"fdiv":16.666666666666668,"m":-50}])", 8, 0},
    {"SELECT upper(title) AS u, concat(owner,'-',id) AS c, owner || id AS cc FROM photo WHERE "
     "owner='bob'",
     R"([{"u":"ZÜRICH 📷 \"QUOTED\" \\ BACK","c":"bob-q0","cc":"bobq0"}])", 3, 0},
    {"DECLARE $x TIMESTAMP(3); SELECT id FROM photo WHERE owner = 'ann' AND ts >= $x",
     R"([{"id":"p2"},{"id":"p3"},{"id":"p4"}])", 5, 0, R"({"$x":"2026-01-03"})"},
    {"SELECT seq_count(p.tags[]) AS c, seq_max(p.tags[]) AS mx FROM photo p WHERE owner='ann'",
     R"([{"c":null,"mx":null},{"c":2,"mx":"sun"},{"c":1,"mx":"city"},{"c":2,"mx":"sun"},
         {"c":1,"mx":"city"}])",
     7, 0},
    {"SELECT p.tags[$element != 'zzz'] AS f, [p.tags[]] AS arr, {'k': p.id} AS obj FROM photo p "
     "WHERE "
     "owner='ann' AND id='p3'",
     R"([{"f":["sea","sun"],"arr":["sea","sun"],"obj":{"k":"p3"}}])", 7, 0},
    {"SELECT id FROM photo WHERE regex_like(id,'p.*') AND contains(title,'T') AND owner='ann'",
     R"([{"id":"p1"},{"id":"p2"},{"id":"p3"},{"id":"p4"}])", 7, 0},
    {"SELECT id FROM photo WHERE owner='ann' AND ts BETWEEN '2026-01-02' AND '2026-01-04'",
     R"([{"id":"p1"},{"id":"p2"}])", 4, 0},
    {"SELECT id FROM photo WHERE owner='ann' AND (ts < '2026-01-03T10:00:00.123Z' OR (ts = "
     "'2026-01-03T10:00:00.123Z' AND id < 'p9')) ORDER BY ts DESC, id DESC LIMIT 2",
     R"([{"id":"p2"},{"id":"p1"}])", 6, 0},
    {"SELECT id FROM photo WHERE owner='ann' AND meta IS NOT NULL AND NOT EXISTS tags", "[]", 7, 0},
};

const Step kUpdates[] = {
    {"UPDATE photo SET likes = likes + 1 @p1", R"([{"NumRowsUpdated":1}])", 4, 4},
    {"UPDATE photo SET likes = likes + 1 @p1 RETURNING likes, id", R"([{"likes":3,"id":"p1"}])", 4,
     4},
    {"UPDATE photo SET likes = likes + 1 WHERE owner='ann'", R"([{"NumRowsUpdated":5}])", 12, 20},
    {"UPDATE photo SET likes = 0 WHERE owner='nobody' AND ts='2026-01-02' AND id='p1'",
     R"([{"NumRowsUpdated":0}])", 4, 0},
    {"UPDATE photo SET likes = 0 WHERE owner='nobody' AND ts='2026-01-02' AND id='p1' RETURNING *",
     "[]", 4, 0},
    {"UPDATE photo p ADD p.tags 'new' @p1 RETURNING tags", R"([{"tags":["sea","sun","new"]}])", 4,
     3},
    {"UPDATE photo p ADD p.tags 0 'first' @p1 RETURNING tags",
     R"([{"tags":["first","sea","sun","new"]}])", 4, 3},
    {"UPDATE photo p ADD p.tags ['x','y'] @p1 RETURNING tags",
     R"([{"tags":["first","sea","sun","new","[\"x\",\"y\"]"]}])", 4, 3},
    {"UPDATE photo p REMOVE p.tags[$element = 'x'] @p1 RETURNING tags",
     R"([{"tags":["first","sea","sun","new","[\"x\",\"y\"]"]}])", 4, 0},
    {"DECLARE $t STRING; UPDATE photo p ADD p.tags $t @p1 AND NOT p.tags[] =any $t RETURNING tags",
     "[]", 4, 0, R"({"$t":"new"})"},
    {"UPDATE photo p ADD p.tags 'sea' WHERE owner='ann' AND ts='2026-01-01T10:00:00.123Z' AND "
     "id='p0' "
     "RETURNING tags",
     R"([{"tags":null}])", 4, 0},
    {"UPDATE photo p SET p.tags = ['a'], SET p.title = 'TT', ADD p.tags 'b' @p1 RETURNING title, "
     "tags, "
     "likes",
     R"([{"title":"TT","tags":["a","b"],"likes":4}])", 4, 9},
    {"UPDATE photo p SET p.meta = {'cam':'Y','l':[1,2]} @p1 RETURNING meta",
     R"([{"meta":{"cam":"Y","l":[1,2]}}])", 4, 4},
    {"UPDATE photo p PUT p.meta {'iso':200} @p1 RETURNING meta",
     R"([{"meta":{"cam":"Y","iso":200,"l":[1,2]}}])", 4, 2},
    {"UPDATE photo p SET p.meta.cam = 'Z', ADD p.meta.l 3, REMOVE p.meta.iso @p1 RETURNING meta",
     R"([{"meta":{"cam":"Z","l":[1,2,3]}}])", 4, 4},
    {"UPDATE photo p JSON MERGE p.meta WITH PATCH {'cam':null,'new':1} @p1 RETURNING meta",
     R"([{"meta":{"l":[1,2,3],"new":1}}])", 4, 4},
    {"DECLARE $n STRING; UPDATE photo SET title = $n @p1 RETURNING title",
     R"([{"title":"He said \"hi\" \\ back\nline"}])", 4, 2,
     R"({"$n":"He said \"hi\" \\ back\nline"})"},
    {"DECLARE $j JSON; UPDATE photo SET meta = $j @p1 RETURNING meta",
     R"([{"meta":{"a":"q\"u\\o","ü":[1,null,2.5]}}])", 4, 2,
     R"({"$j":{"a":"q\"u\\o","ü":[1,null,2.5]}})"},
    {"DECLARE $j JSON; UPDATE photo SET meta = $j @p1 RETURNING meta", R"([{"meta":null}])", 4, 4,
     R"({"$j":null})"},
    {"DECLARE $a ARRAY(STRING); UPDATE photo SET tags = $a @p1 RETURNING tags",
     R"([{"tags":["é","\"q\""]}])", 4, 6, R"({"$a":["é","\"q\""]})"},
    {"DECLARE $e STRING; UPDATE photo SET vis = $e @p1 RETURNING vis", R"([{"vis":"FRIENDS"}])", 4,
     2, R"({"$e":"FRIENDS"})"},
    {"UPDATE photo $p SET TTL 2 DAYS @p1 RETURNING remaining_days($p) AS d", R"([{"d":2}])", 4, 6},
    {"INSERT INTO photo (owner,ts,id,likes) VALUES ('ann','2026-01-02T10:00:00.123Z','p1',9)",
     R"([{"NumRowsInserted":0}])", 4, 0},
    {"UPSERT INTO photo (owner,ts,id,likes) VALUES ('ann','2026-01-02T10:00:00.123Z','p1',9)",
     R"([{"NumRowsInserted":0}])", 2, 7},
    {"DECLARE $o STRING; $t TIMESTAMP(3); $a ARRAY(STRING); UPSERT INTO photo (owner,ts,id,tags) "
     "VALUES "
     "($o,$t,'new',$a) RETURNING id, tags, likes",
     R"([{"id":"new","tags":["k"],"likes":null}])", 2, 4,
     R"({"$o":"cy","$t":"2026-05-05T05:05:05.005Z","$a":["k"]})"},
    {"DELETE FROM photo WHERE owner='cy' AND ts='2026-05-05T05:05:05.005Z' AND id='new'",
     R"([{"numRowsDeleted":1}])", 6, 4},
    {"DELETE FROM photo WHERE owner='bob' RETURNING id", R"([{"id":"q0"}])", 6, 4},
    {"DELETE FROM photo WHERE likes > 1000 RETURNING id", "[]", 2, 0},
    {"UPDATE photo p REMOVE p.tags[0] WHERE owner='ann' AND ts='2026-01-03T10:00:00.123Z' AND "
     "id='p2' "
     "RETURNING tags",
     R"([{"tags":[]}])", 4, 4},
    {"UPDATE photo p SET p.tags = [seq_concat(p.tags[], 'sea')] WHERE owner='ann' AND "
     "ts='2026-01-01T10:00:00.123Z' AND id='p0' RETURNING tags",
     R"([{"tags":["sea"]}])", 4, 4},
    {"UPDATE photo p SET p.tags[0] = 'ZZ' WHERE owner='ann' AND ts='2026-01-03T10:00:00.123Z' AND "
     "id='p2' RETURNING tags",
     R"([{"tags":[]}])", 4, 0},
    {"UPDATE photo p ADD p.tags 'k', ADD p.tags 'k2' WHERE owner='ann' AND "
     "ts='2026-01-03T10:00:00.123Z' AND id='p2' RETURNING tags",
     R"([{"tags":["k","k2"]}])", 4, 5},
    // Not in the transcript: a NULL array is none, SET of a path below NULL changes nothing, "$" is
    // the old value.
    {"UPDATE photo p SET p.tags = case when p.tags is null then ['n'] else seq_concat(p.tags[], "
     "'m') end "
     "WHERE owner='ann' AND ts='2026-01-03T10:00:00.123Z' AND id='p2' RETURNING tags",
     R"([{"tags":["k","k2","m"]}])", 4, 3},
    {"UPDATE photo p SET p.likes = $ * 10 WHERE owner='ann' AND ts='2026-01-03T10:00:00.123Z' AND "
     "id='p2' RETURNING likes",
     R"([{"likes":30}])", 4, 4},
    {"UPDATE photo p SET p.meta.x = 1 WHERE owner='ann' AND ts='2026-01-03T10:00:00.123Z' AND "
     "id='p2'",
     R"([{"NumRowsUpdated":0}])", 4, 0},
};

void Run(Bench& bench, const Step& step) {
  std::string statement = step.statement;
  if (const auto at = statement.find(" @p1"); at != std::string::npos)
    statement.replace(at, 4, kP1);
  const Answer answer = bench.Query(statement, Json::parse(step.variables));
  INFO(statement << "\n" << answer.body.dump());
  REQUIRE(answer.status == 200);
  CHECK(answer.items() == Json::parse(step.items));
  CHECK(answer.read() == step.read);
  CHECK(answer.write() == step.write);
}

}  // namespace

TEST_CASE("statements give the results and cost the units of the service") {
  Bench bench;
  REQUIRE(
      bench
          .CreateTable(
              "CREATE TABLE photo (owner STRING, ts TIMESTAMP(3), id STRING, title STRING, likes "
              "INTEGER, tags ARRAY(STRING), meta JSON, vis ENUM(PUBLIC, FRIENDS, PRIVATE), PRIMARY "
              "KEY(SHARD(owner), ts, id))")
          .status == 202);
  REQUIRE(bench.CreateIndex("photo", "itags", {"tags[]"}).status == 202);
  REQUIRE(bench.CreateIndex("photo", "ilikes", {"likes"}).status == 202);
  REQUIRE(
      bench
          .Call("POST", "/tables/photo/indexes",
                {{"name", "ijson"},
                 {"compartmentId", kCompartment},
                 {"keys",
                  {{{"columnName", "meta"}, {"jsonPath", "cam"}, {"jsonFieldType", "STRING"}}}}})
          .status == 202);
  for (int i = 0; i < 5; ++i) {
    Json row = {{"owner", "ann"},
                {"ts", "2026-01-0" + std::to_string(i + 1) + "T10:00:00.123Z"},
                {"id", "p" + std::to_string(i)},
                {"title", "T" + std::to_string(i)},
                {"likes", i},
                {"tags", i % 2 ? Json{"sea", "sun"} : Json{"city"}}};
    if (i == 0) row = {{"owner", "ann"}, {"ts", row["ts"]}, {"id", "p0"}, {"likes", 7}};
    REQUIRE(bench.Put("photo", row).status == 200);
  }
  REQUIRE(bench
              .Put("photo", {{"owner", "bob"},
                             {"ts", "2026-02-01"},
                             {"id", "q0"},
                             {"title", "Zürich 📷 \"quoted\" \\ back"},
                             {"likes", 50},
                             {"tags", Json::array()},
                             {"meta", nullptr}})
              .write() == 4);
  for (const Step& step : kSelects) Run(bench, step);
  for (const Step& step : kUpdates) Run(bench, step);
  CHECK(bench.Query("UPDATE photo p ADD p.tags ['x','y'][]" + kP1).status == 400);
  CHECK(bench.Query("UPDATE photo SET ts = '2026-01-02'" + kP1).status == 400);
  CHECK(bench.Query("SELECT p FROM photo p WHERE owner='bob'").status == 400);
  CHECK(bench.Query("SELECT remaining_days(p) FROM photo p").status == 400);
  CHECK(bench.Query("SELECT row_storage_size($p) FROM photo $p")
            .message()
            .find("is not supported by the FotoGal stand-in") != std::string::npos);
  const Answer row = bench.Query("SELECT $p FROM photo $p WHERE owner='ann' AND id='p4'");
  CHECK(row.items()[0]["p"]["title"] == "T4");
  const Answer version = bench.Query("SELECT version($p) AS v FROM photo $p WHERE id='p4'");
  CHECK(version.items()[0]["v"] ==
        bench.Get("photo", "owner:ann&key=ts:2026-01-05T10:00:00.123Z&key=id:p4").etag);
}
