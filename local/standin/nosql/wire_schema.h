// The description of a table that drivers get with it: JSON, as Oracle's engine writes it.
#pragma once

#include <string>

#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

std::string SchemaText(const Table& table);

}  // namespace standin::nosql
