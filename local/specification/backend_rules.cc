#include "local/specification/backend_rules.h"

#include "local/specification/plain_backend_rules.h"
#include "local/specification/selection_rules.h"

namespace local {

void CheckBackend(const Node& backend, const VariableScope& scope) {
  if (!backend.IsMap()) return;
  const auto type = backend.OneOf("type", {"ORACLE_FUNCTIONS_BACKEND", "HTTP_BACKEND",
                                           "STOCK_RESPONSE_BACKEND", "DYNAMIC_ROUTING_BACKEND"});
  if (type == "DYNAMIC_ROUTING_BACKEND") return CheckDynamicBackend(backend, scope);
  if (type) CheckPlainBackend(backend, *type, scope);
}

}  // namespace local
