// A function's configuration: environment variables only (docs/configuration.md).
#pragma once

#include <string>

#include "fotogal/base/budget_limits.h"
#include "oci/credentials.h"
#include "oci/functions.h"
#include "oci/result.h"

namespace fotogal {

struct Config {
  std::string compartment_id;    // FOTOGAL_COMPARTMENT_ID; default: the resource principal's
  std::string object_namespace;  // FOTOGAL_OBJECT_NAMESPACE
  std::string bucket;            // FOTOGAL_BUCKET
  std::string log_id;            // FOTOGAL_LOG_ID; empty: audit events go to stderr only
  // FOTOGAL_FANOUT_FUNCTION_ID and FOTOGAL_FANOUT_INVOKE_ENDPOINT, ...; without an id `sweep` runs
  // the jobs of that kind itself; without an endpoint the function's document is asked for it
  oci::functions::Target fanout, deletion, export_data;
  // FOTOGAL_PULL_FOLLOWERS: images of who has as many followers are not pushed into feeds but
  // pulled by readers
  int pull_followers = 5000;
  Budgets budgets = kBudgets;  // FOTOGAL_BUDGETS: budget_limits.h
  std::string cursor_key;      // FOTOGAL_CURSOR_KEY, at least 16 bytes
  bool cookie_secure = true;   // FOTOGAL_COOKIE_SECURE=false: cookies over plain HTTP (laptop)
  std::string nosql_endpoint;  // FOTOGAL_NOSQL_ENDPOINT, ...: default: the region's
  std::string object_storage_endpoint;
  std::string logging_endpoint;
  std::string functions_endpoint;  // of their documents; nothing is invoked there
};

// `region` fills the endpoints that are not set. The error names the variable.
oci::Result<Config> ReadConfig(const oci::Environment& environment, const std::string& region,
                               const std::string& compartment_id);

// Of the names that the environment lists, one that is nearly a setting's is an error, which names
// that. Others are let be: those of tests, and settings of a later version, which are still there
// when a deployment goes back. ReadConfig begins with this.
oci::Status CheckVariableNames(const oci::Environment& environment);

}  // namespace fotogal
