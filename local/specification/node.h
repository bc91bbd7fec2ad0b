// A value of a JSON document with its place, for reading what somebody else wrote: what is not of
// the shape asked for is noted, and reading goes on.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "local/specification/violation.h"

namespace local {

// Lives no longer than its document and the violations that it notes.
class Node {
 public:
  Node(const nlohmann::json& json, std::string path, Violations& violations)
      : json_(&json), path_(std::move(path)), violations_(&violations) {}

  // Whether it is an object; members that are not named are noted.
  bool IsObject(std::initializer_list<const char*> members) const;
  // Whether it is an object of whatever members.
  bool IsMap() const;
  std::optional<Node> Member(const char* name) const;    // nullopt: is not there
  std::optional<Node> Required(const char* name) const;  // nullopt: is not there, noted
  std::vector<Node> Members() const;                     // of an object
  std::vector<Node> Items() const;                       // of a list; none of anything else, noted

  std::optional<std::string> Text() const;
  std::optional<double> Number() const;
  std::optional<bool> Flag() const;
  // Short for Required(name) and its Text().
  std::optional<std::string> TextOf(const char* name) const;
  // One of these texts; another is noted.
  std::optional<std::string> OneOf(const char* name,
                                   std::initializer_list<const char*> known) const;

  void Note(Rule rule, std::string found, std::string right) const;
  const nlohmann::json& json() const { return *json_; }
  const std::string& path() const { return path_; }

 private:
  std::string PathOf(const std::string& member) const;
  std::nullopt_t WrongType(const char* wanted) const;

  const nlohmann::json* json_;
  std::string path_;
  Violations* violations_;
};

}  // namespace local
