// The parameters of ListObjects and ListObjectVersions.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/object_storage/object_file.h"

namespace standin {

struct Listing {
  std::string prefix, start, start_after, end, delimiter;
  int limit = 1000;
  std::vector<std::string> fields;

  bool Asks(std::string_view field) const;
  // The name at which to begin.
  std::string Begin() const;
  // Whether this name and all after it are no longer listed.
  bool IsBehind(const std::string& name) const;
  // The prefix that is listed instead of the name; empty: the name itself is.
  std::string GroupOf(const std::string& name) const;
  // The members that are asked for, but name and archivalState.
  nlohmann::json FieldsOf(const ObjectInfo& info) const;
};

// A refusal; nullopt: `listing` was filled.
std::optional<Response> ReadListing(const Request& request, Listing& listing);

// nullopt: it is not a number.
std::optional<uint64_t> ToNumber(std::string_view text);

}  // namespace standin
