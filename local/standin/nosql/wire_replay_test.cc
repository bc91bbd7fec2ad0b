// Repeats the exchanges that were recorded between Oracle's Node.js driver and Oracle's engine
// (shared/nosql/testdata/exchanges.jsonl) and compares each answer as decoded. Versions, prepared
// statements, continuation keys, ids, times and the table's description are compared by their
// presence, and those of our answers stand in later requests for the recorded ones; the rows of the
// pages of one call are compared as a set. Other differences must be listed in
// testdata/wire-differences.txt with the reason, and must be exactly those.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

const std::string kRecordedCompartment = "in.valid.iac.name.space";

struct Exchange {
  std::string label;
  Json request;  // {h, p}
  Json response;
};

std::string BytesFromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

Json DecodedJson(std::string_view bytes) {
  const auto value = ::nosql::nson::Decode(bytes);
  REQUIRE(value.ok());
  return JsonOfNson(*value);
}

std::vector<Exchange> RecordedExchanges() {
  std::vector<Exchange> exchanges;
  std::ifstream file(FOTOGAL_SOURCE_DIR "/shared/nosql/testdata/exchanges.jsonl");
  for (std::string line; std::getline(file, line);) {
    const Json json = Json::parse(line);
    exchanges.push_back({json["label"], DecodedJson(BytesFromHex(json["request"]).substr(2)),
                         DecodedJson(BytesFromHex(json["response"]))});
  }
  REQUIRE(exchanges.size() == 96);
  return exchanges;
}

// What each engine makes up itself.
bool IsOpaque(const std::string& name) {
  static const std::set<std::string> kNames = {"rv", "ev", "pq", "ck", "md", "em", "xp",
                                               "to", "od", "et", "ac", "td", "pn"};
  return kNames.contains(name);
}

class Replay {
 public:
  Replay() {
    // a table that was there before the recording
    const Json limits = {{"ru", 10}, {"wu", 10}, {"sg", 1}, {"mo", 1}};
    Send(WireBody(15, "", {{"st", "CREATE TABLE t1 (id LONG, PRIMARY KEY(id))"}, {"lm", limits}}));
  }

  void Run(const Exchange& exchange) {
    Json request = exchange.request;
    Substitute(request);
    const std::string body = std::string(::nosql::protocol::kVersionBytes) +
                             ::nosql::nson::Encode(NsonOf(request));
    const Json answer = DecodedJson(Send(body).body);
    found_.clear();
    Json recorded = exchange.response, ours = answer;
    TakeRows(recorded, recorded_rows_);
    TakeRows(ours, our_rows_);
    Compare("", recorded, ours);
  }

  // The paths that differ in the exchange that was run last.
  const std::set<std::string>& found() const { return found_; }

  // Whether the pages since the last call had the same rows.
  bool SameRows() {
    std::sort(recorded_rows_.begin(), recorded_rows_.end());
    std::sort(our_rows_.begin(), our_rows_.end());
    const bool same = recorded_rows_ == our_rows_;
    recorded_rows_.clear();
    our_rows_.clear();
    return same;
  }

 private:
  Response Send(const std::string& body) {
    Response response =
        bench_.service->Handle({"POST",
                                "/V2/nosql/data",
                                "",
                                {{"x-nosql-compartment-id", kRecordedCompartment},
                                 {"user-agent", "NoSQL-NodeSDK/5.5.3(node.js v20)"}},
                                body});
    REQUIRE(response.status == 200);
    return response;
  }

  void Substitute(Json& json) {
    if (json.is_string() || (json.is_object() && json.contains("$binary"))) {
      const auto known = ours_by_recorded_.find(json.dump());
      if (known != ours_by_recorded_.end()) json = known->second;
      return;
    }
    if (json.is_structured()) {
      for (Json& item : json) Substitute(item);
    }
  }

  static void TakeRows(Json& answer, std::vector<std::string>& rows) {
    if (!answer.contains("qr")) return;
    for (const Json& row : answer["qr"]) rows.push_back(row.dump());
    answer["qr"] = answer["qr"].size();
  }

  void Compare(const std::string& path, const Json& recorded, const Json& ours) {
    if (recorded.is_array() && ours.is_array() && recorded.size() == ours.size()) {
      for (size_t i = 0; i < ours.size(); ++i) Compare(path, recorded[i], ours[i]);
      return;
    }
    if (!recorded.is_object() || !ours.is_object()) {
      if (recorded != ours) found_.insert(path);
      return;
    }
    std::set<std::string> names;
    for (const auto& [name, value] : recorded.items()) names.insert(name);
    for (const auto& [name, value] : ours.items()) names.insert(name);
    for (const std::string& name : names) {
      const std::string inner = path.empty() ? name : path + "." + name;
      if (!recorded.contains(name) || !ours.contains(name)) {
        found_.insert((ours.contains(name) ? "+" : "-") + inner);
      } else if (IsOpaque(name)) {
        ours_by_recorded_[recorded[name].dump()] = ours[name];
      } else {
        Compare(inner, recorded[name], ours[name]);
      }
    }
  }

  WireBench bench_;
  std::map<std::string, Json> ours_by_recorded_;
  std::vector<std::string> recorded_rows_, our_rows_;
  std::set<std::string> found_;
};

// "number: paths  # reason"; as "number: path path".
std::map<size_t, std::string> ListedDifferences() {
  std::map<size_t, std::string> listed;
  std::ifstream file(FOTOGAL_SOURCE_DIR "/local/standin/nosql/testdata/wire-differences.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto colon = line.find(": "), reason = line.find("  # ");
    REQUIRE((colon != std::string::npos && reason != std::string::npos));
    listed[std::stoul(line.substr(0, colon))] = line.substr(colon + 2, reason - colon - 2);
  }
  return listed;
}

std::string Joined(const std::set<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : " ") + path;
  return text;
}

}  // namespace

TEST_CASE("wire: recorded exchanges have the same answers here") {
  const auto exchanges = RecordedExchanges();
  const auto listed = ListedDifferences();
  Replay replay;
  size_t same = 0;
  for (size_t i = 0; i < exchanges.size(); ++i) {
    INFO("exchange " << i << " " << exchanges[i].label);
    replay.Run(exchanges[i]);
    std::set<std::string> found = replay.found();
    const bool last = i + 1 == exchanges.size() || exchanges[i + 1].label != exchanges[i].label;
    if (last && !replay.SameRows()) found.insert("rows");
    same += found.empty() ? 1 : 0;
    CHECK(Joined(found) == (listed.contains(i) ? listed.at(i) : ""));
  }
  std::cout << same << " of " << exchanges.size() << " exchanges of the protocol are the same\n";
  CHECK(same + listed.size() == exchanges.size());
}

}  // namespace standin::nosql
