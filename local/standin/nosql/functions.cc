#include "local/standin/nosql/functions.h"

#include <utf8proc.h>

#include <algorithm>

#include "common/base64.h"
#include "local/standin/nosql/arithmetic.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/engine.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/time_functions.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

using Arguments = std::vector<Sequence>;
using Function = Status (*)(const Expr&, const Scope&, const Arguments&, Sequence&);

constexpr int64_t kHourMs = 3600 * 1000;

// The argument as one string; NULL for NULL, and for nothing or several items.
Value OneString(const Sequence& argument) {
  if (argument.size() != 1) return Value::Null();
  if (argument[0].kind == Kind::kJsonNull) return Value::String("null");
  const auto text = CastTo(argument[0], *MakeType(Kind::kString));
  return text.ok() ? *text : Value::Null();
}

std::vector<std::string> Characters(const std::string& text) {
  std::vector<std::string> characters;
  for (char c : text) {
    if ((c & 0xC0) != 0x80 || characters.empty()) characters.emplace_back();
    characters.back() += c;
  }
  return characters;
}

std::string MapCase(const std::string& text, bool upper) {
  std::string mapped;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(at, left, &code);
    if (length <= 0) return text;
    utf8proc_uint8_t bytes[4];
    const auto written =
        utf8proc_encode_char(upper ? utf8proc_toupper(code) : utf8proc_tolower(code), bytes);
    mapped.append(reinterpret_cast<char*>(bytes), static_cast<size_t>(written));
    at += length;
    left -= length;
  }
  return mapped;
}

Status Size(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  if (arguments[0].empty()) return oci::Ok();
  if (arguments[0].size() > 1) return ErrorAt(call, "The input to size() is more than one item");
  const Value& value = arguments[0][0];
  if (value.IsNull()) {
    out.push_back(value);
  } else if (value.kind == Kind::kArray) {
    out.push_back(Value::Integer(static_cast<int32_t>(value.items->size())));
  } else if (value.IsObject()) {
    out.push_back(Value::Integer(static_cast<int32_t>(value.fields->size())));
  } else {
    return ErrorAt(call, "Input to the size() function has wrong type");
  }
  return oci::Ok();
}

Status SeqConcat(const Expr&, const Scope&, const Arguments& arguments, Sequence& out) {
  for (const Sequence& argument : arguments)
    out.insert(out.end(), argument.begin(), argument.end());
  return oci::Ok();
}

bool HasNull(const Sequence& sequence) {
  return std::any_of(sequence.begin(), sequence.end(),
                     [](const Value& value) { return value.IsNull(); });
}

Status SeqCount(const Expr&, const Scope&, const Arguments& arguments, Sequence& out) {
  out.push_back(HasNull(arguments[0]) ? Value::Null()
                                      : Value::Long(static_cast<int64_t>(arguments[0].size())));
  return oci::Ok();
}

// The order among values of all atomic types: numbers, timestamps, texts, booleans. -1: not in it.
int TypeRank(const Value& value) {
  if (value.IsNumeric()) return 0;
  if (value.kind == Kind::kTimestamp) return 1;
  if (value.kind == Kind::kString || value.kind == Kind::kEnum) return 2;
  return value.kind == Kind::kBoolean ? 3 : -1;
}

int TotalOrder(const Value& a, const Value& b) {
  const int rank = TypeRank(a) - TypeRank(b);
  return rank != 0 ? rank : Compare(a, b, CompareOp::kLt).order;
}

Status SeqExtreme(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  const Sequence& items = arguments[0];
  if (items.empty()) return oci::Ok();
  const Value* best = nullptr;
  for (const Value& item : items) {
    if (item.IsNull()) {
      best = nullptr;
      break;
    }
    if (TypeRank(item) < 0) continue;
    const int order = best ? TotalOrder(item, *best) : 0;
    if (!best || (call.name == "seq_max" ? order > 0 : order < 0)) best = &item;
  }
  out.push_back(best ? *best : Value::Null());
  return oci::Ok();
}

Status SeqSum(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  std::vector<Value> numbers;
  for (const Value& item : arguments[0]) {
    if (item.IsInteger()) numbers.push_back(Value::Long(item.integer));
    if (item.kind == Kind::kFloat) numbers.push_back(Value::Double(item.real));
    if (item.kind == Kind::kDouble || item.kind == Kind::kNumber) numbers.push_back(item);
  }
  if (arguments[0].empty()) return oci::Ok();
  if (numbers.empty()) {
    out.push_back(Value::Null());
    return oci::Ok();
  }
  OCI_ASSIGN_OR_RETURN(Value sum, Calculate(numbers, std::string(numbers.size() - 1, '+')));
  if (call.name == "seq_avg") {
    OCI_ASSIGN_OR_RETURN(sum,
                         Calculate({sum, Value::Long(static_cast<int64_t>(numbers.size()))}, "d"));
  }
  out.push_back(std::move(sum));
  return oci::Ok();
}

Status ChangeCase(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  Value text = OneString(arguments[0]);
  if (!text.IsNull()) text = Value::String(MapCase(text.text, call.name == "upper"));
  out.push_back(std::move(text));
  return oci::Ok();
}

