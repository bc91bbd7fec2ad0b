// Files that are either whole or not there, whenever the process dies.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace standin {

// nullopt: there is no such file, or it cannot be read.
std::optional<std::string> ReadWholeFile(const std::filesystem::path& path);

inline constexpr std::string_view kAsideSuffix = ".damaged";
// The JSON object in that file; empty: there is no such file. One that is damaged is put aside
// under the same name and kAsideSuffix, with a line on stderr: it costs what it held, not the
// process.
nlohmann::json ReadDocument(const std::filesystem::path& path);

// Writes beside the target under a name ending in ".part" and renames. The error names the path and
// the reason.
oci::Status WriteWholeFile(const std::filesystem::path& path, std::string_view content,
                           unsigned mode = 0600);

// Removes the ".part" files that a killed process left in the folder.
void RemoveLeftovers(const std::filesystem::path& folder);

// Makes the folder and those above it; the error names it and the reason.
oci::Status MakeFolder(const std::filesystem::path& folder, unsigned mode = 0700);

}  // namespace standin
