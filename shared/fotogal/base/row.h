// Rows as structs, which say once which member is which column:
//
//   struct BlockRow {
//     static constexpr auto kTable = schema::kBlocks;
//     UserId user, blocked;
//     static constexpr auto Columns() {
//       return std::tuple(Column("user_id", &BlockRow::user),
//                         Column("blocked_id", &BlockRow::blocked));
//     }
//   };
//
// A statement may select some of the columns, and old rows have NULL in columns that are younger:
// what is absent, NULL or of another type leaves its member at its default. Context finds,
// selects and inserts such rows. Where a member follows from several columns, `void Complete(const
// nlohmann::json& columns)` of the struct is called last.
#pragma once

#include <nlohmann/json.hpp>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace fotogal {

template <class Get>
struct ColumnOf {
  const char* name;
  Get get;  // the member of a row, const or not
};

template <class Row, class T>
constexpr auto Column(const char* name, T Row::*member) {
  const auto get = [member](auto& row) -> auto& { return row.*member; };
  return ColumnOf<decltype(get)>{name, get};
}
// A member of a member: of the image that a row is about, say.
template <class Row, class Part, class T>
constexpr auto Column(const char* name, Part Row::*part, T Part::*member) {
  const auto get = [ part, member ](auto& row) -> auto& { return row.*part.*member; };
  return ColumnOf<decltype(get)>{name, get};
}

// Whether a column's value is of the type that a member T has.
template <class T>
bool Fits(const nlohmann::json& value) {
  if constexpr (std::is_same_v<T, nlohmann::json>) return !value.is_null();
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<T, std::string> || std::is_enum_v<T>) return value.is_string();
  if constexpr (std::ranges::range<T>) return value.is_array();
  constexpr bool is_id = requires(const T& member) { member.value(); };
  if constexpr (std::is_class_v<T> && !is_id) return value.is_object();
  return value.is_number();
}

// One function for each type of member, not for each column.
template <class T>
void ReadColumn(const nlohmann::json& json, const char* name, T& member) {
  const auto found = json.find(name);
  if (found != json.end() && Fits<T>(*found)) found->get_to(member);
}
template <class T>
void WriteColumn(nlohmann::json& json, const char* name, const T& member) {
  json[name] = member;
}

template <class Row>
Row RowFrom(const nlohmann::json& json) {
  Row row{};
  std::apply(
      [&](const auto&... columns) { (ReadColumn(json, columns.name, columns.get(row)), ...); },
      Row::Columns());
  if constexpr (requires { row.Complete(json); }) row.Complete(json);
  return row;
}

template <class Row>
std::vector<Row> RowsFrom(const std::vector<nlohmann::json>& items) {
  std::vector<Row> rows;
  rows.reserve(items.size());
  for (const auto& item : items) rows.push_back(RowFrom<Row>(item));
  return rows;
}

template <class Row>
nlohmann::json JsonOf(const Row& row) {
  auto json = nlohmann::json::object();
  std::apply(
      [&](const auto&... columns) { (WriteColumn(json, columns.name, columns.get(row)), ...); },
      Row::Columns());
  return json;
}

}  // namespace fotogal
