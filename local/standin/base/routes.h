// Tables of routes: which function handles which method and path. Each service has one table; the
// first matching row is used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/percent.h"
#include "local/standin/base/answers.h"

namespace standin {

// The values of the names in a pattern, for one path.
class PathValues {
 public:
  // Percent-decoded; "": the pattern has no such name, or its value is empty.
  std::string operator[](std::string_view name) const {
    return common::PercentDecodeLoosely(AsSent(name));
  }
  std::string_view AsSent(std::string_view name) const;
  bool Has(std::string_view name) const { return AsSent(name).data() != nullptr; }
  void Add(std::string_view name, std::string_view value) { values_.emplace_back(name, value); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> values_;
};

// Whether the fixed parts of a pattern are compared with the path as it was sent, or
// percent-decoded.
enum class FixedParts { kAsSent, kDecoded };

// A pattern is "/fixed/{name}": a name stands for the text between two slashes, which may be empty.
// "{name...}" at the end stands for the whole rest, with slashes. "[/]" at the end allows a slash.
// nullopt: the path does not match. The values refer to the memory of both arguments.
std::optional<PathValues> MatchPath(std::string_view pattern, std::string_view path,
                                    FixedParts fixed = FixedParts::kAsSent);

// methods: "GET", "GET|HEAD", or "*" for any.
bool TakesMethod(std::string_view methods, std::string_view method);

// A row of a table of routes.
template <class Handler>
struct Route {
  std::string_view methods;
  std::string pattern;
  Handler handler;
};

template <class Handler>
struct FoundRoute {
  const Route<Handler>* route;
  PathValues values;  // refer to the memory of the table and of the path
};

// nullopt: no row matches this method and path.
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
