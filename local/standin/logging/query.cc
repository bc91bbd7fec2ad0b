#include "local/standin/logging/query.h"

#include <algorithm>

#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

std::string TextOfValue(const json& value) {
  return value.is_string() ? value.get<std::string>() : oci::JsonText(value);
}

// What has no such field comes last.
bool IsBefore(const json* a, const json* b, bool descending) {
  if (a == nullptr || b == nullptr) return a != nullptr && b == nullptr;
  return descending ? *b < *a : *a < *b;
}

void SortRecords(LogRecords& records, const std::vector<LogQuery::SortKey>& keys) {
  std::stable_sort(records.begin(), records.end(), [&](const LogRecord& a, const LogRecord& b) {
    for (const auto& [path, descending] : keys) {
      const json *of_a = FieldOf(a, path), *of_b = FieldOf(b, path);
      if (IsBefore(of_a, of_b, descending)) return true;
      if (IsBefore(of_b, of_a, descending)) return false;
    }
    return false;
  });
}

struct Applied {
  LogRecords& records;
  void operator()(const LogQuery::Where& where) const {
    std::erase_if(records, [&](const LogRecord& record) { return !where.holds(record); });
  }
  void operator()(const LogQuery::Sort& sort) const { SortRecords(records, sort.keys); }
  void operator()(const LogQuery::Top& top) const {
    SortRecords(records, {{top.path, true}});
    if (records.size() > top.most) records.resize(top.most);
  }
  void operator()(const LogQuery::Count&) const { records = {json{{"count", records.size()}}}; }
};

}  // namespace

LogRecords LogQuery::Run(LogRecords records) const {
  for (const Step& step : steps_) std::visit(Applied{records}, step);
  return records;
}

const json* FieldOf(const LogRecord& record, const LogQuery::Path& path) {
  const json* at = &record;
  const bool is_whole = path.front() == "datetime" || path.front() == "logContent";
  if (!is_whole) {
    const auto content = record.find("logContent");
    if (content == record.end()) return nullptr;
    at = &*content;
  }
  for (const auto& name : path) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(name);
    if (found == at->end() || found->is_null()) return nullptr;
    at = &*found;
  }
  return at;
}

bool FitsPattern(std::string_view text, std::string_view pattern) {
  size_t t = 0, p = 0, star = std::string_view::npos, after_star = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool FitsContent(const json& content, std::string_view pattern) {
  if (FitsPattern(TextOfValue(content), pattern)) return true;
  if (!content.is_structured()) return false;
  return std::any_of(content.begin(), content.end(),
                     [pattern](const json& value) { return FitsContent(value, pattern); });
}

}  // namespace standin
