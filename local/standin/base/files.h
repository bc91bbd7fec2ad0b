// Files that are complete or do not exist, whenever the process dies or the power is cut. Where
// nothing else is said, what a function here has done is on the disk when it returns
// (docs/adr/0040-power-cuts.md).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace standin {

// nullopt: the file does not exist or cannot be read.
std::optional<std::string> ReadWholeFile(const std::filesystem::path& path);

inline constexpr std::string_view kAsideSuffix = ".damaged";
// The JSON object in the file; empty: there is no such file. A damaged file is renamed by appending
// kAsideSuffix, with a line on stderr: its content is lost, but the process can go on.
nlohmann::json ReadDocument(const std::filesystem::path& path);

// Writes a file with the suffix ".part" beside the target and renames it. The error names the path
// and the reason.
oci::Status WriteWholeFile(const std::filesystem::path& path, std::string_view content,
                           unsigned mode = 0600);

// Appends lines to the file, which is made when it is missing (mode 0600), so that those of several
// threads do not mix. What was half appended before is ended first. False: it could not be written
// whole, and is not there.
enum class Force { kNot, kToDisk };
bool AppendToFile(const std::filesystem::path& path, std::string_view lines, Force force);

// A file that does not exist is removed, too. The errors name the file and the reason.
oci::Status RemoveFile(const std::filesystem::path& path);
oci::Status RenameFile(const std::filesystem::path& from, const std::filesystem::path& to);

// What was created, renamed or removed in the folder is on the disk then.
oci::Status ForceFolder(const std::filesystem::path& folder);

// Removes ".part" files that a killed process has left in the folder.
void RemoveLeftovers(const std::filesystem::path& folder);

// Creates the folder and those above it; the error names it and the reason. What a killed process
// has left in it is on the disk then.
oci::Status MakeFolder(const std::filesystem::path& folder, unsigned mode = 0700);

}  // namespace standin
