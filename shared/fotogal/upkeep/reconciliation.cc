#include "fotogal/upkeep/reconciliation.h"

#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace fotogal {

std::string ToCursor(const Reconciliation& at) {
  return oci::JsonText(nlohmann::json{{"part", at.part},
                                      {"page", at.page},
                                      {"batch", at.batch},
                                      {"after", at.after},
                                      {"done", at.done},
                                      {"totals", at.totals},
                                      {"mended", at.mended}});
}

Reconciliation ReadReconciliation(const std::string& cursor) {
  Reconciliation at;
  if (cursor.empty()) return at;
  const nlohmann::json json = oci::ParseOrThrow(cursor);
  at.part = json.at("part").get<std::string>();
  at.page = json.at("page").get<std::string>();
  at.batch = json.at("batch").get<std::vector<Id>>();
  at.after = json.at("after").get<Id>();
  at.done = json.at("done").get<std::int64_t>();
  at.totals = json.at("totals").get<std::map<std::string, std::int64_t>>();
  at.mended = json.at("mended").get<std::map<std::string, std::int64_t>>();
  return at;
}

}  // namespace fotogal
