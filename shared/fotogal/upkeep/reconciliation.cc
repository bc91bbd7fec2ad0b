#include "fotogal/upkeep/reconciliation.h"

#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace fotogal {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Reconciliation, part, page, batch, after, done, totals, mended)

std::string ToCursor(const Reconciliation& at) { return oci::JsonText(nlohmann::json(at)); }

Reconciliation ReadReconciliation(const std::string& cursor) {
  if (cursor.empty()) return {};
  return oci::ParseOrThrow(cursor).get<Reconciliation>();
}

}  // namespace fotogal
