// Rows that one change writes or deletes, in as few requests as the protocol allows: rows of one
// table with the same shard key go together.
#pragma once

#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/schema.h"

namespace fotogal {

// Writes these rows of one table, several requests side by side, and returns for each whether it
// was written, and which row stands there instead (oci::nosql::Rows::WriteTogether). Of several
// writes of one row only the last is made, and its result is theirs. A call that dies may have
// written any of them: each must be right without the others.
oci::Result<std::vector<oci::nosql::PutResult>> WriteRows(
    const Context& context, const schema::Table& table,
    const std::vector<oci::nosql::RowWrite>& writes);

// The deletion of a row with these columns, which has all columns of the key.
oci::nosql::RowWrite Removal(const schema::Table& table, const nlohmann::json& row);

// The rows whose `column` is the person; the column is the shard key. For
// Context::DeleteShardRows.
oci::nosql::ShardRows ShardOfPerson(const schema::Table& table, std::string_view column,
                                    UserId person);
// The rows of an image, in a table with the key (author_id, image_id, ...).
oci::nosql::ShardRows ShardOfImage(const schema::Table& table, const ImageRef& image);

}  // namespace fotogal
