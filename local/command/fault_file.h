// What goes wrong on purpose: the file in the data folder by which the processes of `up` are told.
#pragma once

#include <string>

#include "local/running/data_folder.h"
#include "local/standin/faults/faults.h"

namespace local {

// For a process of `up`: the rules in the folder's file, which it follows. What fails is reported
// to its log.
standin::Faults::Options FaultsOf(const DataFolder& folder);

// The content of a file with rules; an error if it has one.
oci::Result<std::string> ReadFaults(const std::string& file);
// Lets the processes of the folder's `up` follow these rules; "": nothing fails any more.
oci::Status InstallFaults(const DataFolder& folder, const std::string& rules);

}  // namespace local
