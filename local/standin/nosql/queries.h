// Statements, prepared or not, as the REST API and Oracle's own protocol both run them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/execute.h"

namespace standin::nosql {

// What clients keep of a prepared statement: bytes that contain what is needed to detect that its
// table has changed since.
std::string EncodePrepared(const CompiledStatement& compiled);
// The engine keeps what it has compiled of them until a table changes.
using Compiled = std::shared_ptr<const CompiledStatement>;
Result<Compiled> DecodePrepared(Engine& engine, std::string_view bytes,
                                ComplexQueries complex = ComplexQueries::kRefused);
Result<Compiled> CompileText(const Engine& engine, std::string_view compartment,
                             std::string_view statement,
                             ComplexQueries complex = ComplexQueries::kRefused);

// A variable of a request, which becomes a value when its declared type is known.
struct GivenVariable {
  std::string name;  // with its "$"
  std::function<Result<Value>(const Type& type)> value;
};
// given: nullopt when the request has no list of variables at all.
Result<Variables> BindVariables(const CompiledStatement& compiled,
                                const std::optional<std::vector<GivenVariable>>& given);

// Runs one page of it, in a transaction when it changes rows. prepared: without the units that
// preparing costs.
Result<QueryResult> RunPage(Engine& engine, const CompiledStatement& compiled,
                            const Variables& variables, const QueryOptions& options, bool prepared);

std::string PlanText(const CompiledStatement& compiled);

}  // namespace standin::nosql
