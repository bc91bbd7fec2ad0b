// Repeats what was recorded with Oracle's own service (testdata/*.jsonl, in the order of the files,
// from an empty store) and compares each response: status, error code, body and units. Versions,
// tokens, ids and times are taken from our own responses or left out; rows of a query of all
// partitions are compared as a set. Differences must be listed in testdata/differences.txt with the
// reason, and must be exactly those.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

const std::string kTestData = FOTOGAL_SOURCE_DIR "/local/standin/nosql/testdata/";
const char* const kFiles[] = {"01-ddl-tables-indexes", "02-rows", "04-query-sql",
                              "07-fotogal-rewritten-sql"};

Json ParseLenient(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", c);
      escaped += code;
    } else {
      escaped += c;
    }
  }
  return Json::parse(escaped, nullptr, false);
}

std::string Header(const Json& headers, const std::string& name) {
  for (const auto& pair : headers) {
    if (standin::nosql::Json(pair[0]).get<std::string>() == name) return pair[1];
  }
  return "";
}

// Removes values that the service generates.
void Normalize(Json& body) {
  if (body.is_array()) {
    for (Json& item : body) Normalize(item);
    return;
  }
  if (!body.is_object()) return;
  const bool table = body.contains("lifecycleState") || body.contains("operationType");
  for (const char* field : {"version", "existingVersion", "queryPlan", "syntaxError", "message"})
    body.erase(field);
  if (table) {
    for (const char* field : {"id", "timeCreated", "timeUpdated", "timeAccepted", "timeStarted",
                              "timeFinished", "tableId"})
      body.erase(field);
  }
  if (body.contains("entityUri")) body.erase("identifier");
  if (body.contains("timestamp")) body.erase("timestamp");
  if (body.contains("statement")) body["statement"] = "prepared";
  if (body.contains("ddlStatement")) {
    // Only the simulator puts the compartment before the name.
    std::string ddl = body["ddlStatement"];
    const auto colon = ddl.find(':');
    if (colon != std::string::npos && ddl.find("ocid1.") < colon)
      ddl.erase(ddl.find("ocid1."), colon + 1 - ddl.find("ocid1."));
    body["ddlStatement"] = ddl;
  }
  for (auto& [name, value] : body.items()) Normalize(value);
}

