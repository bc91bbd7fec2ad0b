// What `fotogal ps` makes of what the agent tells (local/agent/report.h).
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace local {

// Bytes of a process in memory; nullopt: it has ended.
using MemoryOf = std::function<std::optional<std::int64_t>(int pid)>;
std::optional<std::int64_t> ResidentMemory(int pid);

// Adds "memory_bytes" to each function of the agent's list: of its instances together, null where
// they are containers.
nlohmann::json WithMemory(nlohmann::json functions, const MemoryOf& memory_of);

// A table with a line for each function. colour: escape sequences of a terminal for failures.
std::string FunctionTable(const nlohmann::json& functions, bool colour);

}  // namespace local
