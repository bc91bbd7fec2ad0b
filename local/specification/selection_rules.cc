#include "local/specification/selection_rules.h"

#include <set>

#include "common/ascii.h"
#include "local/specification/header_rules.h"
#include "local/specification/plain_backend_rules.h"

namespace local {
namespace {

// What was found so far in the branches of one back end, to find duplicates.
struct Seen {
  std::set<std::string> values;  // in lower case
  bool has_default = false;
};

void CheckSource(const Node& source, const VariableScope& scope) {
  if (!source.IsObject({"type", "selector"})) return;
  source.OneOf("type", {"SINGLE"});
  if (const auto selector = source.TextOf("selector"))
    CheckSelector(*source.Member("selector"), *selector, scope);
}

void CheckValues(const Node& values, Seen& seen) {
  for (const auto& value : values.Items()) {
    const auto text = value.Text();
    if (text && !seen.values.insert(common::Lower(*text)).second)
      value.Note(Rule::kBranchValue, "is \"" + *text + "\" again",
                 "a value stands once in all branches, and its case does not count");
  }
}

void CheckWildcard(const Node& key) {
  const auto expression = key.TextOf("expression");
  if (!expression) return;
  const auto first = expression->find_first_of("*+");
  const bool is_one = first != std::string::npos && first == expression->find_last_of("*+");
  if (is_one && (first == 0 || first + 1 == expression->size())) return;
  key.Member("expression")
      ->Note(Rule::kBranchWildcard, "is \"" + *expression + "\"",
             "one * or + stands at the start or at the end");
}

void CheckKey(const Node& key, Seen& seen) {
  if (!key.IsMap()) return;
  const auto type = key.OneOf("type", {"ANY_OF", "WILDCARD"});
  key.TextOf("name");
  if (type == "ANY_OF" && key.IsObject({"type", "name", "isDefault", "values"})) {
    if (const auto values = key.Member("values")) CheckValues(*values, seen);
  }
  if (type == "WILDCARD" && key.IsObject({"type", "name", "isDefault", "expression"}))
    CheckWildcard(key);
  const auto flag = key.Member("isDefault");
  if (!flag || !flag->Flag().value_or(false)) return;
  if (seen.has_default)
    flag->Note(Rule::kBranchDefault, "is true again", "one branch is the default");
  seen.has_default = true;
}

void CheckBranch(const Node& branch, const VariableScope& scope, Seen& seen) {
  if (!branch.IsObject({"key", "backend"})) return;
  if (const auto key = branch.Required("key")) CheckKey(*key, seen);
  const auto backend = branch.Required("backend");
  if (!backend || !backend->IsMap()) return;
  const auto type = backend->OneOf(
      "type", {"ORACLE_FUNCTIONS_BACKEND", "HTTP_BACKEND", "STOCK_RESPONSE_BACKEND"});
  if (type) CheckPlainBackend(*backend, *type, scope);
}

}  // namespace

void CheckDynamicBackend(const Node& backend, const VariableScope& scope) {
  if (!backend.IsObject({"type", "selectionSource", "routingBackends"})) return;
  if (const auto source = backend.Required("selectionSource")) CheckSource(*source, scope);
  Seen seen;
  if (const auto branches = backend.Required("routingBackends")) {
    for (const auto& branch : branches->Items()) CheckBranch(branch, scope, seen);
  }
}

}  // namespace local
