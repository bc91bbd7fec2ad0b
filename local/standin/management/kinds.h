// The kinds of resources that operators make, and what is particular to each.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace standin {

inline constexpr std::string_view kFunctionKind = "fnfunc", kScheduleKind = "resourceschedule";

// A collection with its members' rules.
struct ResourceKind {
  const char* path;   // of the collection
  const char* ocid;   // "fnapp" in "ocid1.fnapp.oc1.local.…"
  const char* scope;  // what a list is asked by
  bool bare_list;     // an array, not {"items": [...]}
  bool work_request;  // creation and changes name one
  bool named_once;    // of one name there is one in its scope
  std::vector<const char*> required;
  std::vector<const char*> changeable;
  const char* parent;       // the member that names the resource it belongs to; nullptr: none
  const char* parent_path;  // that resource's collection
  size_t most_of_parent;    // so many of one parent; 0: no limit is known
  std::vector<std::pair<const char*, nlohmann::json>> defaults;
};

const std::vector<ResourceKind>& ResourceKinds();

}  // namespace standin
