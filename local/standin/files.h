// Files that are either whole or not there, whenever the process dies.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace standin {

// nullopt: there is no such file, or it cannot be read.
std::optional<std::string> ReadWholeFile(const std::filesystem::path& path);

// Writes beside the target under a name ending in ".part" and renames. The error names the path and
// the reason.
oci::Status WriteWholeFile(const std::filesystem::path& path, std::string_view content,
                           unsigned mode = 0600);

// Removes the ".part" files that a killed process left in the folder.
void RemoveLeftovers(const std::filesystem::path& folder);

// Makes the folder and those above it; the error names it and the reason.
oci::Status MakeFolder(const std::filesystem::path& folder, unsigned mode = 0700);

}  // namespace standin
