#include "fotogal/base/shard_writes.h"

#include <map>
#include <nlohmann/json.hpp>

#include "fotogal/base/table_statements.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::PutResult;
using oci::nosql::RowWrite;
// Positions in the writes given.
using Places = std::vector<size_t>;

constexpr size_t kShardsInFlight = 8;

// The values of the first columns of the key.
std::string KeyText(const schema::Table& table, size_t columns, const Json& row) {
  Json key = Json::array();
  for (size_t i = 0; i < columns; ++i) key.push_back(row.at(table.key[i]));
  return oci::JsonText(key);
}
std::string ShardOf(const schema::Table& table, const Json& row) {
  return KeyText(table, table.shard_columns, row);
}

// For each write the place of the last one of the same row: a request takes each row once.
Places LastOfSameRow(const schema::Table& table, const std::vector<RowWrite>& writes) {
  std::map<std::string, size_t> last;
  std::vector<std::string> keys;
  for (size_t i = 0; i < writes.size(); ++i)
    last[keys.emplace_back(KeyText(table, table.key.size(), writes[i].row))] = i;
  Places places;
  for (const auto& key : keys) places.push_back(last.at(key));
  return places;
}

// Parts with one shard key, none larger than one request.
std::vector<Places> PartsOf(const schema::Table& table, const std::vector<RowWrite>& writes,
                            const Places& last, size_t most) {
  std::vector<Places> parts;
  std::map<std::string, size_t> open;  // the part of a shard key that is not full
  for (size_t i = 0; i < writes.size(); ++i) {
    if (last[i] != i) continue;
    const auto [found, is_new] = open.try_emplace(ShardOf(table, writes[i].row), parts.size());
    if (!is_new && parts[found->second].size() == most) found->second = parts.size();
    if (found->second == parts.size()) parts.emplace_back();
    parts[found->second].push_back(i);
  }
  return parts;
}

}  // namespace

oci::Result<std::vector<PutResult>> WriteRows(const Context& context, const schema::Table& table,
                                              const std::vector<RowWrite>& writes) {
  std::vector<PutResult> results(writes.size());
  const auto last = LastOfSameRow(table, writes);
  const auto parts = PartsOf(table, writes, last, context.services.nosql->MostTogether());
  OCI_RETURN_IF_ERROR(oci::ForEach(parts, kShardsInFlight, [&](const Places& part) -> oci::Status {
    std::vector<RowWrite> together;
    together.reserve(part.size());
    for (const size_t place : part) together.push_back(writes[place]);
    OCI_ASSIGN_OR_RETURN(auto written, context.WriteTogether(table.name, together));
    for (size_t i = 0; i < part.size(); ++i) results[part[i]] = std::move(written.at(i));
    return oci::Ok();
  }));
  for (size_t i = 0; i < results.size(); ++i) {
    if (last[i] != i) results[i] = results[last[i]];
  }
  return results;
}

RowWrite Removal(const schema::Table& table, const Json& row) {
  RowWrite write{.row = Json::object(), .removes = true};
  for (const auto& column : table.key) write.row[column] = row.at(column);
  return write;
}

oci::nosql::ShardRows ShardOfPerson(const schema::Table& table, std::string_view column,
                                    UserId person) {
  return {.table = table.name,
          .shard_key = {{std::string(column), person}},
          .statement = RowsOfPerson(table.name, column, KeyColumns(table)),
          .variables = {{"$u", person}},
          .key_columns = table.key};
}

oci::nosql::ShardRows ShardOfImage(const schema::Table& table, const ImageRef& image) {
  return {.table = table.name,
          .shard_key = {{"author_id", image.author}, {"image_id", image.image}},
          .statement = RowsOfImage(table),
          .variables = {{"$a", image.author}, {"$i", image.image}},
          .key_columns = table.key};
}

}  // namespace fotogal
