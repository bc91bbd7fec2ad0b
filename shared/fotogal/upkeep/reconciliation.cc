#include "fotogal/upkeep/reconciliation.h"

#include "oci/json_text.h"

namespace fotogal {

std::string ToCursor(const Reconciliation& at) { return oci::JsonText(at); }

Reconciliation ReadReconciliation(const std::string& cursor) {
  if (cursor.empty()) return {};
  return oci::ParseOrThrow(cursor).get<Reconciliation>();
}

}  // namespace fotogal
