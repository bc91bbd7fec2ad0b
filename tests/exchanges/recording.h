// The random exchanges that were recorded with Oracle's engine, by table.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/exchanges/player.h"

namespace exchanges {

// "5000" ...
std::vector<std::string> RandomTables();

// What was recorded with the table, in its order.
std::vector<Json> ExchangesOf(const std::string& table);

// The lines (from 0) that the engine itself does not repeat, by table.
std::map<std::string, std::set<int>> Unrepeatable();

std::map<std::string, Difference> RandomDifferences();

}  // namespace exchanges
