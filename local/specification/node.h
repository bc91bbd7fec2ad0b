// A value in a JSON document that others have written, with its place. When it does not have the
// type that is asked for, a violation is noted and reading continues.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "local/specification/violation.h"

namespace local {

// Must not outlive the document and the list of violations.
class Node {
 public:
  Node(const nlohmann::json& json, std::string path, Violations& violations)
      : json_(&json), path_(std::move(path)), violations_(&violations) {}

  // True when it is an object. Members with other names are noted as unknown.
  bool IsObject(std::initializer_list<const char*> members) const;
  // True when it is an object; any members are allowed.
  bool IsMap() const;
  std::optional<Node> Member(const char* name) const;    // nullopt: missing
  std::optional<Node> Required(const char* name) const;  // nullopt: missing, which is noted
  std::vector<Node> Members() const;                     // of an object
  std::vector<Node> Items() const;  // of a list; empty for another type, which is noted

  std::optional<std::string> Text() const;
  std::optional<double> Number() const;
  std::optional<bool> Flag() const;
  // Short for Required(name) and its Text().
  std::optional<std::string> TextOf(const char* name) const;
  // The member's text, when it is one of these; any other is noted.
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
