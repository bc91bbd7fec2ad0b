// What exports.cc and export_job.cc share.
#pragma once

#include <string>

#include "fotogal/ids.h"

namespace fotogal {

inline constexpr const char* kExportKind = "export";
std::string ArchiveName(Id user, Id op);

}  // namespace fotogal
