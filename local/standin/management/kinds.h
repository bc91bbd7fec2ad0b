// The kinds of resources that operators create, with the differences between them.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace standin {

inline constexpr std::string_view kFunctionKind = "fnfunc", kScheduleKind = "resourceschedule",
                                  kCompartmentKind = "compartment", kVcnKind = "vcn",
                                  kSubnetKind = "subnet",
                                  kCertificateKind = "apigatewaycertificate",
                                  kSenderKind = "emailsender", kEmailDomainKind = "emaildomain",
                                  kDkimKind = "emaildkim";

// A collection of resources and its rules.
struct ResourceKind {
  const char* path;                     // path of the collection
  const char* ocid;                     // "fnapp" for OCIDs such as "ocid1.fnapp.oc1.local.…"
  const char* scope = "compartmentId";  // the parameter that lists are filtered by
  bool bare_list = false;               // lists are an array, not {"items": [...]}
  bool slash_may_end = false;           // Oracle's Python SDK ends the collection's path with "/"
  // Of work requests, which creations and changes return: the entityType, and as operationType
  // CREATE_<operation>; nullptr: the kind has none.
  const char *entity = nullptr, *operation = nullptr;
  const char* name = "displayName";  // the member that lists can be narrowed by
  bool named_once = false;           // names are unique within the scope
  const char *made = "CREATING",
             *ready = "ACTIVE";  // lifecycleState at first, and once it was read
  std::vector<const char*> required = {};
  std::vector<const char*> changeable = {};
  const char* parent = nullptr;       // the member with the OCID of the resource that it belongs to
  const char* parent_path = nullptr;  // the collection of that resource
  size_t most_of_parent = 0;          // the limit per parent; 0: none is known
  std::vector<std::pair<const char*, nlohmann::json>> defaults = {};

  bool Is(std::string_view of) const { return of == ocid; }
};

const std::vector<ResourceKind>& ResourceKinds();
// The kind with that ocid, which exists.
const ResourceKind& KindOf(std::string_view ocid);

}  // namespace standin
