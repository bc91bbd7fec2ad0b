// What `provision`, `status`, `destroy` and `deploy` have in common: the settings file, the
// operator's credentials, the tenancy, and showing progress.
#pragma once

#include <string>

#include "operate/provision/plan.h"
#include "operate/provision/settings.h"
#include "operate/provision/tenancy.h"

namespace operate {

struct TenancyAccess {
  provision::Settings settings;
  provision::Access access;
  provision::CallFactory call;
  std::string url;  // the address for people; "": the deployment's own endpoint
};

// The error is one line about the file and member, the credentials, or the data folder.
oci::Result<TenancyAccess> OpenTenancyAccess(const std::string& settings_path);

// The address of FotoGal for people, without a slash at the end; "" when neither the settings nor a
// deployment has one.
std::string ServiceUrl(const TenancyAccess& to, const provision::Tenancy& tenancy);

// Prints what was created differently from the settings, and the policies that an administrator has
// to add.
void PrintNotes(const provision::Tenancy& tenancy);
void PrintPolicies(const provision::Tenancy& tenancy);

// Prints what in the tenancy's limits prevents the tables from being created; an error when
// something does.
oci::Status CheckCapacity(const TenancyAccess& to);

// Runs it with a progress bar on a terminal, and a line on standard output for everything that it
// does.
oci::Status RunWithProgress(const std::string& name,
                            const std::function<oci::Status(const provision::Observer&)>& run);

}  // namespace operate
