// Tables of routes: what answers which method at which path. A service has one, and the first row
// that fits answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/percent.h"
#include "local/standin/base/answers.h"

namespace standin {

// What the names of a pattern stand for in a path.
class PathValues {
 public:
  // Percent-decoded; "": the pattern has no such name, or nothing stands there.
  std::string operator[](std::string_view name) const {
    return common::PercentDecodeLoosely(AsSent(name));
  }
  std::string_view AsSent(std::string_view name) const;
  bool Has(std::string_view name) const { return AsSent(name).data() != nullptr; }
  void Add(std::string_view name, std::string_view value) { values_.emplace_back(name, value); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> values_;
};

// Whether the fixed parts of a pattern are looked for in the path as it was sent, or
// percent-decoded.
enum class FixedParts { kAsSent, kDecoded };

// Patterns are "/fixed/{name}": a name stands for what is between two slashes, also for nothing.
// "{name...}", which ends a pattern, stands for all that is left, slashes and all. "[/]" at the
// end: a slash may stand there. nullopt: the path is none of the pattern's. The values are parts of
// both.
std::optional<PathValues> MatchPath(std::string_view pattern, std::string_view path,
                                    FixedParts fixed = FixedParts::kAsSent);

// methods: "GET", "GET|HEAD", or "*" for any.
bool TakesMethod(std::string_view methods, std::string_view method);

// A row of a table.
template <class Handler>
struct Route {
  std::string_view methods;
  std::string pattern;
  Handler handler;
};

template <class Handler>
struct FoundRoute {
  const Route<Handler>* route;
  PathValues values;  // parts of the table and of the path that was looked for
};

// nullopt: no row has this method at this path.
template <class Table>
auto FindRoute(const Table& table, std::string_view method, std::string_view path,
               FixedParts fixed = FixedParts::kAsSent)
    -> std::optional<FoundRoute<decltype(std::begin(table)->handler)>> {
  for (const auto& route : table) {
    if (!TakesMethod(route.methods, method)) continue;
    if (auto values = MatchPath(route.pattern, path, fixed)) return {{&route, std::move(*values)}};
  }
  return std::nullopt;
}

}  // namespace standin
