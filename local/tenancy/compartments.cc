#include "local/tenancy/compartments.h"

#include "oci/json_text.h"

namespace local {

oci::Result<std::vector<std::string>> AllCompartments(oci::Call& call,
                                                      std::shared_ptr<oci::Requester> requester,
                                                      const std::string& standin_url,
                                                      const std::string& tenancy_id) {
  oci::management::Client compartments(std::move(requester),
                                       oci::management::Compartments(standin_url));
  std::vector<std::string> all = {tenancy_id};
  for (size_t i = 0; i < all.size(); ++i) {
    OCI_ASSIGN_OR_RETURN(const auto inner, compartments.List(call, all[i]));
    for (const auto& compartment : inner) all.push_back(oci::StringMember(compartment, "id"));
  }
  return all;
}

oci::Result<std::vector<nlohmann::json>> ListEverywhere(oci::Call& call,
                                                        std::shared_ptr<oci::Requester> requester,
                                                        const oci::management::Collection& in,
                                                        const std::string& tenancy_id) {
  OCI_ASSIGN_OR_RETURN(const auto compartments,
                       AllCompartments(call, requester, in.endpoint, tenancy_id));
  oci::management::Client client(std::move(requester), in);
  std::vector<nlohmann::json> all;
  for (const auto& compartment : compartments) {
    OCI_ASSIGN_OR_RETURN(auto some, client.List(call, compartment));
    for (auto& resource : some) all.push_back(std::move(resource));
  }
  return all;
}

}  // namespace local