void SortItems(Json& body) {
  if (!body.is_object() || !body.contains("items")) return;
  std::vector<Json> items = body["items"];
  std::sort(items.begin(), items.end(),
            [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
  body["items"] = items;
}

class Player {
 public:
  // The difference between the recorded answer and ours; empty: none.
  std::string Play(const Json& exchange) {
    const Json& request = exchange["request"];
    const Json& recorded = exchange["response"];
    std::string path = Carry(request["path"]), body;
    if (request["body"].is_string()) body = Carry(request["body"]);
    const auto question = path.find('?');
    standin::Request sent{request["method"],
                          path.substr(0, question),
                          question == std::string::npos ? "" : path.substr(question + 1),
                          {},
                          body};
    for (const auto& [name, value] : request["headers"].items())
      sent.headers.emplace_back(name, Carry(value));
    const standin::Response answer = bench.service->Handle(sent);
    Json ours = answer.body.empty() ? Json() : ParseLenient(answer.body);
    const std::string text = recorded["body"].is_string() ? recorded["body"] : "";
    Json theirs = text.empty() ? Json() : ParseLenient(text);
    Learn(recorded, theirs, answer, ours);
    if (path.find("limit=2&page=") != std::string::npos || exchange["label"] == "page 1 (again)")
      Gather(theirs, ours);
    return Compare(recorded, theirs, answer, ours, body);
  }

  Bench bench;
  std::multiset<std::string> their_pages, our_pages;  // rows of one scan in pages of two

 private:
  void Gather(const Json& theirs, const Json& ours) {
    if (!theirs.is_object() || !theirs.contains("items")) return;
    for (const Json& item : theirs["items"]) their_pages.insert(item.dump());
    for (const Json& item : ours["items"]) our_pages.insert(item.dump());
  }

  std::string Carry(std::string text) const {
    for (const auto& [from, to] : carried_) {
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    }
    return text;
  }

  void Map(const std::string& from, const std::string& to) {
    if (from.empty() || to.empty()) return;
    const auto encode = [](const std::string& s) {
      std::string out;
      for (char c : s) {
        if (std::string("+/=").find(c) == std::string::npos) {
          out += c;
        } else {
          char code[8];
          std::snprintf(code, sizeof code, "%%%02X", c);
          out += code;
        }
      }
      return out;
    };
    carried_[from] = to;
    carried_[encode(from)] = encode(to);
  }

  void Learn(const Json& recorded, const Json& theirs, const standin::Response& answer,
             const Json& ours) {
    for (const char* name : {"etag", "opc-next-page", "opc-work-request-id"}) {
      std::string mine;
      for (const auto& [key, value] : answer.headers) {
        if (key == name) mine = value;
      }
      Map(Header(recorded["headers"], name), mine);
    }
    if (theirs.is_object() && theirs.contains("statement") && ours.is_object())
      Map(theirs["statement"], ours.value("statement", ""));
  }

  static bool HasHeader(const standin::Response& answer, const std::string& name) {
    for (const auto& [key, value] : answer.headers) {
      if (key == name) return true;
    }
    return false;
  }

  static std::string Compare(const Json& recorded, Json theirs, const standin::Response& answer,
                             Json ours, const std::string& request) {
    if (recorded["status"] != answer.status)
      return "status " + std::to_string(answer.status) + " for " + recorded["status"].dump();
    for (const char* name : {"etag", "opc-next-page", "opc-work-request-id"}) {
      if (HasHeader(answer, name) != !Header(recorded["headers"], name).empty())
        return std::string("header ") + name;
    }
    Normalize(theirs);
    Normalize(ours);
    if (request.find("ORDER BY") == std::string::npos) {
      SortItems(theirs);
      SortItems(ours);
    }
    if (theirs == ours) return "";
    return "body " + Json::diff(theirs, ours).dump();
  }

  std::map<std::string, std::string> carried_;
};

// By file and line ("04 28"): why it differs, and how.
struct Difference {
  std::string reason, how;
};

std::map<std::string, Difference> Differences() {
  std::ifstream file(kTestData + "differences.txt");
  std::map<std::string, Difference> differences;
  std::string line, last;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("  ")) {
      differences[last].how = line.substr(2);
      continue;
    }
    const auto space = line.find(' ', 3);
    last = line.substr(0, space);
    differences[last].reason = line.substr(space + 1);
  }
  return differences;
}

}  // namespace

TEST_CASE("recorded exchanges with Oracle's service come out the same") {
  Player player;
  const auto expected = Differences();
  std::set<std::string> seen;
  int total = 0, same = 0;
  for (const std::string file : kFiles) {
    if (file.starts_with("07")) {
      // The recording had an index on liked_list[] by then (its write units show it); what made it
      // was not kept.
      const Json body = {
          {"name", "liked_idx"},
          {"compartmentId",
           "ocid1.compartment.oc1..aaaaaaaabuevop234bdezdv6wrfzw4us35yugjjqezyck23tdl2qja3c4ixq"},
          {"keys", {{{"columnName", "liked_list[]"}}}}};
      REQUIRE(player.bench.Call("POST", "/tables/fotogal_ntable_images/indexes", body).status ==
              202);
    }
    std::ifstream exchanges(kTestData + file + ".jsonl");
    std::string line;
    for (int number = 1; std::getline(exchanges, line); ++number) {
      const Json exchange = Json::parse(line);
      const std::string key = file.substr(0, 2) + " " + std::to_string(number);
      const std::string difference = player.Play(exchange);
      ++total;
      same += difference.empty();
      const auto known = expected.find(key);
      if (known != expected.end()) seen.insert(key);
      INFO(key << " " << exchange["label"] << "\n  " << exchange["request"]["body"] << "\n  "
               << difference);
      // A difference that no longer exists must be removed from the list.
      CHECK(difference == (known == expected.end() ? "" : known->second.how));
    }
  }
  CHECK(seen.size() == expected.size());
  CHECK(player.their_pages.size() == 7);
  CHECK(player.their_pages == player.our_pages);
  CHECK(total == 346);
  std::cout << same << " of " << total << " exchanges replayed identically\n";
}
