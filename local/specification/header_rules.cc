#include "local/specification/header_rules.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "common/ascii.h"

namespace local {
namespace {

constexpr size_t kMaxFiltered = 50, kMaxRenamed = 20, kMaxSet = 20, kMaxValues = 10;

// Oracle's list says "except", where "expect" must be meant.
const std::set<std::string> kProtectedInRequests = {
    "cdn-loop", "connection",        "content-length", "cookie",          "except",
    "expect",   "keep-alive",        "opc-request-id", "origin",          "proxy-authorization",
    "te",       "transfer-encoding", "upgrade",        "x-forwarded-for", "x-real-ip"};
const std::set<std::string> kProtectedInResponses = {"access-control-allow-credentials",
                                                     "access-control-allow-headers",
                                                     "access-control-allow-methods",
                                                     "access-control-allow-origin",
                                                     "access-control-expose-headers",
                                                     "access-control-max-age",
                                                     "connection",
                                                     "content-length",
                                                     "except",
                                                     "expect",
                                                     "keep-alive",
                                                     "opc-request-id",
                                                     "proxy-authenticate",
                                                     "public-key-pins",
                                                     "retry-after",
                                                     "strict-transport-security",
                                                     "te",
                                                     "trailers",
                                                     "transfer-encoding",
                                                     "upgrade",
                                                     "x-content-type-options",
                                                     "x-frame-options",
                                                     "x-xss-protection"};

void CheckCount(const Node& items, size_t most) {
  if (items.json().size() > most)
    items.Note(Rule::kTransformationCount, "has " + std::to_string(items.json().size()) + " items",
               "at most " + std::to_string(most) + " are allowed");
}

// The header names that the transformations of one route's requests (or responses) change.
class Names {
 public:
  Names(Side side, const VariableScope& where) : scope(where), side_(side) {}

  // Notes a name that is changed.
  void Touch(const Node& node, const std::string& name) {
    CheckHeaderName(node, name);
    if (IsProtected(name, side_))
      node.Note(Rule::kProtectedHeader, "is " + name,
                std::string("no transformation may touch this header of ") +
                    (side_ == Side::kRequest ? "requests" : "answers"));
    if (!seen_.insert(common::Lower(name)).second)
      node.Note(Rule::kNameTwice, "is " + name + ", which another transformation has",
                "a name, whatever its case, stands in one transformation");
  }
  void TouchMember(const Node& item, const char* member) {
    if (const auto name = item.TextOf(member)) Touch(*item.Member(member), *name);
  }

  const VariableScope& scope;

 private:
  const Side side_;
  std::set<std::string> seen_;
};

// Checks {"items": [...]} with these members; CheckItem is called for every item.
template <class CheckItem>
void CheckItems(const Node& list, std::initializer_list<const char*> members, size_t most,
                const CheckItem& check_item) {
  const auto items = list.Required("items");
  if (!items) return;
  CheckCount(*items, most);
  for (const auto& item : items->Items())
    if (item.IsObject(members)) check_item(item);
}

void CheckValues(const Node& values, const VariableScope& scope) {
  const auto list = values.Items();
  if (values.json().is_array() && (list.empty() || list.size() > kMaxValues))
    values.Note(Rule::kValueCount, "has " + std::to_string(list.size()) + " values",
                "1 to " + std::to_string(kMaxValues) + " are allowed");
  for (const auto& value : list) {
    const auto text = value.Text();
    if (!text) continue;
    CheckHeaderValue(value, *text);
    CheckVariables(value, *text, scope);
  }
}

void CheckSet(const Node& set, Names& names) {
  if (!set.IsObject({"items"})) return;
  CheckItems(set, {"name", "values", "ifExists"}, kMaxSet, [&names](const Node& item) {
    names.TouchMember(item, "name");
    if (const auto values = item.Required("values")) CheckValues(*values, names.scope);
    if (item.Member("ifExists")) item.OneOf("ifExists", {"OVERWRITE", "APPEND", "SKIP"});
  });
}

void CheckRename(const Node& rename, Names& names) {
  if (!rename.IsObject({"items"})) return;
  CheckItems(rename, {"from", "to"}, kMaxRenamed, [&names](const Node& item) {
    names.TouchMember(item, "from");
    names.TouchMember(item, "to");
  });
}

// An item of a list of allowed headers changes no header.
void CheckFilter(const Node& filter, Names& names) {
  if (!filter.IsObject({"type", "items"})) return;
  const auto type = filter.OneOf("type", {"BLOCK", "ALLOW"});
  CheckItems(filter, {"name"}, kMaxFiltered, [&](const Node& item) {
    if (type == "BLOCK") return names.TouchMember(item, "name");
    if (const auto name = item.TextOf("name")) CheckHeaderName(*item.Member("name"), *name);
  });
}

bool IsTokenCharacter(unsigned char c) {
  return c > 0x20 && c < 0x7f &&
         std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(c)) ==
             std::string_view::npos;
}

}  // namespace

bool IsProtected(const std::string& name, Side side) {
  const auto& names = side == Side::kRequest ? kProtectedInRequests : kProtectedInResponses;
  return names.contains(common::Lower(name));
}

void CheckHeaderName(const Node& node, const std::string& name) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), IsTokenCharacter)) return;
  node.Note(Rule::kHeaderName, "is \"" + name + "\"", "a header's name is a token of RFC 9110");
}

void CheckHeaderValue(const Node& node, const std::string& value) {
  const bool is_legal = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c == '\t' || (c >= 0x20 && c < 0x7f);
  });
  if (!is_legal)
    node.Note(Rule::kHeaderValue, "has a character that no header may hold",
              "visible ASCII, spaces and tabs are allowed");
}

void CheckHeaderTransformations(const Node& node, Side side, const VariableScope& scope) {
  if (!node.IsObject({"setHeaders", "renameHeaders", "filterHeaders"})) return;
  Names names(side, scope);
  if (const auto filter = node.Member("filterHeaders")) CheckFilter(*filter, names);
  if (const auto rename = node.Member("renameHeaders")) CheckRename(*rename, names);
  if (const auto set = node.Member("setHeaders")) CheckSet(*set, names);
}

void CheckQueryTransformations(const Node& node) {
  if (!node.IsObject({"filterQueryParameters"})) return;
  const auto filter = node.Member("filterQueryParameters");
  if (!filter || !filter->IsObject({"type", "items"})) return;
  filter->OneOf("type", {"BLOCK", "ALLOW"});
  CheckItems(*filter, {"name"}, kMaxFiltered, [](const Node& item) { item.TextOf("name"); });
}

}  // namespace local
