#include "tests/exchanges/player.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <span>
#include <vector>

namespace exchanges {
namespace {

constexpr const char* kTokens[] = {"etag", "opc-next-page", "opc-work-request-id"};

std::string Header(const Json& headers, const std::string& name) {
  if (headers.is_object()) return headers.value(name, "");
  for (const auto& pair : headers) {
    if (pair[0].get<std::string>() == name) return pair[1];
  }
  return "";
}

std::string Header(const standin::Response& answer, const std::string& name) {
  std::string found;
  for (const auto& [key, value] : answer.headers) {
    if (key == name) found = value;
  }
  return found;
}

// Only the simulator puts the compartment before the name.
std::string WithoutCompartment(std::string ddl) {
  const auto colon = ddl.find(':');
  if (colon != std::string::npos && ddl.find("ocid1.") < colon)
    ddl.erase(ddl.find("ocid1."), colon + 1 - ddl.find("ocid1."));
  return ddl;
}

// Control characters come unescaped from the service.
std::string Escaped(const std::string& text) {
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
  return escaped;
}

Json ParseLenient(const std::string& text) { return Json::parse(Escaped(text), nullptr, false); }

// The items with their fields in the order in which they came.
std::vector<std::string> ItemsOf(const std::string& text, bool ordered) {
  const auto body = nlohmann::ordered_json::parse(Escaped(text), nullptr, false);
  std::vector<std::string> items;
  if (!body.is_object() || !body.contains("items")) return items;
  for (const auto& item : body["items"]) items.push_back(item.dump());
  if (!ordered) std::sort(items.begin(), items.end());
  return items;
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
  if (body.contains("ddlStatement"))
    body["ddlStatement"] = WithoutCompartment(body["ddlStatement"]);
  for (auto& [name, value] : body.items()) Normalize(value);
}

void SortItems(Json& body) {
  if (!body.is_object() || !body.contains("items")) return;
  std::vector<Json> items = body["items"];
  std::sort(items.begin(), items.end(),
            [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
  body["items"] = items;
}

std::string Compare(const Json& recorded, Json theirs, const standin::Response& answer, Json ours,
                    bool ordered) {
  if (recorded["status"] != answer.status)
    return "status " + std::to_string(answer.status) + " for " + recorded["status"].dump();
  // The random recordings kept no work requests.
  const size_t headers = recorded["headers"].is_object() ? 2 : 3;
  for (const char* name : std::span(kTokens).first(headers)) {
    if (Header(answer, name).empty() != Header(recorded["headers"], name).empty())
      return std::string("header ") + name;
  }
  Normalize(theirs);
  Normalize(ours);
  if (!ordered) {
    SortItems(theirs);
    SortItems(ours);
  }
  // As texts, since 1 and 1.0 are different answers.
  if (theirs.dump() == ours.dump()) return "";
  return "body " + Json::diff(theirs, ours).dump();
}

std::string Encode(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (std::string("+/=").find(c) == std::string::npos) {
      out += c;
    } else {
      char code[8];
      std::snprintf(code, sizeof code, "%%%02X", c);
      out += code;
    }
  }
  return out;
}

}  // namespace

std::string Player::Play(const Json& exchange, bool ordered) {
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
  const Json ours = answer.body.empty() ? Json() : ParseLenient(answer.body);
  const std::string text = recorded["body"].is_string() ? recorded["body"] : "";
  const Json theirs = text.empty() ? Json() : ParseLenient(text);
  Learn(recorded, theirs, answer, ours);
  if (path.find("limit=2&page=") != std::string::npos || exchange["label"] == "page 1 (again)")
    Gather(theirs, ours);
  std::string difference = Compare(recorded, theirs, answer, ours, ordered);
  const bool rows = recorded["headers"].is_object();
  if (rows && difference.empty() && ItemsOf(text, ordered) != ItemsOf(answer.body, ordered))
    difference = "order of fields";
  return difference;
}

void Player::Gather(const Json& theirs, const Json& ours) {
  if (!theirs.is_object() || !theirs.contains("items")) return;
  for (const Json& item : theirs["items"]) their_pages.insert(item.dump());
  for (const Json& item : ours["items"]) our_pages.insert(item.dump());
}

std::string Player::Carry(std::string text) const {
  for (const auto& [from, to] : carried_) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  return text;
}

void Player::Map(const std::string& from, const std::string& to) {
  if (from.empty() || to.empty()) return;
  carried_[from] = to;
  carried_[Encode(from)] = Encode(to);
}

void Player::Learn(const Json& recorded, const Json& theirs, const standin::Response& answer,
                   const Json& ours) {
  for (const char* name : kTokens) Map(Header(recorded["headers"], name), Header(answer, name));
  if (theirs.is_object() && theirs.contains("statement") && ours.is_object())
    Map(theirs["statement"], ours.value("statement", ""));
}

std::map<std::string, Difference> ReadDifferences(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, Difference> differences;
  std::string line, last;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("  ")) {
      differences[last].how = line.substr(2);
      continue;
    }
    const auto space = line.find(' ', line.find(' ') + 1);
    last = line.substr(0, space);
    differences[last].reason = line.substr(space + 1);
  }
  return differences;
}

}  // namespace exchanges
