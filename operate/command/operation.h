// What `provision`, `status`, `destroy` and `deploy` share: the settings file, the operator's
// credentials, the tenancy that they lead to, and what is shown of long runs.
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
  std::string url;  // where people reach FotoGal; "": at the deployment's own endpoint
};

// The error is one line: the file and the member, the credentials, or the data folder.
oci::Result<TenancyAccess> OpenTenancyAccess(const std::string& settings_path);

// Where people reach FotoGal, without a slash at its end; "" where neither the settings nor a
// deployment say it.
std::string ServiceUrl(const TenancyAccess& to, const provision::Tenancy& tenancy);

// What was made otherwise than asked, and the permissions that an administrator pastes.
void PrintNotes(const provision::Tenancy& tenancy);
void PrintPolicies(const provision::Tenancy& tenancy);

// Says what of the tenancy's limits stands in the way of the tables; an error when something does.
oci::Status CheckCapacity(const TenancyAccess& to);

// Runs it with a bar on a terminal, and one line to standard output for everything that it does.
oci::Status Watched(const std::string& name,
                    const std::function<oci::Status(const provision::Observer&)>& run);

}  // namespace operate
