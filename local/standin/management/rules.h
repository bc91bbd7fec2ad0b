// What OCI refuses of functions, their configuration and schedules, whoever makes or changes them.
// Sources (Oracle's pages of 2026-09, by name): functionscustomizing, functionspassingconfigparams,
// functionsscheduling.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace standin {

// Each answers what is wrong, for a 400; nullopt: nothing.

// memoryInMBs is 128, 256, 512, 1024, 2048 or 3072; timeoutInSeconds 1 to 300;
// detachedModeTimeoutInSeconds 5 to 3600.
std::optional<std::string> WrongFunction(const nlohmann::json& details);

// Names of letters, digits and _, not starting with a digit; values printable; application's and
// function's together at most 4 KB.
std::optional<std::string> WrongConfig(const nlohmann::json& of_application,
                                       const nlohmann::json& of_function);

// A cron of five fields that is due at most so often within an hour.
std::optional<std::string> WrongSchedule(const nlohmann::json& details, size_t times_an_hour);

}  // namespace standin
