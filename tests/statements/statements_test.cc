// Prepares every statement in the sources (shared/fotogal/*/*_statements.h) and every one that is
// made from the schema (base/table_statements.h), and compares its plan and cost with plans.txt.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "fotogal/base/schema.h"
#include "fotogal/base/table_statements.h"
#include "local/standin/nosql/testing_rest.h"

namespace {

namespace fs = std::filesystem;
using fotogal::schema::Tables;
using standin::nosql::Answer;
using standin::nosql::Json;

constexpr const char* kPlans = FOTOGAL_SOURCE_DIR "/tests/statements/plans.txt";
constexpr int kStrangers = 50;
constexpr int kNobody = 1000;

std::string TextOfFile(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Found {
  std::string name, text;
};

std::vector<Found> StatementsIn(const std::string& source) {
  static const std::regex kStatement(
      "Statement k\\w+\\{\\s*\"([^\"]+)\",\\s*R\"\\(([^]*?)\\)\"\\};");
  std::vector<Found> found;
  for (std::sregex_iterator one(source.begin(), source.end(), kStatement), end; one != end; ++one)
    found.push_back({(*one)[1], (*one)[2]});
  return found;
}

std::vector<Found> AllStatements() {
  std::vector<Found> all;
  for (const auto& entry : fs::recursive_directory_iterator(FOTOGAL_SOURCE_DIR "/shared/fotogal")) {
    if (!entry.path().filename().string().ends_with("_statements.h")) continue;
    for (auto& found : StatementsIn(TextOfFile(entry.path()))) all.push_back(std::move(found));
  }
  std::ranges::sort(all, {}, &Found::name);
  return all;
}

// As deletions, exports and reconciliation make them.
std::vector<Found> StatementsOfTables() {
  std::vector<Found> all;
  for (const auto& table : Tables()) {
    const auto name = table.name.substr(fotogal::schema::kPrefix.size());
    all.push_back({"reconcile.page." + name, fotogal::RowsOfTable(table.name)});
    if (fotogal::schema::GoesWithImage(table))
      all.push_back({"removal.rows." + name, fotogal::RowsOfImage(table)});
    for (const auto& person : table.people) {
      const std::string column(person.column);
      if (person.exported)
        all.push_back(
            {"export.rows." + name + "." + column, fotogal::RowsOfPerson(table.name, column)});
      if (person.at_deletion == fotogal::schema::AtDeletion::kDeleteRows)
        all.push_back({"deletion.rows." + name + "." + column,
                       fotogal::RowsOfPerson(table.name, column, fotogal::KeyColumns(table))});
    }
  }
  std::ranges::sort(all, {}, &Found::name);
  return all;
}

// A value of the type of a column or variable.
Json ValueOf(const std::string& type, int number) {
  if (type.starts_with("LONG") || type.starts_with("INTEGER")) return number;
  if (type.starts_with("STRING")) return "text " + std::to_string(number);
  if (type.starts_with("BOOLEAN")) return true;
  constexpr std::string_view kArray = "ARRAY(";
  if (type.starts_with(kArray)) return Json::array({ValueOf(type.substr(kArray.size()), number)});
  if (type.starts_with("ENUM")) return type.substr(5, type.find_first_of(",)") - 5);
  return Json::object();
}

// Values for "DECLARE $a LONG; $b ARRAY(LONG); ...", which no row has.
Json VariablesOf(const std::string& statement) {
  static const std::regex kVariable("(\\$\\w+) ([A-Z]+(?:\\([A-Z]+\\))?);");
  Json variables = Json::object();
  for (std::sregex_iterator one(statement.begin(), statement.end(), kVariable), end; one != end;
       ++one)
    variables[(*one)[1].str()] = ValueOf((*one)[2], kNobody);
  return variables;
}

// The service's tables, with rows of many people in each.
struct World : standin::nosql::Bench {
  World() {
    for (const auto& table : Tables()) {
      REQUIRE(CreateTable(table.ddl).status == 202);
      for (const auto& index : table.indexes)
        REQUIRE(CreateIndex(table.name, index.name, index.columns).status == 202);
      for (int person = 1; person <= kStrangers; ++person) {
        Json row = Json::object();
        for (const auto& column : table.columns) row[column.name] = ValueOf(column.type, person);
        REQUIRE(Put(table.name, row).status == 200);
      }
    }
  }
  // "follows.states_of: primary index, 1 read, 0 write".
  std::string PlanOf(const Found& statement) {
    const Answer prepared =
        Call("GET", "/query/prepare" + standin::nosql::kInCompartment +
                        "&isGetQueryPlan=true&statement=" + standin::nosql::Encode(statement.text));
    if (prepared.status != 200) return statement.name + ": " + prepared.message();
    const Json plan = Json::parse(prepared.body["queryPlan"].get<std::string>());
    const Answer ran = Call("POST", "/query",
                            {{"compartmentId", standin::nosql::kCompartment},
                             {"statement", prepared.body["statement"]},
                             {"isPrepared", true},
                             {"variables", VariablesOf(statement.text)}});
    if (ran.status != 200) return statement.name + ": " + ran.message();
    return statement.name + ": " + plan["index used"].get<std::string>() +
           (plan["covering index"] == true ? " (covering)" : "") + ", " +
           std::to_string(ran.read()) + " read, " + std::to_string(ran.write()) + " write";
  }
};

}  // namespace

TEST_CASE("what is looked for in the sources is found") {
  const auto found = StatementsIn(
      "inline constexpr Statement kA{\n    \"a.b\",\n    R\"(DECLARE $u LONG;\n  SELECT \"x\" "
      "FROM t)\"};\ninline constexpr Statement kB{\"b\", R\"(SELECT 1)\"};");
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "a.b");
  CHECK(found[0].text == "DECLARE $u LONG;\n  SELECT \"x\" FROM t");
  CHECK(found[1].text == "SELECT 1");
  CHECK(AllStatements().size() > 50);
}

TEST_CASE("names and texts of statements stand once") {
  std::set<std::string> names, texts;
  for (const auto& statement : AllStatements()) {
    INFO(statement.name);
    CHECK(names.insert(statement.name).second);
    CHECK(texts.insert(std::regex_replace(statement.text, std::regex("\\s+"), " ")).second);
  }
}

TEST_CASE("each statement is prepared and planned, and costs what plans.txt says") {
  World world;
  std::set<std::string> plans, known;
  for (const auto& statement : AllStatements()) plans.insert(world.PlanOf(statement));
  for (const auto& statement : StatementsOfTables()) plans.insert(world.PlanOf(statement));
  std::istringstream file(TextOfFile(kPlans));
  for (std::string line; std::getline(file, line);) known.insert(line);
  // Printed beside the report, which would break the lines.
  for (const auto& line : plans)
    if (!known.contains(line)) std::cerr << "not in " << kPlans << ":\n" << line << "\n";
  for (const auto& line : known)
    if (!plans.contains(line)) std::cerr << "wrong in " << kPlans << ":\n" << line << "\n";
  CHECK(plans == known);
}
