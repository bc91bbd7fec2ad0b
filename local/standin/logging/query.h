// The query language of Logging's search (Oracle's page query_language_specification, September
// 2026): which logs, and the steps after each "|". Supported are where (also without the word),
// sort, top and count; conditions with =, !=, <, <=, >, >=, and, or, not(), isnull(), isnotnull()
// and wildcards in texts. Everything else is refused by its name.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "oci/result.h"

namespace standin {

// A record of the stream: {"datetime": milliseconds, "logContent": {...}}.
using LogRecord = nlohmann::json;
using LogRecords = std::vector<LogRecord>;

class LogQuery {
 public:
  // The error is the response: 400 for what the language does not know, 501 for what it knows and
  // is not supported here.
  static oci::Result<LogQuery> Parse(std::string_view text);

  // What is searched: OCID of a compartment, then name or OCID of a log group, then of a log; the
  // last two may be missing.
  const std::vector<std::vector<std::string>>& streams() const { return streams_; }
  // Applies the steps, one after the other.
  LogRecords Run(LogRecords records) const;

  // From here on for the parser.
  using Path = std::vector<std::string>;  // the names of a field: "data", "status"
  using Condition = std::function<bool(const LogRecord& record)>;
  struct Where {
    Condition holds;
  };
  struct SortKey {
    Path path;
    bool descending = false;
  };
  struct Sort {
    std::vector<SortKey> keys;
  };
  struct Top {
    size_t most = 0;
    Path path;
  };
  struct Count {};
  using Step = std::variant<Where, Sort, Top, Count>;
  LogQuery(std::vector<std::vector<std::string>> streams, std::vector<Step> steps)
      : streams_(std::move(streams)), steps_(std::move(steps)) {}

 private:
  std::vector<std::vector<std::string>> streams_;
  std::vector<Step> steps_;
};

// The value of that field of a record; nullptr: it has none.
const nlohmann::json* FieldOf(const LogRecord& record, const LogQuery::Path& path);
// Whether the whole text fits, in which each * stands for anything.
bool FitsPattern(std::string_view text, std::string_view pattern);
// Whether the text of the whole message fits, or that of any value in it.
bool FitsContent(const nlohmann::json& content, std::string_view pattern);

}  // namespace standin
