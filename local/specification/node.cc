#include "local/specification/node.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "oci/nearest_name.h"

namespace local {
namespace {

// For the violation: the allowed texts, and the one that may be meant.
std::string Right(const std::string& found, std::initializer_list<const char*> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::string listed = "known here: ";
  for (const auto& name : names) listed += (&name == &names.front() ? "" : ", ") + name;
  const auto nearest = oci::NearestName(found, names);
  return nearest ? listed + "; did you mean " + *nearest + "?" : listed;
}

bool Contains(std::initializer_list<const char*> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool Node::IsMap() const {
  if (!json_->is_object()) WrongType("an object");
  return json_->is_object();
}

bool Node::IsObject(std::initializer_list<const char*> members) const {
  if (!IsMap()) return false;
  for (const auto& [name, value] : json_->items()) {
    if (Contains(members, name)) continue;
    Node(value, PathOf(name), *violations_)
        .Note(Rule::kUnknownMember, "unknown key " + name, Right(name, members));
  }
  return true;
}

std::optional<Node> Node::Member(const char* name) const {
  const auto found = json_->find(name);
  if (found == json_->end()) return std::nullopt;
  return Node(*found, PathOf(name), *violations_);
}

std::optional<Node> Node::Required(const char* name) const {
  auto member = Member(name);
  if (!member)
    violations_->push_back({PathOf(name), Rule::kMissingMember, "is missing", "it is required"});
  return member;
}

std::vector<Node> Node::Members() const {
  std::vector<Node> members;
  for (const auto& [name, value] : json_->items())
    members.emplace_back(value, PathOf(name), *violations_);
  return members;
}

std::vector<Node> Node::Items() const {
  std::vector<Node> items;
  if (!json_->is_array()) WrongType("a list");
  for (size_t i = 0; json_->is_array() && i < json_->size(); ++i)
    items.emplace_back((*json_)[i], path_ + "[" + std::to_string(i) + "]", *violations_);
  return items;
}

std::optional<std::string> Node::Text() const {
  if (!json_->is_string()) return WrongType("a string");
  return json_->get<std::string>();
}

std::optional<double> Node::Number() const {
  if (!json_->is_number()) return WrongType("a number");
  return json_->get<double>();
}

std::optional<bool> Node::Flag() const {
  if (!json_->is_boolean()) return WrongType("true or false");
  return json_->get<bool>();
}

std::optional<std::string> Node::TextOf(const char* name) const {
  const auto member = Required(name);
  return member ? member->Text() : std::nullopt;
}

std::optional<std::string> Node::OneOf(const char* name,
                                       std::initializer_list<const char*> known) const {
  const auto text = TextOf(name);
  if (!text || Contains(known, *text)) return text;
  Member(name)->Note(Rule::kUnknownValue, "is " + *text, Right(*text, known));
  return std::nullopt;
}

void Node::Note(Rule rule, std::string found, std::string right) const {
  violations_->push_back({path_, rule, std::move(found), std::move(right)});
}

std::string Node::PathOf(const std::string& member) const {
  return path_.empty() ? member : path_ + "." + member;
}

std::nullopt_t Node::WrongType(const char* wanted) const {
  Note(Rule::kWrongType, std::string("is of type ") + json_->type_name(),
       std::string("must be ") + wanted);
  return std::nullopt;
}

}  // namespace local
