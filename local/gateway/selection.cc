#include "local/gateway/selection.h"

#include <algorithm>

#include "common/ascii.h"

namespace local {
namespace {

bool HasValue(const Branch& branch, const std::string& value) {
  return std::any_of(branch.values.begin(), branch.values.end(),
                     [&](const auto& one) { return common::EqualNoCase(one, value); });
}

bool FitsWildcard(const Branch& branch, const std::string& value) {
  const auto& wildcard = branch.wildcard;
  const auto at = wildcard.find_first_of("*+");
  if (at == std::string::npos) return false;
  const std::string fixed = at == 0 ? wildcard.substr(1) : wildcard.substr(0, at);
  const size_t least = fixed.size() + (wildcard[at] == '+' ? 1 : 0);
  return value.size() >= least && (at == 0 ? value.ends_with(fixed) : value.starts_with(fixed));
}

const Branch* SelectBranch(const std::vector<Branch>& branches, const std::string& value) {
  const auto first = [&](auto fits) {
    const auto found = std::find_if(branches.begin(), branches.end(), fits);
    return found == branches.end() ? nullptr : &*found;
  };
  if (const Branch* has = first([&](const auto& one) { return HasValue(one, value); })) return has;
  if (const Branch* fits = first([&](const auto& one) { return FitsWildcard(one, value); }))
    return fits;
  return first([](const Branch& one) { return one.is_default; });
}

}  // namespace

const PlainBackend* SelectBackend(const Backend& backend, const RequestContext& context) {
  const auto* dynamic = std::get_if<DynamicBackend>(&backend);
  if (dynamic == nullptr) return &std::get<PlainBackend>(backend);
  const auto values = Values(context, dynamic->selector);
  const Branch* branch = SelectBranch(dynamic->branches, values.empty() ? "" : values.front());
  return branch == nullptr ? nullptr : &branch->backend;
}

}  // namespace local
