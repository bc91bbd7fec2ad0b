// Repeats requests that were recorded with Oracle's NoSQL engine and compares the stand-in's
// answers with the recorded ones.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "local/standin/nosql/testing.h"

namespace exchanges {

using Json = nlohmann::json;

class Player {
 public:
  // The difference between the recorded answer and ours; empty: none. Status, error code, body,
  // units and whether there is a next page count; what the service makes up (versions, ids, times,
  // texts of errors) does not. ordered: the order of items counts, too.
  std::string Play(const Json& exchange, bool ordered);

  standin::nosql::Bench bench;
  std::multiset<std::string> their_pages, our_pages;  // rows of one scan in pages of two

 private:
  void Gather(const Json& theirs, const Json& ours);
  std::string Carry(std::string text) const;
  void Map(const std::string& from, const std::string& to);
  void Learn(const Json& recorded, const Json& theirs, const standin::Response& answer,
             const Json& ours);

  std::map<std::string, std::string> carried_;  // tokens of the recording and ours
};

// What is known not to come out the same: the key of an exchange, why it differs and how.
struct Difference {
  std::string reason, how;
};
std::map<std::string, Difference> ReadDifferences(const std::string& path);

}  // namespace exchanges
