// What OCI refuses about functions, their configuration, and schedules. Sources: Oracle's pages
// functionscustomizing, functionspassingconfigparams, functionsscheduling (September 2026).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace standin {

// Each returns the message for a 400; nullopt: nothing is wrong.

// memoryInMBs is 128, 256, 512, 1024, 2048 or 3072; timeoutInSeconds 1 to 300;
// detachedModeTimeoutInSeconds 5 to 3600.
std::optional<std::string> WrongFunction(const nlohmann::json& details);

// Names consist of letters, digits and _, and do not begin with a digit; values are printable; the
// application's and the function's together have at most 4 KB.
std::optional<std::string> WrongConfig(const nlohmann::json& of_application,
                                       const nlohmann::json& of_function);

// A cron expression of five fields that is due at most `times_an_hour` times within an hour.
std::optional<std::string> WrongSchedule(const nlohmann::json& details, size_t times_an_hour);

}  // namespace standin