Status Search(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  const Value text = OneString(arguments[0]), part = OneString(arguments[1]);
  if (text.IsNull() || part.IsNull()) {
    const bool null = HasNull(arguments[0]) || HasNull(arguments[1]);
    out.push_back(null ? Value::Null() : Value::Boolean(false));
    return oci::Ok();
  }
  bool found = text.text.find(part.text) != std::string::npos;
  if (call.name == "starts_with") found = text.text.starts_with(part.text);
  if (call.name == "ends_with") found = text.text.ends_with(part.text);
  out.push_back(Value::Boolean(found));
  return oci::Ok();
}

Status Regex(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  const Value text = OneString(arguments[0]), pattern = OneString(arguments[1]);
  if (pattern.IsNull()) return ErrorAt(call, "The pattern parameter is not a string");
  auto like = RegexLike(text.text, pattern.text);
  if (!like.ok()) return like.error();
  out.push_back(text.IsNull() ? Value::Boolean(false) : Value::Boolean(*like));
  return oci::Ok();
}

Status ConcatAll(const Expr&, const Scope&, const Arguments& arguments, Sequence& out) {
  Sequence items;
  for (const Sequence& argument : arguments)
    items.insert(items.end(), argument.begin(), argument.end());
  if (items.empty()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(Value text, JoinTexts(items));
  out.push_back(std::move(text));
  return oci::Ok();
}

Status Substring(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  if (arguments[0].empty()) return oci::Ok();
  const Value text = OneString(arguments[0]);
  int64_t bounds[2] = {0, INT32_MAX};
  bool known = !text.IsNull();
  for (size_t i = 1; known && i < arguments.size(); ++i) {
    known = arguments[i].size() == 1 && !arguments[i][0].IsNull();
    if (!known) break;
    if (!arguments[i][0].IsInteger())
      return ErrorAt(call, "A position of substring() is not an integer");
    bounds[i - 1] = arguments[i][0].integer;
  }
  if (!known) {
    out.push_back(Value::Null());
    return oci::Ok();
  }
  if (bounds[1] < 1) {
    out.push_back(Value::String(""));
    return oci::Ok();
  }
  const auto characters = Characters(text.text);
  if (bounds[0] < 0 || bounds[0] >= static_cast<int64_t>(characters.size())) {
    out.push_back(Value::Null());
    return oci::Ok();
  }
  std::string part;
  const auto end = std::min(static_cast<int64_t>(characters.size()), bounds[0] + bounds[1]);
  for (int64_t i = bounds[0]; i < end; ++i) part += characters[static_cast<size_t>(i)];
  out.push_back(Value::String(std::move(part)));
  return oci::Ok();
}

Status Length(const Expr&, const Scope&, const Arguments& arguments, Sequence& out) {
  const Value text = OneString(arguments[0]);
  out.push_back(text.IsNull() ? text
                              : Value::Integer(static_cast<int32_t>(Characters(text.text).size())));
  return oci::Ok();
}

Status Trim(const Expr& call, const Scope&, const Arguments& arguments, Sequence& out) {
  Value text = OneString(arguments[0]);
  if (!text.IsNull()) {
    if (call.name != "rtrim")
      text.text.erase(0, std::min(text.text.find_first_not_of(' '), text.text.size()));
    if (call.name != "ltrim") text.text.erase(text.text.find_last_not_of(' ') + 1);
  }
  out.push_back(std::move(text));
  return oci::Ok();
}

Status CurrentTime(const Expr& call, const Scope& scope, const Arguments&, Sequence& out) {
  out.push_back(call.name == "current_time"
                    ? Value::Timestamp(scope.now_ms / 1000, scope.now_ms % 1000 * 1000000, 3)
                    : Value::Long(scope.now_ms));
  return oci::Ok();
}

// Functions on a row: its expiration time, version and modification time.
Status RowProperty(const Expr& call, const Scope& scope, const Arguments&, Sequence& out) {
  const StoredRow& row = *scope.row;
  const int64_t left = row.expires_ms - scope.now_ms;
  if (call.name == "remaining_hours" || call.name == "remaining_days") {
    const int64_t unit = call.name == "remaining_days" ? 24 * kHourMs : kHourMs;
    out.push_back(Value::Integer(row.expires_ms == 0 ? -1 : static_cast<int32_t>(left / unit)));
  } else if (call.name == "expiration_time") {
    out.push_back(Value::Timestamp(row.expires_ms / 1000, 0, 0));
  } else if (call.name == "expiration_time_millis") {
    out.push_back(Value::Long(row.expires_ms));
  } else if (call.name == "modification_time") {
    out.push_back(Value::Timestamp(row.modified_ms / 1000, row.modified_ms % 1000 * 1000000, 3));
  } else {
    out.push_back(
        Value::Binary(common::Base64Decode(VersionText(*scope.engine, row.version)).value_or("")));
  }
  return oci::Ok();
}

struct Entry {
  std::string_view name;
  size_t least, most;
  Function function;
  bool row = false;
};

constexpr Entry kFunctions[] = {
    {"size", 1, 1, Size},
    {"seq_concat", 0, 100, SeqConcat},
    {"seq_count", 1, 1, SeqCount},
    {"seq_max", 1, 1, SeqExtreme},
    {"seq_min", 1, 1, SeqExtreme},
    {"seq_sum", 1, 1, SeqSum},
    {"seq_avg", 1, 1, SeqSum},
    {"upper", 1, 1, ChangeCase},
    {"lower", 1, 1, ChangeCase},
    {"contains", 2, 2, Search},
    {"starts_with", 2, 2, Search},
    {"ends_with", 2, 2, Search},
    {"regex_like", 2, 2, Regex},
    {"concat", 1, 100, ConcatAll},
    {"substring", 2, 3, Substring},
    {"length", 1, 1, Length},
    {"trim", 1, 1, Trim},
    {"ltrim", 1, 1, Trim},
    {"rtrim", 1, 1, Trim},
    {"current_time", 0, 0, CurrentTime},
    {"current_time_millis", 0, 0, CurrentTime},
    {"year", 1, 1, TimePart},
    {"month", 1, 1, TimePart},
    {"day", 1, 1, TimePart},
    {"hour", 1, 1, TimePart},
    {"minute", 1, 1, TimePart},
    {"second", 1, 1, TimePart},
    {"millisecond", 1, 1, TimePart},
    {"microsecond", 1, 1, TimePart},
    {"nanosecond", 1, 1, TimePart},
    {"quarter", 1, 1, TimePart},
    {"isoweek", 1, 1, TimePart},
    {"day_of_month", 1, 1, TimePart},
    {"day_of_year", 1, 1, TimePart},
    {"remaining_hours", 1, 1, RowProperty, true},
    {"remaining_days", 1, 1, RowProperty, true},
    {"expiration_time", 1, 1, RowProperty, true},
    {"expiration_time_millis", 1, 1, RowProperty, true},
    {"modification_time", 1, 1, RowProperty, true},
    {"version", 1, 1, RowProperty, true},
};

const Entry* Find(std::string_view name) {
  for (const Entry& entry : kFunctions) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

// True for functions that the service has and the stand-in does not implement.
bool KnownElsewhere(std::string_view name) {
  static constexpr std::string_view kOthers[] = {"row_storage_size",
                                                 "index_storage_size",
                                                 "partition",
                                                 "week",
                                                 "day_of_week",
                                                 "shard",
                                                 "replace",
                                                 "reverse",
                                                 "index_of",
                                                 "abs",
                                                 "ceil",
                                                 "floor",
                                                 "round",
                                                 "trunc",
                                                 "sqrt",
                                                 "power",
                                                 "log",
                                                 "ln",
                                                 "exp",
                                                 "sign",
                                                 "mod",
                                                 "parse_json",
                                                 "seq_distinct",
                                                 "seq_sort",
                                                 "seq_transform",
                                                 "random_uuid",
                                                 "timestamp_add",
                                                 "timestamp_diff",
                                                 "get_duration",
                                                 "format_timestamp",
                                                 "parse_to_timestamp",
                                                 "creation_time",
                                                 "geo_near",
                                                 "geo_inside",
                                                 "geo_intersect",
                                                 "geo_distance"};
  return std::find(std::begin(kOthers), std::end(kOthers), name) != std::end(kOthers);
}

}  // namespace

Error ErrorAt(const Expr& expr, const std::string& message) {
  return ErrorAt(expr.line, expr.column, message);
}

Status CheckCall(const Expr& call) {
  const Entry* entry = Find(call.name);
  if (!entry && KnownElsewhere(call.name))
    return ErrorAt(call, NotSupported("The function " + call.name).message);
  if (!entry) return InvalidParameter("Error: Could not find function with name " + call.name);
  if (call.args.size() < entry->least || call.args.size() > entry->most)
    return ErrorAt(call, "Could not find function with name " + call.name + " and arity " +
                             std::to_string(call.args.size()));
  if (entry->row && call.args[0]->kind != Expr::Kind::kRow)
    return ErrorAt(call, "The argument to the " + call.name + " function must be a row variable");
  return oci::Ok();
}

Result<Value> JoinTexts(const Sequence& items) {
  std::string text;
  bool any = false;
  for (const Value& item : items) {
    if (item.IsNull()) continue;
    any = true;
    text += OneString({item}).text;
  }
  return any ? Value::String(std::move(text)) : Value::Null();
}

bool TakesRow(const Expr& call) {
  const Entry* entry = Find(call.name);
  return entry && entry->row;
}

Status Call(const Expr& call, const Scope& scope, const Arguments& arguments, Sequence& out) {
  const Entry* entry = Find(call.name);
  if (!entry) return ErrorAt(call, "Could not find function with name " + call.name);
  if (entry->row && !scope.row) return ErrorAt(call, "The row cannot be used here");
  return entry->function(call, scope, arguments, out);
}

bool NeedsWholeRow(const Expr& call) {
  return call.name == "version" || call.name == "modification_time";
}

}  // namespace standin::nosql
