// The kinds of resources that operators create, with the differences between them.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace standin {

inline constexpr std::string_view kFunctionKind = "fnfunc", kScheduleKind = "resourceschedule";

// A collection of resources and its rules.
struct ResourceKind {
  const char* path;   // path of the collection
  const char* ocid;   // "fnapp" for OCIDs such as "ocid1.fnapp.oc1.local.…"
  const char* scope;  // the parameter that lists are filtered by
  bool bare_list;     // lists are an array, not {"items": [...]}
  bool work_request;  // creations and changes return a work request
  bool named_once;    // names are unique within the scope
  std::vector<const char*> required;
  std::vector<const char*> changeable;
  const char* parent;  // the member with the OCID of the resource that it belongs to; nullptr: none
  const char* parent_path;  // the collection of that resource
  size_t most_of_parent;    // the limit per parent; 0: none is known
  std::vector<std::pair<const char*, nlohmann::json>> defaults;
};

const std::vector<ResourceKind>& ResourceKinds();

}  // namespace standin
