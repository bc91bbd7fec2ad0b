#include "local/specification/path_rules.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace local {
namespace {

constexpr size_t kMaxRoute = 2000, kMaxPrefix = 255;
constexpr std::string_view kSpecial = "$-_.+!*'(),%;:@&=";

bool IsPathCharacter(unsigned char c) {
  return (c < 128 && std::isalnum(c)) || kSpecial.find(static_cast<char>(c)) != kSpecial.npos;
}

bool IsNameCharacter(unsigned char c) { return (c < 128 && std::isalnum(c)) || c == '_'; }

std::vector<std::string> Segments(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  for (;;) {
    const auto end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    if (end == path.size()) return segments;
    path.remove_prefix(end + 1);
  }
}

bool HasParameter(const std::string& segment) {
  return segment.find_first_of("{}") != std::string::npos;
}

// Checks a segment that contains braces.
void CheckParameter(const Node& path, const std::string& segment, bool is_last,
                    std::set<std::string>& names) {
  std::string name = segment.size() > 2 && segment.front() == '{' && segment.back() == '}'
                         ? segment.substr(1, segment.size() - 2)
                         : "";
  const bool is_wildcard = name.size() > 1 && name.back() == '*';
  if (is_wildcard) name.pop_back();
  if (name.empty() || !std::all_of(name.begin(), name.end(), IsNameCharacter))
    return path.Note(Rule::kPathParameter, "has the segment " + segment,
                     "a parameter is a whole segment, {name} or {name*}, its name of letters, "
                     "digits and _");
  if (is_wildcard && !is_last)
    path.Note(Rule::kWildcardLast, "has " + segment + " before its end",
              "{name*} is the last segment");
  if (!names.insert(name).second)
    path.Note(Rule::kParameterTwice, "has the parameter " + name + " twice",
              "every parameter of a path has a name of its own");
}

void CheckLiteral(const Node& path, const std::string& segment) {
  if (std::all_of(segment.begin(), segment.end(), IsPathCharacter)) return;
  path.Note(Rule::kRoutePath, "has the segment " + segment,
            "letters, digits and " + std::string(kSpecial) + " are allowed");
}

}  // namespace

std::set<std::string> CheckRoutePath(const Node& node) {
  std::set<std::string> names;
  const auto path = node.Text();
  if (!path) return names;
  if (path->size() > kMaxRoute)
    node.Note(Rule::kRouteLength, "has " + std::to_string(path->size()) + " characters",
              "at most " + std::to_string(kMaxRoute) + " are allowed");
  if (!path->starts_with('/')) {
    node.Note(Rule::kRoutePath, "is \"" + *path + "\"", "a path begins with /");
    return names;
  }
  const auto segments = Segments(*path);
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool is_last = i + 1 == segments.size();
    if (segments[i].empty() && !is_last) {
      node.Note(Rule::kRoutePath, "has two slashes side by side", "between slashes is a segment");
    } else if (HasParameter(segments[i])) {
      CheckParameter(node, segments[i], is_last, names);
    } else {
      CheckLiteral(node, segments[i]);
    }
  }
  return names;
}

std::string PathShape(const std::string& path) {
  std::string shape;
  bool is_inside = false;
  for (const char c : path) {
    if (c == '}') is_inside = false;
    if (!is_inside || c == '*') shape += c;
    if (c == '{') is_inside = true;
  }
  return shape;
}

void CheckPathPrefix(const Node& node) {
  const auto prefix = node.Text();
  if (!prefix) return;
  if (prefix->size() > kMaxPrefix)
    node.Note(Rule::kPathPrefix, "has " + std::to_string(prefix->size()) + " characters",
              "at most " + std::to_string(kMaxPrefix) + " are allowed");
  const bool is_legal = std::all_of(prefix->begin(), prefix->end(),
                                    [](unsigned char c) { return c == '/' || IsPathCharacter(c); });
  const bool ends = prefix->size() > 1 && prefix->ends_with('/');
  if (!prefix->starts_with('/') || !is_legal || ends || prefix->find("//") != std::string::npos)
    node.Note(Rule::kPathPrefix, "is \"" + *prefix + "\"",
              "it begins with /, ends with none, has no two side by side, and is of letters, "
              "digits and " +
                  std::string(kSpecial));
}

}  // namespace local
