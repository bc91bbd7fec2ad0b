// `fotogal moderate`: what moderators do with reports, images, comments and accounts, by the
// function `moderate`, which is invoked with the operator's credentials
// (functions/moderate/handler.h).
#pragma once

#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "oci/result.h"

namespace operate {

struct ModerateOptions {
  std::string data = ".data";  // the data folder of a running `fotogal up`
  std::string settings;        // instead: the settings file of a tenancy
  bool json = false;           // print what the function answers
  nlohmann::json act;          // {"act": "list", ...}
};
// Exit statuses: 0 done, 1 an error, in one line.
int Moderate(const ModerateOptions& options);

// Sends the body to the function and returns what it answers.
using AskModeration = std::function<oci::Result<std::string>(const std::string& body)>;
// The same with `ask` in place of the function's invocation; `by`: who does it.
int RunModerate(const AskModeration& ask, const ModerateOptions& options, const std::string& by,
                std::FILE* out, std::FILE* err);

}  // namespace operate
