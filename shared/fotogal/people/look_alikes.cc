#include "fotogal/people/look_alikes.h"

#include <nlohmann/json.hpp>

#include "fotogal/people/people_statements.h"

namespace fotogal {
namespace {

constexpr int kMostLookAlikes = 100;

char LookOf(char c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case 'i':
      return 'l';
    case '2':
      return 'z';
    case '5':
      return 's';
    case '8':
      return 'b';
    case '9':
    case 'q':
      return 'g';
    default:
      return c;
  }
}

// Two characters that look like one.
char LookOfPair(char first, char second) {
  if (first == 'r' && second == 'n') return 'm';
  if (first == 'v' && second == 'v') return 'w';
  if (first == 'c' && second == 'l') return 'd';
  return '\0';
}

struct SkeletonRow {
  std::string prefix;
  UserId user = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("prefix", &SkeletonRow::prefix),
                      Column("user_id", &SkeletonRow::user));
  }
};

// The accounts listed with these prefixes. (LIMIT is refused where rows lie in several shards.)
Outcome<std::vector<SkeletonRow>> WithPrefixes(const Context& context,
                                               const std::vector<std::string>& prefixes) {
  oci::nosql::QueryOptions options;
  options.limit = kMostLookAlikes;
  OCI_ASSIGN_OR_RETURN(const auto page,
                       context.Query(kDirectoryOfPrefixes, {{"$p", prefixes}}, options));
  return RowsFrom<SkeletonRow>(page.items);
}

}  // namespace

std::string SkeletonOf(std::string_view username) {
  std::string skeleton;
  for (const char c : username) {
    if (c == '.' || c == '_') continue;
    const char look = LookOf(c);
    const char pair = skeleton.empty() ? '\0' : LookOfPair(skeleton.back(), look);
    if (pair == '\0') {
      skeleton += look;
    } else {
      skeleton.back() = pair;
    }
  }
  return skeleton;
}

std::string SkeletonPrefix(std::string_view username) { return "~" + SkeletonOf(username); }

Outcome<std::map<UserId, std::set<UserId>>> LookAlikesOf(const Context& context,
                                                         const std::vector<Summary>& people) {
  std::map<UserId, std::set<UserId>> others;
  if (people.empty()) return others;
  std::map<std::string, std::vector<UserId>> named;
  std::vector<std::string> prefixes;
  for (const Summary& person : people) {
    const auto prefix = SkeletonPrefix(person.username);
    if (named[prefix].empty()) prefixes.push_back(prefix);
    named[prefix].push_back(person.id);
  }
  OCI_ASSIGN_OR_RETURN(const auto rows, WithPrefixes(context, prefixes));
  for (const SkeletonRow& row : rows) {
    for (const UserId person : named[row.prefix]) {
      if (person != row.user) others[person].insert(row.user);
    }
  }
  return others;
}

}  // namespace fotogal
