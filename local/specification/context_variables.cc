#include "local/specification/context_variables.h"

#include <optional>
#include <string_view>

namespace local {
namespace {

struct Variable {
  std::string table;
  std::vector<std::string> keys;
};

// Table and keys of "request.auth[a][b]"; nullopt: another form.
std::optional<Variable> Read(std::string_view text) {
  Variable variable;
  const auto bracket = std::min(text.find('['), text.size());
  variable.table = text.substr(0, bracket);
  for (text.remove_prefix(bracket); !text.empty();) {
    const auto end = text.find(']');
    if (text.front() != '[' || end == std::string_view::npos || end == 1) return std::nullopt;
    variable.keys.emplace_back(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
  }
  return variable;
}

// True when the table exists and has the right number of keys.
bool IsKnown(const Variable& variable) {
  const auto& [table, keys] = variable;
  if (table == "request.path" || table == "request.query" || table == "request.headers")
    return keys.size() == 1;
  if (table == "request.auth") return keys.size() == 1 || keys.size() == 2;
  if (table == "request.cert")
    return keys.empty() || (keys.size() == 1 && keys[0] == "client_base64");
  return table == "request.host" && keys.empty();
}

constexpr const char* kTables =
    "known: request.path[..], request.query[..], request.headers[..], request.auth[..], "
    "request.cert[client_base64], request.host";

// Notes a variable that has no value at this place.
void CheckFilled(const Node& node, const Variable& variable, const std::string& found,
                 const VariableScope& scope) {
  if (variable.table == "request.path" && !scope.is_of_any_route &&
      !scope.path.contains(variable.keys[0]))
    node.Note(Rule::kPathVariable, found, "the route's path has no such parameter");
  if (variable.table == "request.auth" && !scope.is_authenticated)
    node.Note(
        Rule::kAuthVariable, found,
        "request.auth is filled where a deployment has an authentication policy and the route "
        "is not ANONYMOUS");
}

void CheckOne(const Node& node, const std::string& text, const VariableScope& scope) {
  const std::string found = "has ${" + text + "}";
  if (IsBodyVariable(text))
    return node.Note(Rule::kBodyVariable, found,
                     "request.body is for authorizers' arguments alone");
  const auto variable = Read(text);
  if (!variable || !IsKnown(*variable)) return node.Note(Rule::kContextVariable, found, kTables);
  CheckFilled(node, *variable, found, scope);
}

}  // namespace

bool IsBodyVariable(const std::string& variable) {
  return variable == "request.body" || variable.starts_with("request.body[");
}

bool IsAuthVariable(const std::string& text) {
  const auto variable = Read(text);
  return variable && variable->table == "request.auth" && IsKnown(*variable);
}

void CheckVariables(const Node& node, const std::string& text, const VariableScope& scope) {
  for (size_t open = text.find("${"); open != std::string::npos; open = text.find("${", open)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos)
      return node.Note(Rule::kContextVariable, "has ${ without }", kTables);
    CheckOne(node, text.substr(open + 2, close - open - 2), scope);
    open = close;
  }
}

void CheckSelector(const Node& node, const std::string& text, const VariableScope& scope) {
  const std::string found = "is \"" + text + "\"";
  const auto variable = Read(text);
  if (!variable || !IsKnown(*variable) || variable->table == "request.cert")
    return node.Note(Rule::kSelector, found,
                     "one of request.path[..], request.query[..], request.headers[..], "
                     "request.auth[..], request.host");
  CheckFilled(node, *variable, found, scope);
}

void CheckArgument(const Node& node, const std::string& text) {
  if (text == "request.body") return;
  const auto variable = Read(text);
  const bool is_allowed = variable && IsKnown(*variable) && variable->table != "request.path" &&
                          variable->table != "request.auth";
  if (!is_allowed)
    node.Note(Rule::kArgumentVariable, "is \"" + text + "\"",
              "one of request.query[..], request.headers[..], request.cert, request.host, "
              "request.body");
}

}  // namespace local
